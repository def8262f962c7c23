package dev.understudy.election;

import static dev.understudy.election.Member.heard;
import static dev.understudy.election.Member.score;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Invariant I7: a score that swings within the margin, or for less than the stabilization period,
 * causes no transition.
 */
class StabilizationTest {

  private static final Duration TICK = Duration.ofSeconds(5);

  /** a holds with a score of 50; b stands by. Both send every ten seconds, five seconds apart. */
  private static OneReplica group(double margin, double stabilizationSeconds) {
    return new OneReplica(
        Given.group()
            .timeout(20, 1)
            .margin(margin)
            .stabilization(stabilizationSeconds)
            .heldBy("a")
            .renewed(0)
            .session("a", score(50), heard(0))
            .session("b", score(50), heard(0))
            .view(),
        Groups.now());
  }

  private static void send(OneReplica replica, double scoreOfA, double scoreOfB) {
    replica.wait(TICK);
    replica.heartbeat("a", scoreOfA);
    replica.wait(TICK);
    replica.heartbeat("b", scoreOfB);
  }

  @Property
  void scores_that_swing_within_the_margin_change_nothing(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 10) Double> above) {
    OneReplica replica = group(10, 0);
    for (double score : above) {
      send(replica, 50, 50 + score);

      assertThat(replica.phase()).isInstanceOf(Phase.Held.class);
    }
    assertThat(replica.view().lease().term()).isEqualTo(7);
  }

  /** Bursts of at most three heartbeats that are better last for less than thirty seconds. */
  @Property
  void scores_that_swing_for_less_than_the_stabilization_period_change_nothing(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 3) Integer> bursts) {
    OneReplica replica = group(0, 30);
    for (int better : bursts) {
      for (int i = 0; i < better; i++) {
        send(replica, 50, 90);

        assertThat(replica.phase()).isInstanceOf(Phase.Held.class);
      }
      send(replica, 50, 50);

      assertThat(replica.phase()).isInstanceOf(Phase.Held.class);
    }
    assertThat(replica.view().lease().term()).isEqualTo(7);
  }

  @Property
  void a_holder_that_recovers_in_time_stays(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 3) Integer> dips) {
    OneReplica replica = group(0, 30);
    for (int worse : dips) {
      for (int i = 0; i < worse; i++) {
        send(replica, 10, 40);
      }
      send(replica, 50, 40);

      assertThat(replica.phase()).isInstanceOf(Phase.Held.class);
    }
  }

  @Test
  void a_score_that_is_better_for_the_whole_period_hands_over() {
    OneReplica replica = group(0, 30);
    for (int i = 0; i < 4; i++) {
      send(replica, 50, 90);
    }

    assertThat(replica.phase()).isInstanceOf(Phase.Handover.class);
  }

  @Test
  void without_a_period_two_heartbeats_of_the_challenger_and_one_of_the_holder_are_needed() {
    OneReplica replica = group(0, 0);

    send(replica, 50, 90);
    assertThat(replica.phase()).isInstanceOf(Phase.Held.class);
    send(replica, 50, 90);
    assertThat(replica.phase()).isInstanceOf(Phase.Handover.class);
  }
}
