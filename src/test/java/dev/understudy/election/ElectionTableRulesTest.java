package dev.understudy.election;

import static dev.understudy.election.Cause.BETTER_SCORE;
import static dev.understudy.election.Cause.FORCED_PRIMARY;
import static dev.understudy.election.Cause.FORCED_SECONDARY;
import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.beats;
import static dev.understudy.election.Member.extended;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.GroupLease.ExpiredOverride;
import org.junit.jupiter.api.Test;

/** The election table, rows 17 to 22: overrides, the mode, the group's end, and lost answers. */
class ElectionTableRulesTest {

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

  @Test
  void row_19_by_hand_nobody_follows_but_the_last_holder() {
    Given manual = Given.group().manual().heldBy("a").renewed(64).session("a", heard(64));

    manual.session("b", open(1)).when().observed().by(Row.MANUAL).vacant();
    Given.group()
        .manual()
        .vacant()
        .previous("a")
        .session("a")
        .session("b", score(99))
        .when()
        .heartbeat("a")
        .grants("a");
  }

  @Test
  void row_19_by_hand_no_score_hands_over() {
    Given.group()
        .manual()
        .heldBy("a")
        .session("a", score(1))
        .session("b", score(99))
        .challenged("b", 600)
        .when()
        .observed()
        .stays();
    Given.group()
        .manual()
        .handover("a", "b", BETTER_SCORE)
        .session("a", score(1))
        .session("b", score(99))
        .when()
        .observed()
        .heldBy("a");
  }

  @Test
  void row_19_an_override_is_what_a_group_by_hand_obeys() {
    Given.group()
        .manual()
        .heldBy("a")
        .session("a")
        .session("b")
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .handover("a", "b");
  }

  @Test
  void row_19_by_hand_a_forced_secondary_gives_way_to_nobody_not_even_to_who_came_before_it() {
    Given.group()
        .manual()
        .heldBy("a")
        .previous("b")
        .session("a")
        .session("b")
        .forced("a", Role.SECONDARY)
        .when()
        .observed()
        .handover("a", null)
        .because(FORCED_SECONDARY);
  }

  @Test
  void row_19_the_first_grant_of_a_group_is_automatic() {
    Given.group().manual().term(0).vacant().session("a").when().heartbeat("a").grants("a");
  }

  @Test
  void row_19_also_where_the_first_answer_was_lost_the_group_by_hand_goes_on() {
    Then lost =
        Given.group()
            .manual()
            .heldBy("a")
            .term(1)
            .renewals(1)
            .session("a", beats(3))
            .when()
            .answerLost("a", 1)
            .vacant();

    GroupView after = Given.group().manual().session("a", beats(3)).view().with(lost.lease());
    Beat beat = session("a").beat();
    Moment now = new Moment(Given.NOW, WALL);
    Decision decision = Election.decide(after, new Event.Heartbeat(beat, Given.NOW, null), now);
    assertThat(decision.row()).isEqualTo(Row.VACANT_HEARTBEAT);
  }

  @Test
  void row_20_a_group_that_is_being_deleted_grants_nothing() {
    Given.group()
        .deleting()
        .vacant()
        .session("a", open(1))
        .when()
        .observed()
        .by(Row.GROUP_DELETED)
        .stays();
    Given.group().deleting().vacant().session("a").when().heartbeat("a").writesSession("a");
    Given.group()
        .deleting()
        .pending("a")
        .session("a", open(1))
        .when()
        .observed()
        .by(Row.GROUP_DELETED)
        .vacant();
  }

  @Test
  void row_20_it_renews_nothing_and_tells_the_holder() {
    Given.group()
        .deleting()
        .heldBy("a")
        .session("a")
        .session("b")
        .when()
        .heartbeat("a")
        .by(Row.GROUP_DELETED)
        .releasing("a", null)
        .because(Cause.GROUP_DELETED)
        .answers("a", Role.SECONDARY, 7);
  }

  @Test
  void row_20_it_is_vacant_once_the_holder_was_released_or_the_wait_is_over() {
    Given releasing =
        Given.group()
            .deleting()
            .releasing("a", null, Cause.GROUP_DELETED)
            .session("a", extended())
            .session("b", open(1));
    releasing.when().observed().stays();
    releasing.when().heartbeat(session("a").says(Role.SECONDARY, 7L)).vacant();
    releasing.renewed(64).when().observed().vacant();

    Given held = Given.group().deleting().heldBy("a").session("a").session("b");
    held.when().observed().by(Row.GROUP_DELETED).stays();
    held.renewed(64).when().observed().by(Row.GROUP_DELETED).vacant();
    Given.group()
        .deleting()
        .handover("a", "b", BETTER_SCORE)
        .session("a")
        .session("b", stale())
        .when()
        .observed()
        .by(Row.GROUP_DELETED)
        .stays();
  }

  @Test
  void row_22_while_nobody_knows_who_is_in_charge_nobody_is_granted_before_the_wait_is_over() {
    Given lost =
        Given.group().heldByNobodyKnown().term(1007).session("a", open(1)).session("b", score(99));

    lost.renewed(63.05).when().observed().by(Row.HOLDER_GONE).stays().againIn(0.01);
    lost.renewed(10).when().heartbeat("a").by(Row.STANDS_BY).writesSession("a");
    lost.renewed(63.06).when().observed().by(Row.HELD_EXPIRES).pending("b");
  }

  @Test
  void row_22_by_hand_a_lost_lease_needs_the_operator() {
    Given.group()
        .manual()
        .heldByNobodyKnown()
        .renewed(64)
        .session("a", open(1))
        .when()
        .observed()
        .by(Row.MANUAL)
        .vacant();
  }

  @Test
  void a_claim_whose_answer_was_lost_is_taken_back_and_its_session_passed_over() {
    Given.group()
        .heldBy("a")
        .previous("b")
        .renewals(1)
        .session("a", beats(10))
        .session("b")
        .when()
        .answerLost("a", 7)
        .by(Row.ANSWER_LOST)
        .pending("b")
        .because(Cause.ANSWER_LOST)
        .and(lease -> assertThat(lease.passedOver()).containsEntry("a-1", 10L));
  }

  @Test
  void nothing_but_an_unrenewed_claim_is_taken_back() {
    Given held = Given.group().heldBy("a").previous("b").renewals(1).session("a").session("b");

    held.when().answerLost("a", 6).stays();
    held.when().answerLost("b", 7).stays();
    held.renewals(2).when().answerLost("a", 7).stays();
    held.renewals(1).holderGone().when().answerLost("a", 7).stays();
  }

  @Test
  void every_write_raises_the_generation_acted_on_and_never_lowers_it() {
    Given held = Given.group().heldBy("a").session("a");

    held.generation(5, 3)
        .when()
        .heartbeat("a")
        .and(lease -> assertThat(lease.generation()).isEqualTo(5));
    held.generation(3, 5)
        .when()
        .heartbeat("a")
        .and(lease -> assertThat(lease.generation()).isEqualTo(5));
  }
}
