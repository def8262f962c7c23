package dev.understudy.election;

import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.Member.extended;
import static dev.understudy.election.Member.fresh;
import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.instance;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.pace;
import static dev.understudy.election.Member.registeredSince;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.Member.unknown;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Challenges.Challenge;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The election table, rows 5 to 8: how a holder stays, fails, or is to be followed by another. */
class ElectionTableHolderTest {

  @Test
  void row_5_a_heartbeat_of_the_holder_renews() {
    Given.group()
        .heldBy("a")
        .term(7)
        .session("a")
        .when()
        .heartbeat("a")
        .by(Row.HELD_RENEWS)
        .heldBy("a")
        .renewed()
        .answers("a", Role.PRIMARY, 7)
        .answersNobodyElse()
        .validFor(Duration.ofSeconds(60));
  }

  @Test
  void row_5_comes_before_row_6_however_old_the_renewal_is() {
    Given.group()
        .heldBy("a")
        .renewed(5000)
        .session("a", stale())
        .session("b")
        .when()
        .heartbeat("a")
        .by(Row.HELD_RENEWS)
        .renewed();
  }

  @Test
  void row_5_a_renewal_may_raise_the_timeout_and_never_lowers_it() {
    Given held = Given.group().heldBy("a").session("a").grantedUnder(60, 3);

    held.timeout(90, 1).when().heartbeat("a").validFor(Duration.ofSeconds(90));
    held.timeout(10, 1).when().heartbeat("a").validFor(Duration.ofSeconds(60));
  }

  @Test
  void row_5_a_second_process_of_the_holder_is_secondary() {
    Given.group()
        .heldBy("a")
        .session("a", instance("one"))
        .when()
        .heartbeat(session("a").from("two"))
        .by(Row.OTHER_INSTANCE)
        .unrenewed()
        .heldBy("a")
        .answers("a", Role.SECONDARY, 7)
        .answersNobodyElse()
        .and(
            lease -> {
              Signs signs = lease.phase().current().orElseThrow().signs();
              assertThat(signs.instance()).as("it does not become the holder").isEqualTo("one");
              assertThat(signs.beats()).as("it is no sign of the holder").isEqualTo(10);
            });
  }

  @Test
  void row_5b_of_two_processes_in_turn_it_is_written_that_they_share_the_id() {
    Given held = Given.group().heldBy("a").renewed(5).session("a", instance("one"));
    GroupView view = held.view();

    GroupView second = after(view, session("a").from("two"));
    assertThat(shared(second)).as("it may be the same client, started anew").isNull();
    assertThat(decide(second, session("a").from("two")))
        .as("written once a turn")
        .isInstanceOf(Decision.AnswerOnly.class);

    GroupView again = after(second, session("a").from("one"));
    assertThat(shared(again)).isEqualTo(Duration.ZERO);
  }

  private static @Nullable Duration shared(GroupView view) {
    Sharing sharing = view.lease().phase().current().orElseThrow().signs().sharing();
    return sharing == null ? null : sharing.returned();
  }

  private static Decision decide(GroupView view, When.BeatOf beat) {
    return Election.decide(
        view, new Event.Heartbeat(beat.beat(), Given.NOW, null), new Moment(Given.NOW, WALL));
  }

  private static GroupView after(GroupView view, When.BeatOf beat) {
    return view.with(((Decision.WriteGroup) decide(view, beat)).next());
  }

  @Test
  void row_5b_where_nobody_knows_since_when_nothing_is_written() {
    Given.group()
        .heldBy("a")
        .session("a", unknown(), instance("one"))
        .when()
        .heartbeat(session("a").from("two"))
        .by(Row.OTHER_INSTANCE)
        .onlyAnswers("a", Role.SECONDARY, 7);
  }

  @Test
  void row_6_a_holder_without_a_renewal_for_the_whole_wait_has_lost_its_grant() {
    Given.group()
        .heldBy("a")
        .renewed(63.06)
        .session("a", heard(63.06))
        .session("b")
        .when()
        .observed()
        .by(Row.HELD_EXPIRES)
        .pending("b")
        .because(Cause.HOLDER_EXPIRED)
        .and(lease -> assertThat(lease.previous().session()).isEqualTo(Given.ref("a")));
  }

