package dev.understudy.simulation;

import dev.understudy.election.Grant;
import dev.understudy.election.Phase;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.history.Expectation;
import dev.understudy.lease.LeaseForm;
import dev.understudy.lease.StoredGroup;
import dev.understudy.simulation.ClientPlan.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plays one plan: lets everything go wrong that is to, then lets it all be well again. */
final class Stage implements SimulatedApiServer.Follower {
  private static final Duration GARBAGE = Duration.ofSeconds(3);
  private static final Duration A_WHILE = Duration.ofSeconds(10);
  private static final Duration MAKE_AGAIN = Duration.ofMillis(250);
  private static final Duration STATUSES = Duration.ofSeconds(4);

  private final Plan plan;
  private final Cluster cluster;
  private final Network stranger;
  private final List<Strike> waiting = new ArrayList<>();
  private Timing longest;
  private Object standing = "";
  private Object granted = "";
  private Duration renewed = Duration.ZERO;
  private int changes;
  private long seen;
  private boolean calm;

  /**
   * A stage on which nothing has happened.
   *
   * @param witness is told what happens
   */
  Stage(Plan plan, LeaseForm form, Consumer<String> witness, boolean watched) {
    this.plan = plan;
    this.longest = plan.settings().timing();
    World world = new World(plan.seed());
    if (watched) {
      world.witnessed(witness);
    }
    Iterator<Integer> ppm = plan.replicaPpm().iterator();
    cluster =
        new Cluster(
            world, plan.replicaPpm().size(), plan.settings(), ppm::next, form, plan.status());
    stranger = cluster.network("stranger");
    for (int i = 0; i < plan.clients().size(); i++) {
      add(i, plan.clients().get(i));
    }
  }

  private void add(int number, ClientPlan client) {
    String id = "c" + number;
    SimulatedClient made =
        switch (client.kind()) {
          case RULE_KEEPING ->
              cluster
                  .ruleKeeping(id, balancer(client), client.ppm())
                  .beatsInATimeout(client.beats());
          case TWIN ->
              cluster
                  .twin("c" + (number - 1), id, balancer(client), client.ppm())
                  .beatsInATimeout(client.beats());
          case STOCK -> cluster.stock(id, balancer(client), client.ppm());
          case LIAR, FLOOD ->
              cluster.misbehaving(id, client.kind(), balancer(client), client.ppm());
        };
    made.score(client.score());
    if (client.slow() > 0) {
      Duration slow = Strike.share(plan.timeout(), client.slow());
      made.network().there().delays(Duration.ofMillis(1), slow.dividedBy(4), slow);
      made.network().back().delays(Duration.ofMillis(1), slow.dividedBy(4), slow);
    }
    later(Strike.share(plan.timeout(), client.start()), made::start);
  }

  /** Some clients stay with one replica for as long as it is there, some with none. */
  private Supplier<Replica> balancer(ClientPlan client) {
    return () -> {
      Replica home = client.home() < 0 ? null : cluster.replica(client.home());
      return home != null && home.isUp() ? home : cluster.inTurn();
    };
  }

  // What faults need

  Cluster cluster() {
    return cluster;
  }

  SimulatedApiServer server() {
    return cluster.server();
  }

  Network stranger() {
    return stranger;
  }

  Duration timeout() {
    return plan.timeout();
  }

  Replica replica(Strike strike) {
    return cluster.replica(strike.replica() % cluster.replicas().size());
  }

  SimulatedClient client(Strike strike) {
    return cluster.clients().get(strike.client() % cluster.clients().size());
  }

  /** Lets something happen once the strike is over. */
  void after(Strike strike, Runnable task) {
    later(strike.length(timeout()), task);
  }

  /** Lets something happen later, unless all is well by then. */
  void later(Duration delay, Runnable task) {
    cluster
        .world()
        .after(
            delay,
            () -> {
              if (!calm) {
                task.run();
              }
            });
  }

  /** Takes note of the timing of the group: the longest of all counts. */
  void longest(Timing timing) {
    longest = longest.raisedTo(timing);
  }

  /** Makes the group anew once it is gone. */
  void makeAnew(Duration delay, Settings settings) {
    cluster
        .world()
        .after(
            delay.plus(MAKE_AGAIN),
            () -> {
              if (server().groups().get(Cluster.GROUP).isPresent()) {
                makeAnew(Duration.ZERO, settings);
              } else {
                server().create(Cluster.GROUP, Cluster.GROUP.name(), fresh(settings));
              }
            });
  }

  private static Settings fresh(Settings settings) {
    return PeopleFaults.with(settings, settings.timing(), false, List.of());
  }

  // The play

  /** Plays it to its end. */
  Outcome play() {
    World world = cluster.world();
    world.say(plan::toString);
    for (Strike strike : plan.strikes()) {
      if (strike.after() == 0) {
        later(strike, Strike.share(timeout(), strike.when()));
      } else {
        waiting.add(strike);
      }
    }
    server().follow(this);
    cluster.pass(Strike.share(timeout(), plan.length()));
    calm();
    Duration patience = patience();
    Duration from = world.now();
    boolean elected = world.passUntil(() -> isInCharge(from), patience);
    if (mayExpectPrimary()) {
      cluster.history().expects(new Expectation.Primary(Cluster.GROUP, from, patience));
    }
    if (plan.status() && elected) {
      settle();
    }
    return Outcome.of(plan, cluster);
  }

