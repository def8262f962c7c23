package dev.understudy.election;

import static dev.understudy.election.Cause.BETTER_SCORE;
import static dev.understudy.election.Cause.FORCED_PRIMARY;
import static dev.understudy.election.Cause.FORCED_SECONDARY;
import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.beats;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.instance;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.pace;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.Member.unknown;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The election table, rows 9 to 11: how a holder is told to give way, or is not. */
class ElectionTableHandoverTest {

  @Test
  void row_9_the_holder_is_told_with_its_next_heartbeat_which_renews_nothing() {
    Then told =
        Given.group()
            .handover("a", "b", BETTER_SCORE)
            .dataTime(WALL.minusSeconds(60))
            .session("a", score(50), beats(10))
            .session("b")
            .when()
            .heartbeat(session("a").score(33).dataTime(WALL))
            .by(Row.HANDOVER_TELLS)
            .releasing("a", "b")
            .because(BETTER_SCORE)
            .answers("a", Role.SECONDARY, 7)
            .answersNobodyElse();

    assertThat(told.grant().signs().score()).isEqualTo(33);
    assertThat(told.grant().signs().beats()).isEqualTo(11);
    assertThat(told.lease().dataTime()).isEqualTo(WALL);
  }

  @Test
  void row_9_a_second_process_of_the_holder_is_not_the_one_to_tell() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a", instance("one"))
        .session("b")
        .when()
        .heartbeat(session("a").from("two"))
        .by(Row.OTHER_INSTANCE)
        .handover("a", "b")
        .unrenewed()
        .answers("a", Role.SECONDARY, 7);
  }

  @Test
  void row_10_a_handover_to_a_session_that_is_stale_or_deleted_is_given_up() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a", score(50))
        .session("b", score(80), stale())
        .when()
        .observed()
        .by(Row.HANDOVER_CHANGES)
        .heldBy("a")
        .unrenewed();
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a")
        .when()
        .observed()
        .by(Row.HANDOVER_CHANGES)
        .heldBy("a");
  }

  @Test
  void row_10_a_handover_whose_reason_is_gone_is_given_up() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a", score(80))
        .session("b", score(80))
        .when()
        .observed()
        .heldBy("a");
    Given.group()
        .handover("a", "b", FORCED_PRIMARY)
        .session("a")
        .session("b")
        .when()
        .observed()
        .heldBy("a");
    Given.group()
        .handover("a", "b", FORCED_SECONDARY)
        .session("a")
        .session("b")
        .when()
        .observed()
        .heldBy("a");
  }

  @Test
  void row_10_a_handover_goes_on_while_the_target_is_better_at_all() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .margin(20)
        .session("a", score(50))
        .session("b", score(51))
        .when()
        .observed()
        .by(Row.STEADY)
        .stays();
  }

  @Test
  void row_10_a_target_is_not_given_up_for_being_unknown() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .renewed(1)
        .session("a", score(50))
        .session("b", score(80), unknown())
        .when()
        .observed()
        .stays()
        .againIn(32);
  }

  @Test
  void row_10_a_pinned_target_may_be_stale_but_not_deleted() {
    Given handover =
        Given.group().handover("a", "b", FORCED_PRIMARY).session("a").forced("b", Role.PRIMARY);

    handover.when().observed().by(Row.HANDOVER_CHANGES).heldBy("a");
    handover.session("b", stale()).when().observed().stays();
  }

  @Test
  void row_10_the_handover_of_a_forced_secondary_changes_its_target_or_goes_to_nobody() {
    Given handover =
        Given.group()
            .handover("a", "b", FORCED_SECONDARY)
            .session("a")
            .session("b", stale())
            .forced("a", Role.SECONDARY);

    handover.when().observed().by(Row.HANDOVER_CHANGES).handover("a", null);
    handover.session("c").when().observed().handover("a", "c");
  }

  @Test
  void row_10_stabilization_starts_anew_after_a_handover_was_given_up() {
    Then given =
        Given.group()
            .handover("a", "b", BETTER_SCORE)
            .session("a", score(80))
            .session("b", score(80))
            .challenged("b", 600)
            .when()
            .observed()
            .heldBy("a");

    assertThat(given.decision().challenges()).isEqualTo(Challenges.NONE);
  }

  @Test
  void row_11_the_wait_ends_a_grant_that_is_being_handed_over_or_released() {
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .renewed(63.06)
        .session("a", heard(63.06))
        .session("b")
        .when()
        .observed()
        .by(Row.ENDING_EXPIRES)
        .pending("b")
        .because(Cause.HOLDER_EXPIRED);
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .renewed(63.06)
        .session("a", heard(63.06))
        .session("b", open(1))
        .when()
        .observed()
        .by(Row.ENDING_EXPIRES)
        .grants("b");
  }

  @Test
  void row_11_who_was_promised_the_grant_and_may_be_held_elsewhere_is_given_a_moment_to_claim() {
    Pace standsBy = new Pace(List.of(Duration.ZERO), 0, 7L);
    for (Given given :
        List.of(
            Given.group().handover("a", "b", BETTER_SCORE),
            Given.group().releasing("a", "b", BETTER_SCORE))) {
      When lapsed =
          given
              .renewed(63.06)
              .session("a", heard(63.06))
              .session("b", heard(10), pace(standsBy))
              .when();

      lapsed.observed().by(Row.ENDING_EXPIRES).stays().againIn(0.05);
      lapsed.after(0.05).observed().pending("b");
    }
  }

  @Test
  void row_11_who_was_promised_the_grant_comes_first() {
    Given.group()
        .releasing("a", "b", FORCED_SECONDARY)
        .forced("a", Role.SECONDARY)
        .renewed(70)
        .session("a", heard(70))
        .session("b", score(10))
        .session("c", score(90))
        .when()
        .observed()
        .pending("b");
  }
}
