package dev.understudy.election;

import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.extended;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.Member.unknown;

import dev.understudy.election.Challenges.Challenge;
import org.junit.jupiter.api.Test;

/**
 * When a replica decides again if nothing else happens. That no moment is missed is a law of {@link
 * ElectionLawsTest}; here is which moment it is.
 */
class DeadlinesTest {

  @Test
  void a_vacant_group_waits_for_events_only() {
    Given.group().vacant().session("a", stale()).when().observed().withoutDeadline();
  }

  @Test
  void an_elected_session_has_one_interval_and_the_next_one_is_elected_then() {
    When pending = Given.group().pending("b").session("a").session("b", heard(10)).when();

    pending.observed().stays().againIn(23);
    pending.after(23).observed().pending("a");
  }

  @Test
  void a_session_that_nobody_can_tell_of_is_waited_for_until_it_is_stale() {
    When pending = Given.group().pending("b").session("a", heard(0)).session("b", unknown()).when();

    pending.observed().stays().againIn(62.06);
    pending.after(62.06).observed().pending("a");
  }

  @Test
  void a_holder_is_looked_at_when_it_is_overdue_and_when_its_grant_ends() {
    When held = Given.group().heldBy("a").session("a", heard(10)).session("b", heard(0)).when();

    held.observed().stays().againIn(23);
    held.after(23).observed().stays().againIn(30.06);
    held.after(53.06).observed().pending("b");
  }

  @Test
  void a_challenge_is_looked_at_when_it_has_lasted_long_enough() {
    When held =
        Given.group()
            .heldBy("a")
            .session("a", score(50))
            .session("b", score(80))
            .challenged("b", 10)
            .when();

    held.observed().stays().againIn(20);
    held.after(20).observed().handover("a", "b");
  }

  @Test
  void a_challenge_that_waits_for_heartbeats_is_looked_at_when_they_come() {
    Given.group()
        .heldBy("a")
        .session("a", score(50))
        .session("b", score(80))
        .challenged("b", new Challenge(7, Given.NOW.minusSeconds(10), 10, 10))
        .when()
        .observed()
        .stays()
        .againIn(23);
  }

  @Test
  void a_handover_is_looked_at_when_its_target_would_be_stale() {
    When handover =
        Given.group()
            .handover("a", "b", Cause.BETTER_SCORE)
            .renewed(33)
            .session("a", score(50))
            .session("b", score(80), heard(60))
            .when();

    handover.observed().stays().againIn(3.06);
    handover.after(3.06).observed().heldBy("a");
  }

  @Test
  void a_pinned_session_is_never_stale_nor_silent() {
    Given.group()
        .session("b")
        .pinned("b")
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .stays()
        .withoutDeadline();
    Given.group()
        .handover("a", "b", Cause.FORCED_PRIMARY)
        .renewed(33)
        .session("a")
        .session("b", heard(60))
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .stays()
        .againIn(30.06);
  }

  @Test
  void a_release_is_looked_at_after_the_guard_delay_where_there_is_one() {
    Given releasing =
        Given.group().releasing("a", "b", Cause.BETTER_SCORE).renewed(40).told(0.1).session("b");

    releasing.session("a").when().observed().stays().againIn(0.15);
    releasing.session("a", extended()).when().observed().stays().againIn(23.06);
  }

  @Test
  void the_earliest_moment_counts() {
    Given.group()
        .heldBy("a")
        .session("a", score(50))
        .session("b", score(80))
        .challenged("b", 10)
        .forced("c", Role.SECONDARY, WALL.plusSeconds(19))
        .when()
        .observed()
        .stays()
        .againIn(19);
  }
}
