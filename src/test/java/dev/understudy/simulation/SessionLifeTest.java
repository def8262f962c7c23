package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Settings;
import dev.understudy.group.AbsentSessions.Removal;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Refusal;
import dev.understudy.group.SessionRules;
import dev.understudy.lease.StoredSession;
import dev.understudy.simulation.SimulatedLeases.LeaseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How long sessions are kept that do not come back, how many there may be, how often they send. */
class SessionLifeTest {
  private static final Duration F = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofHours(6);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.understudy.group");

  private static SessionRules keeping(Duration retention) {
    return new SessionRules(retention, 0, 0, 0, 1);
  }

  private static Cluster cluster(int replicas, Duration timeout, SessionRules rules) {
    return under(rules, Cluster.of(replicas, timeout));
  }

  /** Starts all replicas anew, under these rules. */
  private static Cluster under(SessionRules rules, Cluster cluster) {
    for (Replica replica : cluster.replicas()) {
      replica.kill();
      replica.rules(rules);
      replica.start();
    }
    cluster.passSeconds(1);
    return cluster;
  }

  /** Lets a replica look for absent sessions again and again, as its operator does. */
  private static void tend(Cluster cluster, Replica replica, Duration every, Duration patience) {
    if (replica.isUp()) {
      var _ =
          replica
              .coordinator()
              .removeOne(Cluster.GROUP, patience)
              .whenComplete(
                  (removal, error) -> {
                    if (error != null && !(error instanceof Refusal)) {
                      throw new AssertionError(error);
                    }
                  });
    }
    cluster.world().after(every, () -> tend(cluster, replica, every, patience));
  }

  private static List<LeaseEvent> removals(Cluster cluster) {
    return cluster.server().leases().events().stream()
        .filter(event -> event.kind() == LeaseEvent.Kind.DELETED)
        .filter(event -> event.lease() instanceof StoredSession)
        .toList();
  }

  private static boolean isThere(Cluster cluster, SimulatedClient client) {
    return cluster
        .server()
        .leases()
        .get(Cluster.GROUP.namespace(), cluster.sessionLease(client))
        .isPresent();
  }

  private static Removal removeOne(Cluster cluster, Replica replica) {
    CompletableFuture<Removal> done =
        replica.coordinator().removeOne(Cluster.GROUP, Duration.ZERO).toCompletableFuture();
    cluster.await("an answer", Duration.ofSeconds(30), done::isDone);
    return done.join();
  }

  private static <T> void settle(Cluster cluster, CompletionStage<T> stage) {
    cluster.await("an answer", Duration.ofSeconds(30), stage.toCompletableFuture()::isDone);
  }

  private static Refusal refusal(Cluster cluster, CompletionStage<?> stage) {
    CompletableFuture<Throwable> failure =
        stage.handle((done, error) -> error).toCompletableFuture();
    settle(cluster, failure);
    return (Refusal) failure.join();
  }

  // Retention

  @Test
  void a_session_that_never_came_back_goes_after_the_retention_and_nobody_else_does() {
    Cluster cluster = cluster(2, F, keeping(LONG));
    StockClient a = cluster.stock("a");
    StockClient b = cluster.stock("b");
    StockClient c = cluster.stock("c");
    for (StockClient client : List.of(a, b, c)) {
      client.start();
      cluster.passSeconds(5);
    }
    cluster.passSeconds(120);
    tend(cluster, cluster.replica(0), MINUTE, Duration.ZERO);
    tend(cluster, cluster.replica(1), MINUTE, Duration.ofSeconds(2));
    c.crash();

    cluster.pass(LONG.minus(Duration.ofMinutes(3)));
    assertThat(isThere(cluster, c)).isTrue();
    cluster.pass(Duration.ofMinutes(5));

    assertThat(isThere(cluster, c)).isFalse();
    assertThat(removals(cluster)).hasSize(1);
    assertThat(isThere(cluster, b)).isTrue();
    assertThat(cluster.primary()).isEqualTo("a");
    assertThat(cluster.term()).isEqualTo(1);
    cluster.check();
  }

