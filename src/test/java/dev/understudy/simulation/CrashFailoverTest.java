package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.lease.StoredGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash of the primary costs: the standby's time, and writes. */
class CrashFailoverTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration WAIT = new Timing(TIMEOUT, Timing.defaultGrace(TIMEOUT)).expiry();
  private static final Duration A_CLAIM = Duration.ofMillis(25);
  private static final Duration COURTESY = Duration.ofMillis(50);

  /** A pair in steady state whose clients stay with one replica each; then the primary crashes. */
  private static Cluster crashed(long seed, Settings settings) {
    Cluster cluster = new Cluster(seed, 2, settings);
    StockClient a = cluster.stock("a", () -> cluster.replica(0), 0);
    StockClient b = cluster.stock("b", standbys(cluster), 0);
    a.start();
    cluster.passSeconds(1.7);
    b.start();
    cluster.passSeconds(60 + seed * 0.37);
    assertThat(cluster.primary()).isEqualTo("a");
    a.crash();
    return cluster;
  }

  private static java.util.function.Supplier<Replica> standbys(Cluster cluster) {
    return () -> cluster.replica(1).isUp() ? cluster.replica(1) : cluster.replica(0);
  }

  private static Duration lastRenewal(Cluster cluster) {
    return cluster.history().answers().stream()
        .filter(answer -> answer.session().equals("a") && answer.role() == Role.PRIMARY)
        .toList()
        .getLast()
        .at();
  }

  private static Duration promotion(Cluster cluster) {
    return cluster.history().answers().stream()
        .filter(answer -> answer.session().equals("b") && answer.role() == Role.PRIMARY)
        .toList()
        .getFirst()
        .at();
  }

  private static List<StoredGroup> writesSince(Cluster cluster, int before) {
    var events = cluster.server().leases().events();
    return events.subList(before, events.size()).stream()
        .map(SimulatedLeases.LeaseEvent::lease)
        .filter(StoredGroup.class::isInstance)
        .map(StoredGroup.class::cast)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_replica_that_holds_the_standbys_request_claims_with_the_only_write(long seed) {
    Cluster cluster = crashed(seed, Cluster.settings(TIMEOUT));
    int before = cluster.server().leases().events().size();

    cluster.await("b is primary", Duration.ofSeconds(20), () -> cluster.primary().equals("b"));
    cluster.pass(A_CLAIM);

    assertThat(writesSince(cluster, before)).hasSize(1);
    assertThat(promotion(cluster).minus(lastRenewal(cluster)))
        .isBetween(WAIT.minus(A_CLAIM), WAIT.plus(A_CLAIM));
    cluster.check();
  }

  @Test
  void where_nothing_is_held_the_next_heartbeat_claims() {
    Settings settings = Cluster.settings(TIMEOUT);
    Cluster cluster =
        crashed(
            1,
            new Settings(
                settings.timing(),
                settings.margin(),
                settings.stabilization(),
                settings.manual(),
                new Settings.Holding(Duration.ZERO, Duration.ofMillis(250)),
                settings.overrides(),
                settings.generation(),
                settings.deleting()));

    cluster.await("b is primary", Duration.ofSeconds(20), () -> cluster.primary().equals("b"));
    cluster.pass(A_CLAIM);

    assertThat(promotion(cluster).minus(lastRenewal(cluster)))
        .isBetween(WAIT.minus(A_CLAIM), WAIT.plus(TIMEOUT.dividedBy(2)).plus(A_CLAIM));
    cluster.check();
  }

  @Test
  void a_replica_that_dies_with_the_held_request_is_not_waited_for() {
    Cluster cluster = crashed(1, Cluster.settings(TIMEOUT));
    cluster.pass(WAIT.minus(cluster.world().now().minus(lastRenewal(cluster))).minusMillis(50));
    cluster.replica(1).kill();

    cluster.await(
        "b is elected",
        Duration.ofSeconds(1),
        () -> cluster.lease().lease().phase() instanceof Phase.Pending);
    Duration elected = cluster.world().now();
    cluster.await("b is primary", Duration.ofSeconds(20), () -> cluster.primary().equals("b"));
    cluster.pass(A_CLAIM);

    assertThat(elected.minus(lastRenewal(cluster)))
        .isLessThanOrEqualTo(WAIT.plus(COURTESY).plus(A_CLAIM));
    assertThat(promotion(cluster).minus(lastRenewal(cluster)))
        .isLessThanOrEqualTo(WAIT.plus(TIMEOUT.dividedBy(2)).plus(A_CLAIM));
    cluster.check();
  }
}
