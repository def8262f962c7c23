package dev.understudy.election;

import static dev.understudy.election.Given.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The durations that grants and sessions are judged by: W = F(1+2r) + g. */
class TimingTest {

  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void the_wait_is_the_timeout_the_drift_of_two_clocks_and_the_grace() {
    assertThat(new Timing(seconds(60), seconds(3)).expiry()).isEqualTo(seconds(63.06));
    assertThat(new Timing(seconds(2), seconds(0.5)).expiry()).isEqualTo(seconds(2.502));
    assertThat(new Timing(DAY, Duration.ZERO).expiry()).isEqualTo(DAY.plus(seconds(86.4)));
  }

  @Test
  void the_drift_is_rounded_up() {
    assertThat(new Timing(Duration.ofNanos(1), Duration.ZERO).expiry())
        .isEqualTo(Duration.ofNanos(2));
    assertThat(new Timing(Duration.ofNanos(1001), Duration.ZERO).expiry())
        .isEqualTo(Duration.ofNanos(1003));
  }

  /** With the least grace that a group can have, from the shortest timeout to the longest. */
  @Property
  void a_slow_client_has_stopped_before_a_fast_replica_has_waited(
      @ForAll @LongRange(min = 2_000_000_000L, max = 86_400_000_000_000L) long timeoutNanos) {
    Timing timing = new Timing(Duration.ofNanos(timeoutNanos), Duration.ofMillis(50));

    double stoppedAt = timeoutNanos / (1 - 500e-6);
    double waitedUntil = timing.expiry().toNanos() / (1 + 500e-6);

    assertThat(waitedUntil).isGreaterThan(stoppedAt);
  }

  @Test
  void by_default_the_grace_is_half_a_second_or_a_twentieth_of_the_timeout() {
    assertThat(Timing.defaultGrace(seconds(2))).isEqualTo(seconds(0.5));
    assertThat(Timing.defaultGrace(seconds(10))).isEqualTo(seconds(0.5));
    assertThat(Timing.defaultGrace(seconds(10.2))).isEqualTo(seconds(0.51));
    assertThat(Timing.defaultGrace(seconds(60))).isEqualTo(seconds(3));
  }

  @Test
  void a_heartbeat_is_overdue_after_half_the_timeout_and_the_grace() {
    assertThat(new Timing(seconds(60), seconds(3)).overdue()).isEqualTo(seconds(33));
  }

  @Test
  void timings_are_raised_part_by_part() {
    Timing a = new Timing(seconds(60), seconds(1));
    Timing b = new Timing(seconds(10), seconds(3));

    assertThat(a.raisedTo(b)).isEqualTo(new Timing(seconds(60), seconds(3)));
    assertThat(b.raisedTo(a)).isEqualTo(new Timing(seconds(60), seconds(3)));
    assertThat(a.atLeast(seconds(90))).isEqualTo(new Timing(seconds(90), seconds(1)));
    assertThat(a.atLeast(seconds(9))).isEqualTo(a);
  }

  @Test
  void a_timeout_is_positive_and_a_grace_is_not_negative() {
    assertThatThrownBy(() -> new Timing(Duration.ZERO, seconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Timing(seconds(-1), seconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Timing(seconds(1), seconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
