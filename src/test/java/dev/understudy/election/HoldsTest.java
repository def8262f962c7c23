package dev.understudy.election;

import static dev.understudy.election.Given.seconds;
import static dev.understudy.election.Member.fresh;
import static dev.understudy.election.Member.open;
import static dev.understudy.election.Member.pace;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.election.Holds.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For how long the request of a session that stands by is kept open, and what it is answered. */
class HoldsTest {

  private static final Plan SECONDARY = new Plan.AnswerNow(Role.SECONDARY);

  /** b polls every 30 s, was told Secondary in term 7, and is the best after the holder a. */
  private static Given standingBy() {
    return Given.group().heldBy("a").session("a", score(90)).session("b", open(0), pace(regular()));
  }

  private static Pace regular() {
    return new Pace(List.of(Duration.ZERO, seconds(30), seconds(60)), 0, 7L);
  }

  private static Pace inARow(int pendingReplies) {
    return new Pace(List.of(seconds(20), seconds(50)), pendingReplies, 7L);
  }

  private static Plan plan(Given group) {
    return plan(group, "b");
  }

  private static Plan plan(Given group, String id) {
    GroupView view = group.view();
    SessionView session = view.session(Given.ref(id)).orElseThrow();
    return Holds.plan(view, session, new Moment(Given.NOW, Given.WALL));
  }

  /** Kept open for so many seconds from now. */
  private static Plan keep(double seconds, Role then) {
    return new Plan.Keep(Given.NOW.plus(seconds(seconds)), then);
  }

  // Standing holds

  @Test
  void the_best_candidate_is_held_until_its_client_would_give_up() {
    assertThat(plan(standingBy())).isEqualTo(keep(25, Role.SECONDARY));
  }

  @Test
  void the_hold_counts_from_the_arrival_of_the_request() {
    assertThat(plan(standingBy().session("b", open(4), pace(regular()))))
        .isEqualTo(keep(21, Role.SECONDARY));
    assertThat(plan(standingBy().session("b", open(25), pace(regular())))).isEqualTo(SECONDARY);
  }

  @Test
  void it_is_answered_a_second_before_the_next_tick_of_a_fast_client() {
    Pace pace = new Pace(List.of(Duration.ZERO, seconds(5)), 0, 7L);

    assertThat(
            plan(
                Given.group()
                    .timeout(10, 0.5)
                    .heldBy("a")
                    .renewed(1)
                    .session("a", score(90))
                    .session("b", open(0), pace(pace))))
        .isEqualTo(keep(4, Role.SECONDARY));
  }

  @Test
  void it_is_answered_a_fortieth_of_the_timeout_before_the_next_tick_of_a_slow_client() {
    Pace pace = new Pace(List.of(seconds(50)), 0, 7L);

    assertThat(
            plan(
                Given.group()
                    .timeout(120, 6)
                    .heldBy("a")
                    .session("a", score(90))
                    .session("b", open(0), pace(pace))))
        .isEqualTo(keep(7, Role.SECONDARY));
  }

  @Test
  void it_is_not_held_at_all_for_less_than_a_second() {
    assertThat(plan(standingBy().session("b", open(0), pace(ticks(27.5)))))
        .isEqualTo(keep(1, Role.SECONDARY));
    assertThat(plan(standingBy().session("b", open(0), pace(ticks(27.6))))).isEqualTo(SECONDARY);
  }

  private static Pace ticks(double... secondsAgo) {
    return new Pace(java.util.Arrays.stream(secondsAgo).mapToObj(Given::seconds).toList(), 0, 7L);
  }

  @Test
  void the_earliest_phase_of_the_last_ticks_counts() {
    // The newest came two seconds late.
    assertThat(plan(standingBy().session("b", open(0), pace(ticks(10, 42)))))
        .isEqualTo(keep(30 - 10 - 2 - 1.5, Role.SECONDARY));
    // The newest came early: its phase is the earliest.
    assertThat(plan(standingBy().session("b", open(0), pace(ticks(10, 38)))))
        .isEqualTo(keep(30 - 10 - 1.5, Role.SECONDARY));
  }

  @Test
  void a_tick_far_off_the_others_is_another_phase_and_does_not_count() {
    assertThat(plan(standingBy().session("b", open(0), pace(ticks(10, 47)))))
        .isEqualTo(keep(30 - 10 - 1.5, Role.SECONDARY));
  }

