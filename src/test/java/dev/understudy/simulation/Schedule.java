package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One hostile course of events, drawn from a seed: which faults there are at all, how often they
 * strike, how slow everything is, and which clients there are. Afterwards all faults cease.
 */
final class Schedule {
  private static final List<Duration> TIMEOUTS =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
  private static final int TIMEOUTS_OF_FAULTS = 20;
  private static final int PPM = 500;

  private final RandomGenerator random;
  private final Duration timeout;
  private final Cluster cluster;
  private final List<Fault> faults = new ArrayList<>();
  private boolean calm;

  /** Something that goes wrong, or that people do. */
  private enum Fault {
    API_OUTAGE,
    API_CUT,
    API_SLOW,
    API_ALWAYS_SLOW,
    API_LOSSY,
    COMPACTION,
    WATCH_BREAK,
    WATCH_SLOW,
    GROUP_WATCH_SLOW,
    REPLICA_KILL,
    REPLICA_PAUSE,
    WALL_JUMP,
    CLIENT_CRASH,
    CLIENT_STOP,
    CLIENT_PAUSE,
    CLIENT_CUT,
    CLIENT_LOSSY,
    SCORES,
    OVERRIDE,
    TEMPORARY_OVERRIDE,
    MANUAL,
    GROUP_LEASE_DELETED,
    SESSION_LEASE_DELETED
  }

  Schedule(long seed) {
    World drawing = new World(seed);
    random = drawing.random("schedule");
    timeout = TIMEOUTS.get(random.nextInt(TIMEOUTS.size()));
    cluster = new Cluster(seed, 3, Cluster.settings(timeout), this::ppm);
    for (Fault fault : Fault.values()) {
      if (random.nextInt(4) == 0) {
        faults.add(fault);
      }
    }
    int clients = 2 + random.nextInt(3);
    boolean stock = random.nextInt(4) == 0;
    for (int i = 0; i < clients; i++) {
      String id = "c" + i;
      SimulatedClient client =
          stock && random.nextBoolean()
              ? cluster.stock(id, balancer(), ppm())
              : cluster
                  .ruleKeeping(id, balancer(), ppm())
                  .beatsInATimeout(2 + random.nextInt(2) * random.nextInt(12));
      client.score(random.nextInt(3) * 25);
      after(share(2), client::start);
    }
  }

  private int ppm() {
    return random.nextInt(2 * PPM + 1) - PPM;
  }

  /** Some clients stay with one replica for as long as it is there, some with none. */
  private java.util.function.Supplier<Replica> balancer() {
    int mine = random.nextInt(cluster.replicas().size());
    return random.nextBoolean()
        ? cluster::inTurn
        : () -> cluster.replica(mine).isUp() ? cluster.replica(mine) : cluster.inTurn();
  }

  Cluster cluster() {
    return cluster;
  }

  @Override
  public String toString() {
    return "F " + timeout + ", " + cluster.clients().size() + " clients, " + faults;
  }

  /** Lets it all happen. */
  void run() {
    cluster.world().say(this::toString);
    if (faults.remove(Fault.API_ALWAYS_SLOW)) {
      for (Replica replica : cluster.replicas()) {
        replica.api().there().delays(Duration.ofMillis(1), share(0.1), share(0.5));
        replica.api().back().delays(Duration.ofMillis(1), share(0.1), share(0.5));
        replica.leaseWatch().delays(Duration.ofMillis(1), share(0.1), share(0.5));
      }
    }
    if (!faults.isEmpty()) {
      after(share(3), this::strike);
    }
    cluster.pass(timeout.multipliedBy(TIMEOUTS_OF_FAULTS));
    calm();
  }

  private void strike() {
    if (!calm) {
      strike(faults.get(random.nextInt(faults.size())));
      after(share(0.8), this::strike);
    }
  }

