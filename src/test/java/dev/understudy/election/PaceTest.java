package dev.understudy.election;

import static dev.understudy.election.Given.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is learnt of a client's polling from the times of its heartbeats. */
class PaceTest {

  private static final Duration INTERVAL = seconds(30);

  private static Pace after(
      Pace before, @Nullable Double secondsSinceLast, @Nullable Role answered) {
    return before.heard(
        INTERVAL,
        secondsSinceLast == null ? null : seconds(secondsSinceLast),
        answered == null ? null : new LastAnswer(answered, 7),
        true);
  }

  private static Pace pace(int pendingReplies, double... ticks) {
    return new Pace(
        java.util.Arrays.stream(ticks).mapToObj(Given::seconds).toList(), pendingReplies, 7L);
  }

  @Test
  void a_regular_heartbeat_is_a_tick() {
    Pace pace = after(pace(0, 0, 30), 30.0, Role.SECONDARY);

    assertThat(pace.ticks()).containsExactly(seconds(0), seconds(30), seconds(60));
    assertThat(pace.pendingReplies()).isZero();
  }

  @Test
  void the_last_four_ticks_are_kept() {
    assertThat(after(pace(0, 0, 30, 60, 90), 30.0, Role.SECONDARY).ticks())
        .containsExactly(seconds(0), seconds(30), seconds(60), seconds(90));
  }

  @Test
  void a_heartbeat_sent_at_once_after_pending_primary_is_no_tick_and_one_more_in_a_row() {
    Pace once = after(pace(0, 0, 30), 3.0, Role.PENDING_PRIMARY);
    Pace twice = after(once, 3.0, Role.PENDING_PRIMARY);

    assertThat(once.ticks()).containsExactly(seconds(3), seconds(33));
    assertThat(once.pendingReplies()).isEqualTo(1);
    assertThat(twice.ticks()).containsExactly(seconds(6), seconds(36));
    assertThat(twice.pendingReplies()).isEqualTo(2);
  }

  @Test
  void a_regular_heartbeat_begins_the_count_anew() {
    assertThat(after(pace(5, 20), 10.0, Role.SECONDARY).pendingReplies()).isZero();
  }

  @Test
  void the_count_is_kept_below_what_the_client_bears() {
    assertThat(after(pace(9, 20), 1.0, Role.PENDING_PRIMARY).pendingReplies())
        .isEqualTo(Pace.MOST_PENDING_REPLIES);
  }

  @Test
  void another_replica_tells_a_regular_heartbeat_by_its_phase() {
    assertThat(after(pace(0, 0, 30), 31.0, null))
        .isEqualTo(new Pace(List.of(seconds(0), seconds(31), seconds(61)), 0, 7L));
    assertThat(after(pace(0, 0, 30), 60.0, null).pendingReplies()).isZero();
  }

  @Test
  void another_replica_tells_a_repeated_heartbeat_by_its_phase() {
    assertThat(after(pace(2, 0, 30), 12.0, null))
        .isEqualTo(new Pace(List.of(seconds(12), seconds(42)), 3, 7L));
  }

  @Test
  void who_cannot_tell_counts_one_more_so_that_it_is_never_too_few() {
    Pace unsure = after(pace(5, 0, 30), null, null);

    assertThat(unsure.ticks()).containsExactly(Duration.ZERO);
    assertThat(unsure.pendingReplies()).isEqualTo(6);
    assertThat(after(pace(0), null, null).pendingReplies()).isEqualTo(1);
    assertThat(after(unsure, 30.0, null).pendingReplies()).isZero();
  }

  @Test
  void the_first_two_heartbeats_after_a_registration_are_no_ticks() {
    Pace pace = Pace.UNKNOWN.heard(INTERVAL, null, null, false);

    assertThat(pace.ticks()).isEmpty();
    assertThat(pace.pendingReplies()).isZero();
  }

  @Test
  void the_last_secondary_that_it_posted_after_is_remembered() {
    assertThat(after(Pace.UNKNOWN, 30.0, Role.SECONDARY).toldSecondary()).isEqualTo(7);
    assertThat(new Pace(List.of(), 0, 9L).heard(INTERVAL, null, told(7), true).toldSecondary())
        .isEqualTo(9);
  }

  @Test
  void a_primary_answer_forgets_it_and_a_pending_one_does_not() {
    assertThat(after(pace(0, 0), 30.0, Role.PRIMARY).toldSecondary()).isNull();
    assertThat(after(pace(0, 0), 3.0, Role.PENDING_PRIMARY).toldSecondary()).isEqualTo(7);
    assertThat(after(pace(0, 0), 30.0, null).toldSecondary()).isEqualTo(7);
  }

  private static LastAnswer told(long term) {
    return new LastAnswer(Role.SECONDARY, term);
  }

  @Test
  void the_next_tick_is_one_interval_after_the_last() {
    assertThat(pace(0, 0).untilNextTick(INTERVAL)).isEqualTo(seconds(30));
    assertThat(pace(0, 12, 42).untilNextTick(INTERVAL)).isEqualTo(seconds(18));
    assertThat(pace(0, 70).untilNextTick(INTERVAL)).isEqualTo(seconds(20));
  }

  @Test
  void a_late_arrival_says_nothing_of_when_the_next_is_sent() {
    assertThat(pace(0, 0, 33).untilNextTick(INTERVAL)).isEqualTo(seconds(27));
    assertThat(pace(0, 0, 33, 61.5).untilNextTick(INTERVAL)).isEqualTo(seconds(27));
  }

  @Test
  void nothing_is_expected_of_a_client_of_which_nothing_is_known() {
    assertThat(Pace.UNKNOWN.untilNextTick(INTERVAL)).isZero();
  }
}
