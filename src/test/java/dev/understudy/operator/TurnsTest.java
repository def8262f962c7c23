package dev.understudy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private Duration now = Duration.ofDays(1);
  private final Turns turns =
      new Turns(uid -> uid.equals("mine") ? Duration.ZERO : Duration.ofSeconds(2), () -> now);

  @Test
  void the_highest_rank_need_not_wait() {
    assertThat(turns.left("mine")).isZero();
  }

  @Test
  void another_one_waits_and_acts_only_if_it_is_still_to_be_done() {
    assertThat(turns.left("other")).isEqualTo(Duration.ofSeconds(2));
    now = now.plusMillis(1500);
    assertThat(turns.left("other")).isEqualTo(Duration.ofMillis(500));
    now = now.plusSeconds(1);
    assertThat(turns.left("other")).isZero();
    turns.done("other");
    assertThat(turns.left("other")).isEqualTo(Duration.ofSeconds(2));
  }
}