  @Test
  void replicas_that_live_for_an_hour_keep_to_the_retention_too() {
    Cluster cluster = cluster(2, F, keeping(LONG));
    StockClient a = cluster.stock("a");
    StockClient b = cluster.stock("b");
    a.start();
    cluster.passSeconds(5);
    b.start();
    cluster.passSeconds(120);
    for (Replica replica : cluster.replicas()) {
      tend(cluster, replica, MINUTE, Duration.ZERO);
    }
    b.crash();

    for (int hour = 0; hour < 5; hour++) {
      Replica replica = cluster.replica(hour % 2);
      cluster.pass(Duration.ofHours(1));
      replica.kill();
      cluster.passSeconds(5);
      replica.start();
    }
    assertThat(isThere(cluster, b)).isTrue();
    cluster.pass(Duration.ofMinutes(70));

    assertThat(isThere(cluster, b)).isFalse();
    assertThat(removals(cluster)).hasSize(1);
    assertThat(cluster.term()).isEqualTo(1);
    cluster.check();
  }

  @Test
  void wrong_wall_clocks_remove_nobody_who_is_there() {
    Cluster cluster = cluster(2, F, keeping(LONG));
    cluster.stock("a").start();
    cluster.passSeconds(5);
    cluster.stock("b").start();
    cluster.passSeconds(120);
    cluster.replica(0).clock().jump(Duration.ofDays(4_000));
    cluster.replica(1).clock().jump(Duration.ofDays(-4_000));
    for (Replica replica : cluster.replicas()) {
      tend(cluster, replica, MINUTE, Duration.ZERO);
    }

    for (int i = 0; i < 10; i++) {
      Replica replica = cluster.replica(i % 2);
      cluster.pass(Duration.ofMinutes(20));
      replica.kill();
      replica.start();
    }

    assertThat(removals(cluster)).isEmpty();
    assertThat(cluster.term()).isEqualTo(1);
  }

  @Test
  void a_retention_of_zero_keeps_sessions_for_ever() {
    Cluster cluster = cluster(1, F, keeping(Duration.ZERO));
    StockClient a = cluster.stock("a");
    a.start();
    cluster.passSeconds(60);
    a.crash();
    tend(cluster, cluster.replica(0), MINUTE, Duration.ZERO);

    cluster.pass(Duration.ofDays(30));

    assertThat(isThere(cluster, a)).isTrue();
  }

  @Test
  void who_is_to_wait_leaves_it_to_the_other_replica() {
    Cluster cluster = cluster(1, Duration.ofSeconds(10), keeping(Duration.ofSeconds(1)));
    StockClient a = cluster.stock("a");
    a.start();
    cluster.passSeconds(30);
    a.crash();
    cluster.passSeconds(60);

    CompletionStage<Removal> patient =
        cluster.replica(0).coordinator().removeOne(Cluster.GROUP, Duration.ofMinutes(2));
    settle(cluster, patient);
    assertThat(patient.toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Removal.None.class,
            none ->
                assertThat(none.again()).isBetween(Duration.ofSeconds(65), Duration.ofSeconds(75)));

    long edits = cluster.lease().lease().edits();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    assertThat(removeOne(cluster, cluster.replica(0)))
        .isEqualTo(new Removal.Done("a", Duration.ofSeconds(1)));
    logger.detachAppender(log);
    logger.setLevel(null);
    assertThat(isThere(cluster, a)).isFalse();
    assertThat(cluster.lease().lease().edits())
        .as("ordered with the grants, as any deletion is")
        .isEqualTo(edits + 1);
    assertThat(log.list)
        .filteredOn(event -> event.getLevel() == Level.INFO)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith(
            "group=plant/pumps session=a removed: it never came back; nothing was heard of it for"
                + " 1s or more, and by this replica not for 1m3s");
  }