  @Test
  void row_6_it_is_waited_for_the_whole_wait() {
    Given.group()
        .heldBy("a")
        .renewed(63.059)
        .session("a", heard(63.059))
        .session("b")
        .when()
        .observed()
        .stays()
        .againIn(0.001);
  }

  @Test
  void row_6_the_wait_comes_from_the_term_and_not_from_the_specification() {
    Given.group()
        .timeout(10, 1)
        .heldBy("a")
        .grantedUnder(60, 3)
        .renewed(30)
        .session("a", heard(30))
        .session("b")
        .when()
        .observed()
        .stays();
  }

  @Test
  void row_6_a_held_request_claims_the_moment_the_grant_ends() {
    Given.group()
        .heldBy("a")
        .renewed(64)
        .session("a", heard(64))
        .session("b", open(4))
        .when()
        .observed()
        .by(Row.HELD_EXPIRES)
        .grants("b");
  }

  @Test
  void row_6_who_may_be_held_elsewhere_is_given_a_moment_to_claim() {
    When lapsed =
        Given.group()
            .heldBy("a")
            .renewed(63.06)
            .session("a", heard(63.06))
            .session("b", heard(10), pace(standsBy(7)))
            .when();

    lapsed.observed().by(Row.HELD_EXPIRES).stays().againIn(0.05);
    lapsed.after(0.049).observed().stays();
    lapsed.after(0.05).observed().by(Row.HELD_EXPIRES).pending("b");
    lapsed.after(0.01).heartbeat("b").by(Row.HELD_EXPIRES).grants("b");
    lapsed.after(0.01).heartbeat("a").by(Row.HELD_RENEWS).renewed();
  }

  @Test
  void row_6_whoever_cannot_be_held_is_elected_at_once() {
    Given lapsed = Given.group().heldBy("a").renewed(63.06).session("a", heard(63.06));

    lapsed.session("b", heard(25), pace(standsBy(7))).when().observed().pending("b");
    lapsed.session("b", heard(10), pace(standsBy(5))).when().observed().pending("b");
    lapsed.session("b", heard(10), fresh(2), pace(standsBy(7))).when().observed().pending("b");
    lapsed
        .session("b", heard(10), pace(standsBy(7)))
        .holding(0, 0.25)
        .when()
        .observed()
        .pending("b");
  }

  @Test
  void row_6_nobody_to_elect_is_nobody_to_wait_for() {
    Given.group()
        .heldBy("a")
        .renewed(63.06)
        .session("a", heard(63.06))
        .session("b", stale(), pace(standsBy(7)))
        .when()
        .observed()
        .vacant();
  }

  /** It was told Secondary in that term. */
  private static Pace standsBy(long term) {
    return new Pace(List.of(Duration.ZERO), 0, term);
  }

  @Test
  void row_6_a_holder_is_as_silent_as_its_renewal_is_old_whichever_was_noted_later() {
    Given.group()
        .heldBy("a")
        .renewed(63.06)
        .session("a", heard(63.05))
        .session("b", open(4))
        .when()
        .observed()
        .by(Row.HELD_EXPIRES)
        .grants("b");
  }

  @Test
  void row_6_a_holder_that_registered_since_its_renewal_is_there() {
    Given.group()
        .heldBy("a")
        .renewed(63.06)
        .session("a", heard(1), registeredSince())
        .session("b", score(0))
        .when()
        .observed()
        .by(Row.HELD_EXPIRES)
        .pending("a");
  }

  @Test
  void row_6_without_another_session_the_group_is_vacant() {
    Given.group().heldBy("a").renewed(64).session("a", heard(64)).when().observed().vacant();
  }

  @Test
  void row_7_a_session_that_stays_better_takes_over() {
    Given.group()
        .heldBy("a")
        .session("a", score(50))
        .session("b", score(80))
        .challenged("b", 30)
        .when()
        .observed()
        .by(Row.HELD_BETTER)
        .handover("a", "b")
        .because(Cause.BETTER_SCORE)
        .answersNobody();
  }