  private void strike(Fault fault) {
    cluster.world().say(() -> "*** " + fault);
    Replica replica = cluster.replica(random.nextInt(cluster.replicas().size()));
    SimulatedClient client = cluster.clients().get(random.nextInt(cluster.clients().size()));
    SimulatedApiServer server = cluster.server();
    switch (fault) {
      case API_OUTAGE -> {
        server.stop();
        after(share(2), server::start);
      }
      case API_CUT -> {
        replica.api().cut(true);
        replica.leaseWatch().cut(true);
        replica.groupWatch().cut(true);
        after(share(2), () -> join(replica));
      }
      case API_ALWAYS_SLOW, API_SLOW -> slow(replica.api().there(), replica.api().back());
      case API_LOSSY -> lossy(replica.api().there(), replica.api().back());
      case COMPACTION -> {
        server.compact();
        replica.breakWatches();
      }
      case WATCH_BREAK -> replica.breakWatches();
      case WATCH_SLOW -> slow(replica.leaseWatch());
      case GROUP_WATCH_SLOW -> slow(replica.groupWatch());
      case REPLICA_KILL -> {
        replica.kill();
        after(share(1), () -> start(replica));
      }
      case REPLICA_PAUSE -> replica.pause(share(2));
      case WALL_JUMP -> replica.clock().jump(share(10).minus(share(10)));
      case CLIENT_CRASH -> {
        client.crash();
        after(share(2), client::start);
      }
      case CLIENT_STOP -> {
        if (client.isAlive()) {
          client.stop();
          after(share(3), client::start);
        }
      }
      case CLIENT_PAUSE -> client.pause(share(2));
      case CLIENT_CUT -> {
        client.network().there().cut(true);
        client.network().back().cut(true);
        after(share(2), () -> join(client));
      }
      case CLIENT_LOSSY -> lossy(client.network().there(), client.network().back());
      case SCORES -> client.score(random.nextInt(5) * 25);
      case OVERRIDE -> override(client, null);
      case TEMPORARY_OVERRIDE -> override(client, share(5));
      case MANUAL -> manual(random.nextBoolean());
      case GROUP_LEASE_DELETED -> cluster.removeGroupLease();
      case SESSION_LEASE_DELETED ->
          server.removeLease(Cluster.GROUP.namespace(), cluster.sessionLease(client));
    }
  }

  private void slow(Link... links) {
    for (Link link : links) {
      link.delays(Duration.ofMillis(1), share(0.2), share(0.6));
    }
    after(
        share(3),
        () -> {
          for (Link link : links) {
            link.delays(Duration.ofMillis(1), Duration.ofMillis(5));
          }
        });
  }

  private void lossy(Link... links) {
    for (Link link : links) {
      link.loses(random.nextDouble() / 2);
    }
    after(
        share(3),
        () -> {
          for (Link link : links) {
            link.loses(0);
          }
        });
  }

  private void override(
      SimulatedClient client, @org.jspecify.annotations.Nullable Duration period) {
    Role role = random.nextBoolean() ? Role.PRIMARY : Role.SECONDARY;
    boolean none = random.nextInt(3) == 0;
    Replica replica = cluster.inTurn();
    if (!cluster.server().isUp() || !replica.isUp()) {
      return;
    }
    List<RoleOverride> overrides =
        none
            ? List.of()
            : List.of(
                new RoleOverride(
                    client.id(),
                    role,
                    period == null ? null : replica.clock().now().wall().plus(period)));
    cluster.edit(replica, settings -> with(settings, settings.manual(), overrides));
  }

  private void manual(boolean manual) {
    Replica replica = cluster.inTurn();
    if (cluster.server().isUp() && replica.isUp()) {
      cluster.edit(replica, settings -> with(settings, manual, settings.overrides()));
    }
  }

  private static Settings with(Settings settings, boolean manual, List<RoleOverride> overrides) {
    return new Settings(
        settings.timing(),
        settings.margin(),
        settings.stabilization(),
        manual,
        settings.hold(),
        overrides,
        settings.generation(),
        settings.deleting());
  }

  /** All faults cease, and everything that was down comes back. */
  private void calm() {
    calm = true;
    cluster.world().say(() -> "*** calm");
    cluster.server().start();
    for (Replica replica : cluster.replicas()) {
      join(replica);
      for (Link link :
          List.of(
              replica.api().there(),
              replica.api().back(),
              replica.leaseWatch(),
              replica.groupWatch())) {
        link.loses(0).delays(Duration.ofMillis(1), Duration.ofMillis(5));
      }
      start(replica);
    }
    for (SimulatedClient client : cluster.clients()) {
      join(client);
      client.network().there().loses(0);
      client.network().back().loses(0);
    }
    cluster.server().edit(Cluster.GROUP, settings -> with(settings, false, List.of()));
    if (cluster.clients().stream().noneMatch(SimulatedClient::isAlive)) {
      cluster.clients().getFirst().start();
    }
  }

  /** How long it may take after all faults have ceased until there is a primary. */
  Duration patience() {
    Duration pending = timeout.dividedBy(2).plus(Timing.defaultGrace(timeout));
    return new Timing(timeout, Timing.defaultGrace(timeout))
        .expiry()
        .plus(timeout.dividedBy(2))
        .plus(pending)
        .plus(SimulatedClient.HTTP_TIMEOUT)
        .plus(share(2))
        .plusSeconds(10);
  }

  private static void start(Replica replica) {
    if (!replica.isUp()) {
      replica.start();
    }
  }

  private static void join(Replica replica) {
    replica.api().cut(false);
    replica.leaseWatch().cut(false);
    replica.groupWatch().cut(false);
  }

  private static void join(SimulatedClient client) {
    client.network().there().cut(false);
    client.network().back().cut(false);
  }

  private void after(Duration time, Runnable task) {
    cluster.world().after(time, task);
  }

  /** Up to the given number of timeouts. */
  private Duration share(double most) {
    return Duration.ofNanos((long) (timeout.toNanos() * most * random.nextDouble()));
  }
}
