package dev.understudy.election;

import static dev.understudy.election.Cause.BETTER_SCORE;
import static dev.understudy.election.Cause.FORCED_SECONDARY;
import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.beats;
import static dev.understudy.election.Member.extended;
import static dev.understudy.election.Member.incarnation;
import static dev.understudy.election.Member.instance;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The election table, rows 12 to 16: how a holder that was told, or that left, is released. */
class ElectionTableReleaseTest {

  @Test
  void row_12_the_holder_is_released_by_its_own_word() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", extended())
        .session("b", score(80))
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .by(Row.RELEASED)
        .pending("b")
        .because(BETTER_SCORE)
        .answers("a", Role.SECONDARY, 7)
        .and(lease -> assertThat(lease.previous().session()).isEqualTo(Given.ref("a")))
        .and(lease -> assertThat(lease.previous().term()).isEqualTo(7));
  }

  @Test
  void row_12_a_held_request_is_granted_by_the_same_write() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", extended())
        .session("b", score(80), open(2))
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .by(Row.RELEASED)
        .grants("b")
        .answers("a", Role.SECONDARY, 8);
  }

  @Test
  void row_12_the_target_comes_first_if_it_can_still_be_chosen() {
    Given releasing =
        Given.group()
            .releasing("a", "b", FORCED_SECONDARY)
            .forced("a", Role.SECONDARY)
            .session("a", extended())
            .session("b", score(10))
            .session("c", score(90));

    releasing.when().heartbeat(session("a").says(Role.SECONDARY, 7L)).pending("b");
    releasing
        .session("b", stale())
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .pending("c");
  }

  @Test
  void row_12_without_another_one_the_released_holder_is_granted_anew() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", extended())
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .by(Row.RELEASED)
        .grants("a")
        .answersNobodyElse();
  }

  @Test
  void row_12_a_client_that_speaks_no_extension_is_released_by_the_guard_delay() {
    Given releasing =
        Given.group().releasing("a", "b", BETTER_SCORE).session("a").session("b", score(80));

    releasing.told(0.25).when().observed().by(Row.RELEASED).pending("b");
    releasing.told(0.2).when().observed().stays().againIn(0.05);
  }

  @Test
  void row_12_only_the_replica_that_told_it_knows_the_guard_delay() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a")
        .session("b", score(80))
        .when()
        .observed()
        .by(Row.RELEASING_CARRIES_ON)
        .stays();
  }

  @Test
  void row_12_the_guard_delay_releases_no_client_that_can_speak_for_itself() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .told(10)
        .session("a", extended())
        .session("b", score(80))
        .when()
        .observed()
        .by(Row.RELEASING_CARRIES_ON)
        .stays();
  }

  @Test
  void row_12_a_role_alone_shows_that_a_client_can_speak_for_itself() {
    Then told =
        Given.group()
            .handover("a", "b", BETTER_SCORE)
            .session("a")
            .session("b")
            .when()
            .heartbeat(session("a").says(Role.SECONDARY, null))
            .releasing("a", "b");

    assertThat(told.grant().signs().extended()).isTrue();
  }

  @Test
  void row_12_a_holder_that_has_ended_its_term_is_released_though_it_was_not_told() {
    Given.group()
        .heldBy("a")
        .session("a", extended())
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .by(Row.RELEASED)
        .grants("a");
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("a", extended())
        .session("b", score(80))
        .when()
        .heartbeat(session("a").says(Role.SECONDARY, 7L))
        .by(Row.RELEASED)
        .pending("b");
  }

  @Test
  void row_12b_a_heartbeat_that_confirms_nothing_goes_to_the_session_lease() {
    Given releasing = Given.group().releasing("a", "b", BETTER_SCORE).session("a").session("b");

    releasing.when().heartbeat("a").by(Row.RELEASING_HEARTBEAT).writesSession("a");
    releasing.when().heartbeat(session("a").says(Role.PRIMARY, 7L)).writesSession("a");
    releasing.when().heartbeat(session("a").says(Role.SECONDARY, 6L)).writesSession("a");
    releasing.when().heartbeat(session("a").says(Role.SECONDARY, null)).writesSession("a");
  }

  @Test
  void row_12b_a_second_process_confirms_nothing_for_the_holder() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", instance("one"))
        .session("b")
        .when()
        .heartbeat(session("a").from("two").says(Role.SECONDARY, 7L))
        .by(Row.RELEASING_HEARTBEAT)
        .writesSession("a");
  }

  @Test
  void row_13_a_holder_that_was_told_is_not_taken_back() {
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", score(90))
        .session("b", score(10), stale())
        .when()
        .observed()
        .by(Row.RELEASING_CARRIES_ON)
        .stays();
  }

  @Test
  void row_14_any_other_session_is_written_down_and_stands_by() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b", score(20), beats(10))
        .when()
        .heartbeat(session("b").score(30))
        .by(Row.STANDS_BY)
        .writesSession("b");
  }

  @Test
  void row_14_what_it_sent_stands_in_its_session_lease() {
    SessionLease written =
        Given.group()
            .heldBy("a")
            .session("a")
            .session("b", score(20), beats(10))
            .when()
            .heartbeat(session("b").score(30).dataTime(WALL).says(Role.SECONDARY, 3L).from("one"))
            .session();

    assertThat(written.signs())
        .isEqualTo(new Signs(11, 1, 11, 30, WALL, WALL, true, "one", null, null));
  }

  @Test
  void row_15_a_holder_that_leaves_by_itself_is_followed_at_once() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b")
        .when()
        .deletedByItself("a")
        .by(Row.HOLDER_LEAVES)
        .pending("b")
        .because(Cause.HOLDER_LEFT);
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b", open(3))
        .when()
        .deletedByItself("a")
        .grants("b");
    Given.group()
        .releasing("a", "b", BETTER_SCORE)
        .session("a", extended())
        .session("b")
        .when()
        .deletedByItself("a")
        .pending("b");
    Given.group().heldBy("a").session("a").when().deletedByItself("a").vacant();
  }

  @Test
  void row_16_a_holder_deleted_by_another_keeps_its_grant_until_the_wait_is_over() {
    Then gone =
        Given.group()
            .heldBy("a")
            .session("a")
            .session("b", open(3))
            .when()
            .deletedByAnother("a")
            .by(Row.HOLDER_GONE)
            .answersNobody()
            .unrenewed();

    assertThat(gone.grant().holder()).isEqualTo(Given.ref("a"));
    assertThat(gone.grant().gone()).isTrue();
  }

  @Test
  void row_16_a_holder_that_is_gone_is_neither_replaced_nor_handed_over_before_that() {
    Given gone =
        Given.group()
            .heldBy("a")
            .holderGone()
            .session("b", score(99))
            .challenged("b", 60)
            .forced("b", Role.PRIMARY);

    gone.renewed(63.05).when().observed().by(Row.HOLDER_GONE).stays().againIn(0.01);
    gone.renewed(63.06).when().observed().pinned("b", "b-1");
  }

  @Test
  void row_16_seeing_the_session_gone_is_enough() {
    Given.group().heldBy("a").session("b").when().observed().by(Row.HOLDER_GONE).stays();
    Given.group()
        .handover("a", "b", BETTER_SCORE)
        .session("b", stale())
        .when()
        .observed()
        .by(Row.HOLDER_GONE)
        .stays();
  }

  @Test
  void row_16_the_id_registered_anew_is_another_session() {
    GroupView view = Given.group().heldBy("a").holderGone().session("a", incarnation(2)).view();
    SessionRef again = new SessionRef("a", "a-2");
    Beat beat = new Beat(again, 1, 50, null, null, null, null, null, false);

    Decision decision =
        Election.decide(
            view, new Event.Heartbeat(beat, Given.NOW, null), new Moment(Given.NOW, WALL));

    assertThat(decision.row()).isEqualTo(Row.STANDS_BY);
    assertThat(decision).isInstanceOf(Decision.WriteSession.class);
  }

  @Test
  void the_deletion_of_any_other_session_is_ordered_with_the_grants() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b")
        .when()
        .deletedByAnother("b")
        .heldBy("a")
        .unrenewed()
        .and(lease -> assertThat(lease.edits()).isEqualTo(1));
    Given.group().pending("b").session("b").session("c").when().deletedByItself("b").pending("c");
  }
}
