package dev.understudy.simulation;

import dev.understudy.election.Settings;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request stays open that nobody waits for, whatever clients and the API server do. */
class OpenRequestsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Cluster cluster;
  private StockClient primary;
  private StockClient standby;

  @BeforeEach
  void hold_a_standby() {
    cluster = Cluster.of(2, TIMEOUT);
    primary = cluster.stock("a");
    standby = cluster.stock("b");
    primary.start();
    cluster.passSeconds(1.7);
    standby.start();
    cluster.passSeconds(40);
    cluster.await("a hold", TIMEOUT, () -> standby.hasOpen() && open() == 1);
  }

  private int open() {
    return cluster.replicas().stream().mapToInt(Replica::openRequests).sum();
  }

  private void awaitNoneOpen(Duration atMost) {
    cluster.await("no request open", atMost, () -> open() == 0);
  }

  @Test
  void a_client_that_hangs_up_leaves_none_behind() {
    standby.crash();
    primary.crash();

    awaitNoneOpen(Duration.ofMillis(50));
  }

  @Test
  void a_session_that_is_deleted_while_it_is_held_is_answered() {
    standby.stop();

    cluster.await("answered", Duration.ofSeconds(1), () -> !standby.hasOpen());
    primary.crash();
    awaitNoneOpen(Duration.ofSeconds(1));
  }

  @Test
  void a_session_lease_deleted_by_hand_ends_its_hold() {
    cluster.server().removeLease(Cluster.GROUP.namespace(), cluster.sessionLease(standby));

    cluster.await("answered", Duration.ofSeconds(1), () -> !standby.hasOpen());
  }

  @Test
  void an_outage_of_the_api_server_ends_a_hold_with_a_refusal_once_something_is_to_be_written() {
    cluster.server().stop();
    cluster.pass(TIMEOUT.multipliedBy(2));
    primary.crash();
    standby.crash();

    awaitNoneOpen(Duration.ofSeconds(6));
  }

  @Test
  void a_drain_ends_all_holds() {
    cluster.replicas().forEach(replica -> replica.coordinator().drain());

    cluster.await("answered", Duration.ofMillis(50), () -> !standby.hasOpen());
  }

  @Test
  void a_group_that_is_being_deleted_ends_all_holds() {
    cluster
        .server()
        .edit(
            Cluster.GROUP,
            settings ->
                new Settings(
                    settings.timing(),
                    settings.margin(),
                    settings.stabilization(),
                    settings.manual(),
                    settings.hold(),
                    settings.overrides(),
                    settings.generation(),
                    true));

    cluster.await("answered", Duration.ofSeconds(1), () -> !standby.hasOpen());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void clients_that_come_and_go_at_any_moment_leave_none_behind(long seed) {
    RandomGenerator random = new World(seed).random("clients");
    List<SimulatedClient> clients =
        List.of(primary, standby, cluster.stock("c"), cluster.ruleKeeping("d"));
    for (int i = 0; i < 150; i++) {
      SimulatedClient client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(4)) {
        case 0 -> client.crash();
        case 1 -> {
          if (client.isAlive()) {
            client.stop();
          }
        }
        default -> client.start();
      }
      cluster.pass(Duration.ofMillis(random.nextInt(4000)));
    }
    clients.forEach(SimulatedClient::crash);

    awaitNoneOpen(Duration.ofSeconds(1));
  }
}