  @Test
  void only_the_best_candidate_is_held() {
    Given group =
        standingBy()
            .session("b", score(60), open(0), pace(regular()))
            .session("c", score(70), open(0), pace(regular()));

    assertThat(plan(group, "b")).isEqualTo(SECONDARY);
    assertThat(plan(group, "c")).isEqualTo(keep(25, Role.SECONDARY));
  }

  @Test
  void who_is_forced_primary_is_held_whatever_its_score_is() {
    Given group =
        standingBy()
            .session("a")
            .session("b", score(1), open(0), pace(regular()))
            .session("c", score(70), open(0), pace(regular()))
            .forced("b", Role.PRIMARY);

    assertThat(plan(group, "b")).isEqualTo(keep(25, Role.SECONDARY));
    assertThat(plan(group, "c")).isEqualTo(SECONDARY);
  }

  @Test
  void nobody_is_held_who_cannot_follow() {
    assertThat(plan(standingBy().forced("b", Role.SECONDARY))).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().manual())).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().deleting())).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().vacant())).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().pending("a"))).isEqualTo(SECONDARY);
  }

  // Who may be held

  @Test
  void a_session_is_held_from_its_third_heartbeat_after_a_registration() {
    assertThat(plan(standingBy().session("b", open(0), pace(regular()), fresh(2))))
        .isEqualTo(SECONDARY);
    assertThat(plan(standingBy().session("b", open(0), pace(regular()), fresh(3))))
        .isEqualTo(keep(25, Role.SECONDARY));
  }

  @Test
  void a_session_is_held_only_if_it_was_told_secondary_after_its_last_grant() {
    Pace unknown = new Pace(List.of(Duration.ZERO), 0, null);
    Pace older = new Pace(List.of(Duration.ZERO), 0, 5L);
    Pace since = new Pace(List.of(Duration.ZERO), 0, 6L);
    Given group = standingBy().previous("b");

    assertThat(plan(group.session("b", open(0), pace(unknown)))).isEqualTo(SECONDARY);
    assertThat(plan(group.session("b", open(0), pace(older)))).isEqualTo(SECONDARY);
    assertThat(plan(group.session("b", open(0), pace(since)))).isEqualTo(keep(25, Role.SECONDARY));
  }

  @Test
  void where_nobody_knows_who_held_the_last_terms_it_may_have_been_any_session() {
    Pace told = new Pace(List.of(Duration.ZERO), 0, 6L);
    Given lost = Given.group().heldByNobodyKnown().session("b", open(0), pace(told));

    assertThat(plan(lost)).isEqualTo(SECONDARY);
    assertThat(plan(lost.session("b", open(0), pace(regular()))))
        .isEqualTo(keep(25, Role.SECONDARY));
  }

  @Test
  void the_holder_itself_is_not_held_in_its_own_term() {
    Given releasing =
        Given.group()
            .releasing("b", "b", Cause.BETTER_SCORE)
            .session("b", open(0), pace(new Pace(List.of(Duration.ZERO), 0, 6L)));

    assertThat(plan(releasing)).isEqualTo(SECONDARY);
  }

  // Chained holds

  @Test
  void while_the_primary_is_overdue_the_rest_of_the_wait_is_spread_over_ten_holds() {
    Given overdue = standingBy().renewed(43.06).session("b", open(0), pace(regular()));

    assertThat(plan(overdue)).isEqualTo(keep(2, Role.PENDING_PRIMARY));
    assertThat(plan(overdue.session("b", open(0), pace(inARow(6)))))
        .isEqualTo(keep(5, Role.PENDING_PRIMARY));
  }

  @Test
  void a_hold_of_a_chain_lasts_at_least_a_second() {
    assertThat(plan(standingBy().renewed(60.06))).isEqualTo(keep(1, Role.PENDING_PRIMARY));
  }

  @Test
  void the_tenth_hold_reaches_the_end_of_the_wait_and_is_answered_secondary() {
    assertThat(plan(standingBy().renewed(43.06).session("b", open(0), pace(inARow(9)))))
        .isEqualTo(keep(20, Role.SECONDARY));
  }

  @Test
  void where_the_holds_that_are_left_cannot_reach_the_end_of_the_wait_there_is_none() {
    Given far =
        Given.group()
            .timeout(3600, 180)
            .heldBy("a")
            .session("a", score(90))
            .session("b", open(0), pace(inARow(0)));

    // 1203.6 s are left, and ten holds of at most 25 s.
    assertThat(plan(far.renewed(2580))).isEqualTo(SECONDARY);
    // 250 s are left.
    assertThat(plan(far.renewed(3783.6 - 250))).isEqualTo(keep(25, Role.PENDING_PRIMARY));
    assertThat(plan(far.renewed(3783.6 - 250).session("b", open(0), pace(inARow(1)))))
        .isEqualTo(SECONDARY);
  }

  @Test
  void a_standing_hold_becomes_one_of_a_chain_when_the_primary_is_overdue() {
    // Overdue since a second, held for five already: a tenth of 31.06 s from then on.
    assertThat(plan(standingBy().renewed(34).session("b", open(5), pace(regular()))))
        .isEqualTo(keep((63.06 - 33) / 10 - 1, Role.PENDING_PRIMARY));
  }

  @Test
  void a_hold_of_a_chain_lasts_no_longer_than_its_client_waits() {
    assertThat(
            plan(
                Given.group()
                    .timeout(400, 20)
                    .heldBy("a")
                    .renewed(221)
                    .session("a", score(90))
                    .session("b", open(24), pace(new Pace(List.of(seconds(24)), 0, 7L)))))
        .isEqualTo(keep(1, Role.PENDING_PRIMARY));
  }

  @Test
  void a_handover_is_waited_for_in_a_chain_by_its_target_only() {
    Given handover =
        Given.group()
            .handover("a", "b", Cause.FORCED_SECONDARY)
            .renewed(13.06)
            .phaseSeen(3)
            .session("a")
            .session("b", score(10), open(0), pace(regular()))
            .session("c", score(80), open(0), pace(regular()));

    assertThat(plan(handover, "b")).isEqualTo(keep(5, Role.PENDING_PRIMARY));
    assertThat(plan(handover, "c")).isEqualTo(SECONDARY);
  }

  @Test
  void so_is_a_release() {
    assertThat(
            plan(
                Given.group()
                    .releasing("a", "b", Cause.BETTER_SCORE)
                    .renewed(13.06)
                    .phaseSeen(0)
                    .session("a")
                    .session("b", open(0), pace(regular()))))
        .isEqualTo(keep(5, Role.PENDING_PRIMARY));
  }

  @Test
  void a_late_heartbeat_of_the_primary_ends_the_chain_and_the_hold_goes_on_as_a_standing_one() {
    Given late = standingBy().renewed(0).session("b", open(1), pace(inARow(2)));

    // It goes on to the next tick and no longer.
    assertThat(plan(late)).isEqualTo(keep(30 - 20 - 1.5 - 1, Role.SECONDARY));
    assertThat(plan(late.session("b", open(9), pace(inARow(2))))).isEqualTo(SECONDARY);
  }

  // Settings

  @Test
  void a_shorter_limit_suits_proxies_with_short_timeouts() {
    assertThat(plan(standingBy().holding(5, 0.25))).isEqualTo(keep(5, Role.SECONDARY));
    assertThat(plan(standingBy().holding(0.9, 0.25))).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().renewed(61).holding(0.9, 0.25)))
        .isEqualTo(keep(0.9, Role.PENDING_PRIMARY));
  }

  @Test
  void a_limit_of_zero_switches_holding_off_and_pending_primary_with_it() {
    assertThat(plan(standingBy().holding(0, 0.25))).isEqualTo(SECONDARY);
    assertThat(plan(standingBy().renewed(60).holding(0, 0.25))).isEqualTo(SECONDARY);
  }

  @Test
  void a_stale_forced_primary_does_not_keep_the_others_from_an_answer() {
    assertThat(plan(standingBy().session("z", stale()).forced("z", Role.PRIMARY), "b"))
        .isEqualTo(SECONDARY);
  }

  @Test
  void there_is_nothing_to_plan_without_a_request() {
    Given group = standingBy();

    assertThatThrownBy(() -> plan(group, "a")).isInstanceOf(IllegalArgumentException.class);
  }
}