  private void later(Strike strike, Duration delay) {
    later(
        delay,
        () -> {
          cluster.world().say(() -> "*** " + strike);
          strike.fault().strike(this, strike);
        });
  }

  /** Strikes that wait for changes of who is in charge, or next. */
  @Override
  public void wake() {
    for (SimulatedLeases.LeaseEvent event : server().leaseEventsAfter(seen)) {
      seen = event.version();
      if (event.lease() instanceof StoredGroup group) {
        Object grant =
            List.of(group.lease().term(), group.lease().phase().current().map(Grant::renewals));
        if (group.lease().phase() instanceof Phase.Held && !grant.equals(granted)) {
          granted = grant;
          renewed = event.write().sent();
        }
        Object stands =
            List.of(
                group.lease().term(),
                group.lease().phase().getClass(),
                group.lease().phase().next());
        if (!stands.equals(standing)) {
          standing = stands;
          changes++;
          strikeAfterChange();
        }
      }
    }
  }

  private void strikeAfterChange() {
    waiting.removeIf(
        strike -> {
          boolean due = strike.after() <= changes;
          if (due) {
            later(strike, Strike.share(timeout(), strike.when()));
          }
          return due;
        });
  }

  @Override
  public void broken() {
    // Whoever plays sees everything.
  }

  // The end

  /** All faults cease, and everything that was down comes back. */
  private void calm() {
    calm = true;
    World world = cluster.world();
    world.say(() -> "*** calm");
    server().start();
    for (Replica replica : cluster.replicas()) {
      ApiFaults.join(replica, false);
      for (Link link :
          List.of(
              replica.api().there(),
              replica.api().back(),
              replica.leaseWatch(),
              replica.groupWatch())) {
        heal(link);
      }
      replica.resume();
      ReplicaFaults.start(replica);
    }
    for (SimulatedClient client : cluster.clients()) {
      heal(client.network().there());
      heal(client.network().back());
      client.network().breakNextPrimary(null);
      client.resume();
      ClientFaults.start(client);
    }
    awaitGroup();
    server()
        .edit(
            Cluster.GROUP,
            settings -> PeopleFaults.with(settings, settings.timing(), false, List.of()));
  }

  private static void heal(Link link) {
    link.cut(false).loses(0).doubles(0).delays(Duration.ofMillis(1), Duration.ofMillis(5));
  }

  /** A group that is being deleted goes, and is made anew. */
  private void awaitGroup() {
    Optional<Settings> going =
        server()
            .groups()
            .get(Cluster.GROUP)
            .map(group -> group.settings())
            .filter(Settings::deleting);
    boolean gone =
        going.isEmpty()
            || cluster
                .world()
                .passUntil(
                    () ->
                        server()
                            .groups()
                            .get(Cluster.GROUP)
                            .filter(group -> group.settings().deleting())
                            .isEmpty(),
                    longest.expiry().plus(A_WHILE).plus(SimulatedClient.HTTP_TIMEOUT));
    if (!gone) {
      cluster
          .history()
          .expects(new Expectation.Primary(Cluster.GROUP, Duration.ZERO, Duration.ZERO));
    }
    if (server().groups().get(Cluster.GROUP).isEmpty()) {
      server().create(Cluster.GROUP, Cluster.GROUP.name(), fresh(going.orElse(plan.settings())));
    }
  }

  /**
   * How long it may take until there is a primary: the last grant ends, whoever was elected and is
   * not there is given up, and a client that waits for an answer that was lost sends again.
   */
  private Duration patience() {
    return longest
        .expiry()
        .multipliedBy(2)
        .plus(longest.timeout())
        .plus(SimulatedClient.HTTP_TIMEOUT)
        .plus(A_WHILE)
        .plus(GARBAGE);
  }

  /**
   * Of two clients with one id, the second never hears that the group was made anew, where the
   * first has registered again: it waits for terms above those that it knows.
   */
  private boolean mayExpectPrimary() {
    boolean anew = server().groups().events().stream().anyMatch(event -> event.gone());
    return !anew || plan.clients().stream().noneMatch(client -> client.kind() == Kind.TWIN);
  }

  /** Whether somebody acts whose grant was given or renewed since. */
  private boolean isInCharge(Duration since) {
    return renewed.compareTo(since) >= 0 && cluster.hasPrimary();
  }

  /** Once nothing changes any more, the status shows what there is. */
  private void settle() {
    int before;
    int rounds = 0;
    do {
      before = changes;
      cluster.pass(STATUSES);
    } while (changes != before && rounds++ < 4);
    if (changes == before) {
      cluster
          .history()
          .expects(new Expectation.StatusSettled(Cluster.GROUP, cluster.world().now()));
    }
  }
}
