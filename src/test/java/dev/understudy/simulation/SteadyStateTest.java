package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Role;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void a_heartbeat_takes_one_write_of_one_lease() {
    Cluster cluster = Cluster.of(3, TIMEOUT);
    for (String id : List.of("a", "b", "c")) {
      cluster.stock(id).start();
      cluster.passSeconds(0.7);
    }
    cluster.passSeconds(30);
    int writes = cluster.server().leases().events().size();
    int statuses = cluster.server().groups().events().size();
    int answers = cluster.history().answers().size();
    int calls = cluster.replicas().stream().mapToInt(replica -> replica.api().calls()).sum();

    cluster.passSeconds(300);

    int heartbeats = cluster.history().answers().size() - answers;
    assertThat(heartbeats).isBetween(175, 185);
    assertThat(cluster.server().leases().events().size() - writes).isEqualTo(heartbeats);
    assertThat(cluster.replicas().stream().mapToInt(replica -> replica.api().calls()).sum() - calls)
        .as("calls of any kind")
        .isEqualTo(heartbeats);
    assertThat(cluster.server().groups().events()).hasSize(statuses);
  }

  @Test
  void the_primary_writes_the_group_lease_and_others_their_own() {
    Cluster cluster = Cluster.of(1, TIMEOUT);
    cluster.stock("a").start();
    cluster.passSeconds(1);
    cluster.stock("b").start();
    cluster.passSeconds(30);
    int before = cluster.server().leases().events().size();

    cluster.passSeconds(60);

    var events = cluster.server().leases().events();
    var later = events.subList(before, events.size());
    assertThat(later.stream().filter(event -> event.lease() instanceof StoredGroup)).hasSize(12);
    assertThat(later.stream().map(SimulatedLeases.LeaseEvent::lease))
        .filteredOn(StoredSession.class::isInstance)
        .hasSize(12)
        .allSatisfy(lease -> assertThat(((StoredSession) lease).lease().ref().id()).isEqualTo("b"));
  }

  @Test
  void only_the_best_candidate_is_held() {
    Cluster cluster = Cluster.of(1, TIMEOUT);
    SimulatedClient a = cluster.stock("a");
    SimulatedClient b = cluster.stock("b").score(40);
    SimulatedClient c = cluster.stock("c").score(45);
    for (SimulatedClient client : List.of(a, b, c)) {
      client.start();
      cluster.passSeconds(1);
    }
    cluster.passSeconds(40);

    List<Boolean> heldB = new ArrayList<>();
    List<Boolean> heldC = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      cluster.passSeconds(0.1);
      heldB.add(b.hasOpen());
      heldC.add(c.hasOpen());
    }

    assertThat(heldB).doesNotContain(true);
    assertThat(heldC.stream().filter(held -> held).count()).isBetween(75L, 85L);
  }

  @Test
  void twenty_sessions_elect_one_primary_and_all_are_answered() {
    Cluster cluster = Cluster.of(3, TIMEOUT);
    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? cluster.stock("s" + i) : cluster.ruleKeeping("s" + i)).score(i).start();
      cluster.passSeconds(0.37);
    }

    cluster.passSeconds(120);

    assertThat(cluster.primary()).as("the highest score").isEqualTo("s19");
    assertThat(cluster.clients().stream().filter(SimulatedClient::isActing)).hasSize(1);
    Duration last = cluster.world().now().minus(TIMEOUT);
    for (SimulatedClient client : cluster.clients()) {
      assertThat(cluster.history().answers())
          .anyMatch(
              answer -> answer.session().equals(client.id()) && answer.at().compareTo(last) > 0);
    }
    assertThat(cluster.history().answers().stream().filter(a -> a.role() == Role.PENDING_PRIMARY))
        .as("nobody is kept asking while all is well")
        .hasSizeLessThan(20);
    cluster.check();
  }
}