  @Test
  void a_heartbeat_that_another_replica_takes_meanwhile_wins() {
    Cluster cluster = cluster(2, Duration.ofSeconds(10), keeping(Duration.ofSeconds(1)));
    StockClient a = cluster.stock("a", () -> cluster.replica(1), 0);
    RuleKeepingClient b = cluster.ruleKeeping("b", () -> cluster.replica(1), 0).beatsInATimeout(10);
    a.start();
    cluster.passSeconds(1);
    b.start();
    cluster.passSeconds(30);
    b.pause(Duration.ofSeconds(30));
    cluster.passSeconds(29.9);

    cluster.replica(0).api().there().delays(Duration.ofSeconds(2), Duration.ofSeconds(2));
    CompletionStage<Removal> removal =
        cluster.replica(0).coordinator().removeOne(Cluster.GROUP, Duration.ZERO);
    cluster.passSeconds(3);

    assertThat(removal.toCompletableFuture())
        .isCompletedWithValueMatching(Removal.None.class::isInstance);
    assertThat(removals(cluster)).isEmpty();
    assertThat(isThere(cluster, b)).isTrue();
    cluster.check();
  }

  @Test
  void one_that_comes_back_a_moment_later_registers_again_and_goes_on() {
    Cluster cluster = cluster(2, Duration.ofSeconds(10), keeping(Duration.ofSeconds(1)));
    StockClient a = cluster.stock("a");
    StockClient b = cluster.stock("b");
    a.start();
    cluster.passSeconds(1);
    b.start();
    cluster.passSeconds(30);
    b.network().there().cut(true);
    cluster.passSeconds(30);
    assertThat(removeOne(cluster, cluster.replica(0))).isInstanceOf(Removal.Done.class);

    b.network().there().cut(false);
    cluster.passSeconds(60);

    assertThat(isThere(cluster, b)).isTrue();
    a.crash();
    cluster.await("b", Duration.ofSeconds(30), b::isActing);
    cluster.check();
  }

  @Test
  void a_grant_outlives_a_retention_that_is_shorter() {
    Cluster cluster = cluster(1, Duration.ofHours(1), keeping(Duration.ofSeconds(1)));
    RuleKeepingClient a = cluster.ruleKeeping("a");
    a.start();
    cluster.passSeconds(5);
    assertThat(cluster.primary()).isEqualTo("a");
    // From now on sessions are judged by seconds, but the grant was given for an hour.
    var _ = cluster.edit(cluster.replica(0), before -> Cluster.settings(Duration.ofSeconds(2)));
    a.crash();
    settle(cluster, cluster.replica(0).coordinator().register(Cluster.GROUP, "a", "name of a", ""));
    cluster.pass(Duration.ofMinutes(30));

    assertThat(removeOne(cluster, cluster.replica(0))).isInstanceOf(Removal.None.class);
    assertThat(cluster.primary()).isEqualTo("a");

    cluster.pass(Duration.ofMinutes(40));
    assertThat(removeOne(cluster, cluster.replica(0))).isInstanceOf(Removal.Done.class);
  }

  @Test
  void a_pin_outlives_its_session() {
    Cluster cluster = cluster(1, Duration.ofSeconds(10), keeping(Duration.ofSeconds(1)));
    StockClient a = cluster.stock("a");
    StockClient b = cluster.stock("b");
    a.start();
    cluster.passSeconds(1);
    b.start();
    cluster.passSeconds(30);
    settle(cluster, cluster.edit(cluster.replica(0), settings -> pinning(settings, "b")));
    cluster.await("b", Duration.ofSeconds(30), b::isActing);
    b.crash();
    cluster.passSeconds(30);
    assertThat(removeOne(cluster, cluster.replica(0)))
        .isEqualTo(new Removal.Done("b", Duration.ofSeconds(1)));

    cluster.passSeconds(60);
    assertThat(cluster.hasPrimary()).as("nobody else is granted").isFalse();
    b.start();
    cluster.await("b again", Duration.ofSeconds(30), b::isActing);
    cluster.check();
  }

  private static Settings pinning(Settings settings, String id) {
    return new Settings(
        settings.timing(),
        settings.margin(),
        settings.stabilization(),
        settings.manual(),
        settings.hold(),
        List.of(new RoleOverride(id, Role.PRIMARY, null)),
        settings.generation(),
        settings.deleting());
  }

