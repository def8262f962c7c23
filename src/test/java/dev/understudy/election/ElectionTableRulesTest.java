package dev.understudy.election;

import static dev.understudy.election.Cause.BETTER_SCORE;
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

import org.junit.jupiter.api.Test;

/** The election table, rows 19 to 22: the mode, the group's end, lost Leases and lost answers. */
class ElectionTableRulesTest {

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
  void row_19_by_hand_the_last_holder_is_the_one_in_charge_not_the_one_before_it() {
    Given.group()
        .manual()
        .heldBy("b")
        .previous("a")
        .renewed(64)
        .session("a", open(1))
        .session("b", heard(64))
        .when()
        .observed()
        .by(Row.MANUAL)
        .vacant();
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