  @Test
  void row_7_it_must_be_better_for_the_whole_stabilization_period() {
    Given.group()
        .heldBy("a")
        .renewed(1)
        .session("a", score(50))
        .session("b", score(80))
        .challenged("b", 29.5)
        .when()
        .observed()
        .stays()
        .againIn(0.5);
  }

  @Test
  void row_7_it_must_be_better_by_more_than_the_margin() {
    Given held =
        Given.group()
            .heldBy("a")
            .margin(30)
            .session("a", score(50))
            .session("b", score(80))
            .challenged("b", 60);

    held.when().observed().stays();
    held.margin(29.9).when().observed().handover("a", "b");
  }

  @Test
  void row_7_two_heartbeats_of_the_challenger_and_one_of_the_holder_must_say_so() {
    Given held = Given.group().heldBy("a").session("a", score(50)).session("b", score(80));
    Duration since = Given.NOW.minusSeconds(60);

    held.challenged("b", new Challenge(7, since, 10, 9)).when().observed().stays();
    held.challenged("b", new Challenge(7, since, 9, 10)).when().observed().stays();
    held.challenged("b", new Challenge(7, since, 9, 9)).when().observed().handover("a", "b");
  }

  @Test
  void row_7_a_challenge_counts_for_one_term_only() {
    Given.group()
        .heldBy("a")
        .session("a", score(50))
        .session("b", score(80))
        .challenged("b", new Challenge(6, Given.NOW.minusSeconds(60), 1, 1))
        .when()
        .observed()
        .stays();
  }

  @Test
  void row_7_a_holder_that_registers_anew_keeps_its_score() {
    GroupView held = Given.group().heldBy("a").session("a", score(50)).view();
    SessionLease again =
        held.sessions().get("a-1").lease().registeredAnew(held.lease(), "", Given.seconds(60));
    assertThat(again.signs().score()).isZero();

    GroupView view = held.with(new SessionView(again, Given.NOW, Given.NOW, null));

    Grant grant = view.lease().phase().current().orElseThrow();
    assertThat(new Candidates(view, new Moment(Given.NOW, WALL)).holderScore(grant)).isEqualTo(50);
  }

  @Test
  void row_8_an_override_to_primary_hands_over() {
    Given.group()
        .heldBy("a")
        .session("a", score(90))
        .session("b", score(1))
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.HELD_OVERRIDDEN)
        .handover("a", "b")
        .because(Cause.FORCED_PRIMARY);
  }

  @Test
  void row_8_a_stale_session_that_is_forced_waits_until_it_is_live_or_the_grant_ends() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b", stale())
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .by(Row.STEADY)
        .stays();
  }

  @Test
  void row_8_an_override_to_secondary_hands_over_to_the_best_other_one_or_to_nobody() {
    Given held = Given.group().heldBy("a").session("a").forced("a", Role.SECONDARY);

    held.when().observed().handover("a", null).because(Cause.FORCED_SECONDARY);
    held.session("b", score(20))
        .session("c", score(30))
        .when()
        .observed()
        .by(Row.HELD_OVERRIDDEN)
        .handover("a", "c");
  }

  @Test
  void row_8_who_is_forced_primary_comes_after_a_forced_secondary_even_while_it_is_stale() {
    Given.group()
        .heldBy("a")
        .session("a")
        .session("b", stale())
        .session("c")
        .forced("a", Role.SECONDARY)
        .forced("b", Role.PRIMARY)
        .when()
        .observed()
        .handover("a", "b")
        .because(Cause.FORCED_SECONDARY);
  }

  @Test
  void row_8_a_holder_that_is_forced_primary_stays_whatever_the_scores_are() {
    Given.group()
        .heldBy("a")
        .session("a", score(1), extended())
        .session("b", score(99))
        .challenged("b", 600)
        .forced("a", Role.PRIMARY)
        .when()
        .observed()
        .stays();
  }
}
