package dev.understudy.election;

import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.beats;
import static dev.understudy.election.Member.fresh;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.registered;
import static dev.understudy.election.Member.registeredUnder;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.Member.unknown;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The election table, rows 1 to 4: how a group gets its first or next holder. */
class ElectionTableTest {

  @Test
  void row_1_the_best_session_claims_a_vacant_group_with_its_own_heartbeat() {
    Given.group()
        .vacant()
        .term(7)
        .session("a", score(60))
        .session("b", score(80))
        .when()
        .heartbeat("b")
        .by(Row.VACANT_HEARTBEAT)
        .grants("b")
        .answersNobodyElse();
  }

  @Test
  void row_1_a_session_that_is_not_the_best_stands_by() {
    Given.group()
        .vacant()
        .session("a", score(60))
        .session("b", score(80))
        .when()
        .heartbeat("a")
        .by(Row.STANDS_BY)
        .writesSession("a");
  }

  @Test
  void row_1_the_scores_of_the_first_two_heartbeats_do_not_count() {
    Given vacant = Given.group().vacant().session("a", score(1)).session("b", score(0), fresh(1));

    vacant.when().heartbeat(session("b").score(90)).writesSession("b");

    vacant.session("b", score(0), fresh(2)).when().heartbeat(session("b").score(90)).grants("b");
  }

  @Test
  void row_1_ties_go_to_the_last_holder_then_to_the_earlier_registration_then_to_the_id() {
    Given tied = Given.group().vacant().session("b").session("a").session("c");

    tied.when().observed().pending("a");
    tied.session("b", registered(WALL.minusSeconds(9999))).when().observed().pending("b");
    tied.previous("c").when().observed().pending("c");
  }

  @Test
  void row_1_the_grant_lasts_for_the_longer_of_the_timeouts_of_group_and_registration() {
    Then then =
        Given.group()
            .timeout(10, 1)
            .vacant()
            .session("a", registeredUnder(60))
            .when()
            .heartbeat("a")
            .grants("a")
            .validFor(Duration.ofSeconds(60));

    assertThat(then.grant().timing()).isEqualTo(new Timing(Given.seconds(60), Given.seconds(1)));
  }

  @Test
  void row_2_the_best_session_of_a_vacant_group_is_elected_by_time_or_sight() {
    Given.group()
        .vacant()
        .session("a", score(60))
        .session("b", score(80))
        .when()
        .observed()
        .by(Row.VACANT_ELECTS)
        .pending("b")
        .because(Cause.ELECTED)
        .answersNobody();
  }

  @Test
  void row_2_it_is_granted_at_once_where_its_request_is_held_here() {
    Given.group()
        .vacant()
        .session("a", score(60))
        .session("b", score(80), open(3))
        .when()
        .observed()
        .by(Row.VACANT_ELECTS)
        .grants("b");
  }

  @Test
  void row_2_a_stale_session_and_one_that_nobody_can_tell_of_are_never_chosen() {
    Given.group()
        .vacant()
        .session("a", stale())
        .session("b", unknown())
        .when()
        .observed()
        .by(Row.VACANT_ELECTS)
        .stays()
        .withoutDeadline();
  }

  @Test
  void row_2_a_forced_secondary_is_not_chosen_not_even_alone() {
    Given.group().vacant().session("a").forced("a", Role.SECONDARY).when().observed().stays();
  }

  @Test
  void row_3_the_elected_session_claims_with_its_heartbeat() {
    Given.group()
        .pending("b")
        .session("a")
        .session("b")
        .when()
        .heartbeat("b")
        .by(Row.PENDING_CLAIMS)
        .grants("b");
  }

  @Test
  void row_3_the_elected_session_is_granted_where_its_request_is_held() {
    Given.group()
        .pending("b")
        .session("b", open(2))
        .when()
        .observed()
        .by(Row.PENDING_CLAIMS)
        .grants("b");
  }

  @Test
  void row_3_a_better_score_alone_takes_nothing_from_the_elected_session() {
    Given pending = Given.group().pending("b").session("b", score(10)).session("a", score(90));

    pending.when().observed().by(Row.PENDING_CLAIMS).stays();
    pending.when().heartbeat("a").by(Row.STANDS_BY).writesSession("a");
  }

  @Test
  void row_4_an_elected_session_that_stays_silent_is_passed_over() {
    Given.group()
        .pending("b")
        .phaseSeen(33)
        .session("a")
        .session("b", heard(40), beats(12))
        .when()
        .observed()
        .by(Row.PENDING_GIVEN_UP)
        .pending("a")
        .because(Cause.CANDIDATE_SILENT)
        .and(lease -> assertThat(lease.passedOver()).containsExactly(entry("b-1", 12L)));
  }

  @Test
  void row_4_it_has_a_whole_interval_from_its_election_and_from_its_last_sign() {
    Given.group()
        .pending("b")
        .phaseSeen(10)
        .session("b", heard(40))
        .when()
        .observed()
        .stays()
        .againIn(23);
    Given.group()
        .pending("b")
        .phaseSeen(40)
        .session("b", heard(10))
        .when()
        .observed()
        .stays()
        .againIn(23);
  }

  @Test
  void row_4_nobody_is_given_up_for_being_unknown() {
    Given.group()
        .pending("b")
        .phaseSeen(500)
        .session("a")
        .session("b", unknown())
        .when()
        .observed()
        .stays()
        .againIn(62.06);
  }

  @Test
  void row_4_a_stale_one_a_deleted_one_and_a_forced_secondary_are_given_up() {
    Given.group().pending("b").session("a").session("b", stale()).when().observed().pending("a");
    Given.group().pending("b").session("a").when().observed().pending("a");
    Given.group()
        .pending("b")
        .session("a")
        .session("b")
        .forced("b", Role.SECONDARY)
        .when()
        .observed()
        .by(Row.PENDING_GIVEN_UP)
        .pending("a");
  }

  @Test
  void row_4_without_another_one_the_group_is_vacant() {
    Given.group().pending("b").session("b", stale()).when().observed().vacant();
  }

  @Test
  void row_4_who_was_passed_over_is_back_in_the_running_with_its_next_heartbeat() {
    Given vacant = Given.group().vacant().session("b", beats(12)).passedOver("b", 12);

    vacant.when().observed().stays();
    vacant.when().heartbeat("b").grants("b").and(lease -> assertThat(lease.passedOver()).isEmpty());
  }
}
