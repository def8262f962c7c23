package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a group does while nothing is wrong. */
class SteadyStateTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Test
  void the_first_client_becomes_the_primary_and_stays_it() {
    Cluster cluster = Cluster.of(2, TIMEOUT);
    StockClient a = cluster.stock("a");
    StockClient b = cluster.stock("b");
    a.start();
    cluster.passSeconds(1);
    b.start();

    cluster.passSeconds(120);

    assertThat(cluster.primary()).isEqualTo("a");
    assertThat(cluster.term()).isEqualTo(1);
    assertThat(a.isActing()).isTrue();
    assertThat(b.isActing()).isFalse();
    cluster.check();
  }
}
