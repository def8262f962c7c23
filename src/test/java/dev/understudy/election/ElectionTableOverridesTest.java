package dev.understudy.election;

import static dev.understudy.election.Cause.BETTER_SCORE;
import static dev.understudy.election.Cause.FORCED_PRIMARY;
import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.extended;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.GroupLease.ExpiredOverride;
import org.junit.jupiter.api.Test;

/** The election table, rows 17 and 18: overrides, and when they end. */
class ElectionTableOverridesTest {

  @Test
  void row_17_once_the_grant_has_ended_nobody_else_follows_while_the_forced_one_is_stale() {
    Given.group()
        .heldBy("a")
        .renewed(64)
        .session("a", heard(64))
        .session("b", stale())
        .session("c", open(1))
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .pinned("b", "b-1")
        .because(FORCED_PRIMARY);
  }

  @Test
  void row_17_a_pinned_session_is_neither_silent_nor_stale_nor_deleted() {
    Given pinned = Given.group().session("b", stale()).pinned("b").forced("b", Role.PRIMARY);

    pinned.phaseSeen(900).when().observed().by(Row.PINNED).stays().withoutDeadline();
    Given.group()
        .pinned("b")
        .session("c", open(1))
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.PINNED)
        .stays();
  }

  @Test
  void row_17_a_pin_holds_for_an_id_that_is_not_registered_yet() {
    Given.group()
        .vacant()
        .session("a", open(1))
        .forced("z", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.PINNED)
        .pinned("z", null);
    Given.group()
        .pinned("z")
        .session("z")
        .forced("z", Role.PRIMARY)
        .when()
        .heartbeat("z")
        .grants("z");
  }

  @Test
  void row_17_the_others_stand_by() {
    Given.group()
        .pinned("b")
        .session("a", score(99))
        .forced("b", Role.PRIMARY)
        .when()
        .heartbeat("a")
        .writesSession("a");
  }

  @Test
  void row_18_a_handover_changes_its_target() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a")
        .session("b", score(90))
        .session("c")
        .forced("c", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.HANDOVER_CHANGES)
        .handover("a", "c")
        .because(FORCED_PRIMARY);
  }

  @Test
  void row_18_an_elected_session_is_pinned_another_one_is_pinned_or_it_is_freed() {
    Given pending = Given.group().session("b").session("c").pending("b");
    pending.forced("c", Role.PRIMARY).when().observed().by(Row.OVERRIDE_CHANGES).pinned("c", "c-1");
    Given.group()
        .session("b")
        .pending("b")
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.OVERRIDE_CHANGES)
        .pinned("b", "b-1");
    Given.group().session("b").pinned("b").when().observed().by(Row.OVERRIDE_CHANGES).pending("b");
    Given.group()
        .session("b", stale())
        .session("c")
        .pinned("b")
        .when()
        .observed()
        .by(Row.PENDING_GIVEN_UP)
        .pending("c");
  }

  @Test
  void row_18_a_release_goes_on_and_obeys_the_override_at_its_end() {
    Given releasing =
        Given.group()
            .releasing("a", "b", BETTER_SCORE)
            .session("a", extended())
            .session("b", open(1))
            .session("c", stale())
            .forced("c", Role.PRIMARY);

    releasing.when().observed().by(Row.RELEASING_CARRIES_ON).stays();
    releasing.when().heartbeat(session("a").says(Role.SECONDARY, 7L)).pinned("c", "c-1");
  }

  @Test
  void row_18_an_override_ends_by_a_write_that_names_it() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b", score(80))
        .forced("a", Role.PRIMARY, WALL)
        .when()
        .observed()
        .heldBy("a")
        .unrenewed()
        .and(lease -> assertThat(lease.expired()).containsExactly(new ExpiredOverride("a", WALL)));
  }

  @Test
  void row_18_an_override_that_the_lease_names_has_ended_whatever_the_clock_says() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b")
        .forced("b", Role.PRIMARY, WALL.plusSeconds(60))
        .expired("b", WALL.plusSeconds(60))
        .when()
        .observed()
        .by(Row.STEADY)
        .stays();
  }

  @Test
  void row_18_the_next_override_of_the_same_session_is_another_one() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b")
        .forced("b", Role.PRIMARY, WALL.plusSeconds(60))
        .expired("b", WALL.plusSeconds(59))
        .when()
        .observed()
        .handover("a", "b")
        .and(lease -> assertThat(lease.expired()).isEmpty());
  }

  @Test
  void row_18_the_end_of_an_override_is_decided_when_it_comes() {
    Given.group()
        .heldBy("a")
        .renewed(1)
        .session("a")
        .forced("a", Role.PRIMARY, WALL.plusSeconds(20))
        .when()
        .observed()
        .stays()
        .againIn(20);
  }

  @Test
  void row_18_a_temporary_override_beats_a_permanent_one_and_the_later_end_wins() {
    Given held =
        Given.group()
            .heldBy("a")
            .session("a")
            .session("b")
            .session("c")
            .forced("a", Role.PRIMARY)
            .forced("c", Role.PRIMARY, WALL.plusSeconds(60));
    held.when().observed().handover("a", "c");
    held.forced("b", Role.PRIMARY, WALL.plusSeconds(61)).when().observed().handover("a", "b");
  }

  @Test
  void row_18_of_two_overrides_with_the_same_end_the_first_id_wins() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b")
        .session("c")
        .forced("c", Role.PRIMARY, WALL.plusSeconds(60))
        .forced("b", Role.PRIMARY, WALL.plusSeconds(60))
        .when()
        .observed()
        .handover("a", "b");
  }
}