  @Test
  void removing_at_every_moment_breaks_no_invariant() {
    for (long seed = 1; seed <= 15; seed++) {
      Cluster cluster = new Cluster(seed, 3, Cluster.settings(Duration.ofSeconds(4)));
      under(keeping(Duration.ofMillis(1)), cluster);
      RandomGenerator random = cluster.world().random("absences");
      for (Replica replica : cluster.replicas()) {
        tend(cluster, replica, Duration.ofMillis(150), Duration.ZERO);
      }
      List<SimulatedClient> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(i == 0 ? cluster.stock("s" + i) : cluster.ruleKeeping("r" + i));
        clients.get(i).start();
      }
      for (int i = 0; i < 60; i++) {
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        if (!client.isAlive()) {
          client.start();
        } else if (random.nextBoolean()) {
          client.crash();
        } else {
          client.network().there().cut(!client.network().there().isCut());
        }
        cluster.passSeconds(random.nextDouble() * 4);
      }
      for (SimulatedClient client : clients) {
        client.network().there().cut(false);
        if (!client.isAlive()) {
          client.start();
        }
      }

      assertThat(removals(cluster)).as("seed %d", seed).hasSizeGreaterThan(3);
      cluster.await("a primary, seed " + seed, Duration.ofSeconds(30), cluster::hasPrimary);
      cluster.check();
    }
  }

  // How many there may be

  @Test
  void a_full_group_takes_no_new_session_and_goes_on_taking_those_it_has() {
    Cluster cluster = cluster(2, F, new SessionRules(LONG, 2, 0, 0, 1));
    Replica one = cluster.replica(0);
    settle(cluster, one.coordinator().register(Cluster.GROUP, "a", "A", ""));
    settle(cluster, one.coordinator().register(Cluster.GROUP, "b", "B", ""));

    Refusal full = refusal(cluster, one.coordinator().register(Cluster.GROUP, "c", "C", ""));

    assertThat(full.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(full.reason()).contains("'pumps'", "2 sessions");
    assertThat(full.resolution()).isNotBlank();
    assertThat(settled(cluster, one.coordinator().register(Cluster.GROUP, "a", "A", "")))
        .as("registered anew")
        .isFalse();
  }

  @Test
  void one_that_another_replica_has_just_registered_is_not_refused() {
    Cluster cluster = cluster(2, F, new SessionRules(LONG, 1, 0, 0, 1));
    settle(cluster, cluster.replica(0).coordinator().register(Cluster.GROUP, "a", "A", ""));
    cluster.passSeconds(1);
    // The other one sees a session, and does not see yet that it has become another.
    cluster.replica(1).leaseWatch().delays(Duration.ofSeconds(5), Duration.ofSeconds(5));
    cluster
        .server()
        .removeLease(
            Cluster.GROUP.namespace(), dev.understudy.api.Names.sessionLease("pumps", "a"));
    cluster.passSeconds(0.1);
    settle(cluster, cluster.replica(0).coordinator().register(Cluster.GROUP, "b", "B", ""));

    assertThat(
            settled(
                cluster, cluster.replica(1).coordinator().register(Cluster.GROUP, "b", "B", "")))
        .isFalse();
  }

  @Test
  void many_that_register_at_once_at_one_replica_do_not_get_past_the_limit() {
    Cluster cluster = cluster(1, F, new SessionRules(LONG, 3, 0, 0, 1));
    List<CompletionStage<Boolean>> registrations = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      registrations.add(cluster.replica(0).coordinator().register(Cluster.GROUP, "s" + i, "", ""));
    }
    cluster.passSeconds(10);

    assertThat(registrations.stream().filter(each -> isDone(each))).hasSize(3);
    assertThat(sessions(cluster)).isEqualTo(3);
  }

  @Test
  void the_groups_of_a_namespace_share_a_limit() {
    Cluster cluster = cluster(1, F, new SessionRules(LONG, 0, 3, 0, 1));
    GroupKey fans = new GroupKey(Cluster.GROUP.namespace(), "fans");
    GroupKey elsewhere = new GroupKey("mill", "fans");
    cluster.server().create(fans, "fans", Cluster.settings(F));
    cluster.server().create(elsewhere, "fans", Cluster.settings(F));
    cluster.passSeconds(1);
    Replica one = cluster.replica(0);
    settle(cluster, one.coordinator().register(Cluster.GROUP, "a", "", ""));
    settle(cluster, one.coordinator().register(Cluster.GROUP, "b", "", ""));
    settle(cluster, one.coordinator().register(fans, "a", "", ""));

    Refusal full = refusal(cluster, one.coordinator().register(fans, "b", "", ""));

    assertThat(full.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(full.reason()).contains("namespace", "3 sessions");
    assertThat(settled(cluster, one.coordinator().register(elsewhere, "b", "", "")))
        .as("another namespace has its own")
        .isTrue();
  }

  private static boolean isDone(CompletionStage<Boolean> stage) {
    CompletableFuture<Boolean> future = stage.toCompletableFuture();
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private static boolean settled(Cluster cluster, CompletionStage<Boolean> stage) {
    settle(cluster, stage);
    return stage.toCompletableFuture().join();
  }

  private static long sessions(Cluster cluster) {
    return cluster.server().leases().all().leases().stream()
        .filter(StoredSession.class::isInstance)
        .count();
  }

  // How often they may send

  @Test
  void a_client_gone_wild_costs_twenty_writes_and_then_one_a_second() {
    Cluster cluster = cluster(1, F, SessionRules.DEFAULT);
    cluster.stock("a").start();
    cluster.passSeconds(5);
    Replica one = cluster.replica(0);
    settle(cluster, one.coordinator().register(Cluster.GROUP, "wild", "", ""));
    int calls = one.api().calls();
    List<HttpResult> results = new ArrayList<>();

    for (int i = 0; i < 1_000; i++) {
      cluster
          .network("wild")
          .heartbeat(one, new Network.Beat("wild", 50, null, null, null, null, null), results::add);
      cluster.passSeconds(0.01);
    }
    cluster.passSeconds(1);

    long refused =
        results.stream().filter(new HttpResult.Refused(Refusal.Kind.TOO_MANY)::equals).count();
    assertThat(results.size()).as("but for one that is held").isBetween(999, 1_000);
    assertThat(refused).isBetween(965L, 975L);
    assertThat(one.api().calls() - calls).as("calls to the API server").isLessThan(40);
    assertThat(cluster.primary()).isEqualTo("a");
  }

  @Test
  void what_comes_too_often_does_not_wait_for_a_slow_api_server() {
    Cluster cluster = cluster(1, F, SessionRules.DEFAULT);
    cluster.stock("a").start();
    cluster.passSeconds(5);
    cluster.replica(0).api().there().delays(Duration.ofSeconds(2), Duration.ofSeconds(2));
    List<HttpResult> results = new ArrayList<>();

    for (int i = 0; i < 1_000; i++) {
      cluster
          .network("a")
          .heartbeat(
              cluster.replica(0),
              new Network.Beat("a", 50, null, null, null, null, null),
              results::add);
    }
    cluster.passSeconds(1);

    assertThat(results)
        .hasSizeGreaterThanOrEqualTo(980)
        .containsOnly(new HttpResult.Refused(Refusal.Kind.TOO_MANY));
  }

  @Test
  void a_flood_is_refused_too_where_the_session_was_not_seen_before() {
    Cluster cluster = cluster(2, F, SessionRules.DEFAULT);
    cluster.stock("a", () -> cluster.replica(0), 0).start();
    cluster.passSeconds(5);
    cluster.replica(1).leaseWatch().delays(Duration.ofSeconds(4), Duration.ofSeconds(4));
    settle(cluster, cluster.replica(0).coordinator().register(Cluster.GROUP, "wild", "", ""));
    List<HttpResult> results = new ArrayList<>();

    for (int i = 0; i < 200; i++) {
      cluster
          .network("wild")
          .heartbeat(
              cluster.replica(1),
              new Network.Beat("wild", 50, null, null, null, null, null),
              results::add);
    }
    cluster.passSeconds(30);

    assertThat(
            results.stream().filter(new HttpResult.Refused(Refusal.Kind.TOO_MANY)::equals).count())
        .isEqualTo(180);
  }

  @Test
  void heartbeats_of_nobody_are_not_found_however_many() {
    Cluster cluster = cluster(1, F, SessionRules.DEFAULT);
    List<HttpResult> results = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      cluster
          .network("nobody")
          .heartbeat(
              cluster.replica(0),
              new Network.Beat("nobody", 50, null, null, null, null, null),
              results::add);
    }
    cluster.passSeconds(10);

    assertThat(results).hasSize(100).containsOnly(new HttpResult.Refused(Refusal.Kind.NOT_FOUND));
  }
}
