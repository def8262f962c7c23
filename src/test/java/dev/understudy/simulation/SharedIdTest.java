package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.group.CoordinatorStatus;
import dev.understudy.group.GroupStatusFacts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two clients with one id, whose heartbeats reach two replicas in turn. */
class SharedIdTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster = Cluster.of(2, TIMEOUT);
  }

  private Optional<String> shared(int replica) {
    GroupStatusFacts[] facts = new GroupStatusFacts[1];
    var _ =
        new CoordinatorStatus(cluster.replica(replica).coordinator())
            .facts(Cluster.GROUP)
            .thenAccept(found -> facts[0] = found);
    cluster.await("facts", Duration.ofSeconds(1), () -> facts[0] != null);
    return facts[0].sharedIds();
  }

  private int changes() {
    return cluster.replicas().stream().mapToInt(Replica::changes).sum();
  }

  @Test
  void two_machines_with_one_id_are_told_of_until_one_has_been_silent_for_two_timeouts() {
    SimulatedClient here = cluster.stock("a").address("here");
    SimulatedClient there = cluster.stock("a").address("there");
    here.start();
    cluster.passSeconds(20);
    assertThat(shared(0)).isEmpty();

    int before = changes();
    there.start();
    cluster.passSeconds(20);

    assertThat(shared(0))
        .hasValueSatisfying(
            message ->
                assertThat(message).contains("session 'a'", "different addresses", "Stop all"));
    assertThat(shared(1)).isEqualTo(shared(0));
    assertThat(changes()).as("whoever writes the status is told").isGreaterThan(before);

    there.crash();
    int during = changes();
    cluster.pass(TIMEOUT.dividedBy(2));
    assertThat(shared(0)).as("not over yet").isPresent();
    cluster.pass(TIMEOUT.multipliedBy(2));
    assertThat(shared(0)).isEmpty();
    assertThat(shared(1)).isEmpty();
    assertThat(changes()).isGreaterThan(during);
  }

  @Test
  void when_all_are_silent_it_is_over_by_time_alone() {
    SimulatedClient here = cluster.stock("a").address("here");
    SimulatedClient there = cluster.stock("a").address("there");
    cluster.stock("b").start();
    here.start();
    cluster.passSeconds(3);
    there.start();
    cluster.passSeconds(20);
    assertThat(shared(0)).as("also of a standby").isPresent();

    here.crash();
    there.crash();
    int during = changes();
    cluster.pass(TIMEOUT.multipliedBy(2).plusSeconds(1));

    assertThat(shared(0)).isEmpty();
    assertThat(changes()).isGreaterThan(during);
  }

  @Test
  void of_two_processes_the_second_stands_by_and_both_are_told_of() {
    RuleKeepingClient one = cluster.ruleKeeping("a");
    RuleKeepingClient two = cluster.ruleKeeping("a");
    one.address("here").start();
    cluster.passSeconds(20);
    two.address("there").start();

    for (int i = 0; i < 100; i++) {
      cluster.passSeconds(0.5);
      assertThat(one.isActing()).isTrue();
      assertThat(two.isActing()).isFalse();
    }

    assertThat(shared(0))
        .hasValueSatisfying(
            message -> assertThat(message).contains("session 'a'", "different processes"));
    assertThat(cluster.term()).isEqualTo(1);
  }

  @Test
  void a_client_that_starts_anew_shares_with_nobody() {
    RuleKeepingClient client = cluster.ruleKeeping("a");
    client.start();
    cluster.passSeconds(20);
    client.crash();
    client.start();

    for (int i = 0; i < 60; i++) {
      cluster.passSeconds(0.5);
      assertThat(shared(0)).isEmpty();
    }
    cluster.check();
  }
}
