package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.Names;
import dev.understudy.election.Grant;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.group.GroupKey;
import dev.understudy.history.Judge;
import dev.understudy.lease.LeaseForm;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One API server, some replicas, one group and its clients. Unless told otherwise all messages take
 * a few milliseconds, nothing is lost, and all clocks agree.
 */
final class Cluster {
  static final GroupKey GROUP = new GroupKey("plant", "pumps");

  private final World world;
  private final LeaseForm form;
  private final History history;
  private final SimulatedApiServer server;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private int next;

  /** A cluster whose replicas have started and know the group. */
  Cluster(long seed, int count, Settings settings) {
    this(seed, count, settings, () -> 0);
  }

  /**
   * A cluster whose replicas' clocks have rates of their own.
   *
   * @param ppm draws by how much each is fast
   */
  Cluster(long seed, int count, Settings settings, IntSupplier ppm) {
    this(new World(seed), count, settings, ppm, LeaseForm.CODED, true);
  }

  /**
   * A cluster in a world whose Leases are written down in the given form.
   *
   * @param status whether the replicas write statuses
   */
  Cluster(
      World world, int count, Settings settings, IntSupplier ppm, LeaseForm form, boolean status) {
    this.world = world;
    this.form = form;
    history = new History(world);
    server = new SimulatedApiServer(world, form);
    server.create(GROUP, GROUP.name(), settings);
    for (int i = 0; i < count; i++) {
      replicas.add(replica(i, ppm.getAsInt()).showsStatus(status));
    }
    replicas.forEach(Replica::start);
    pass(Duration.ofSeconds(1));
  }

  static Cluster of(int replicas, Duration timeout) {
    return new Cluster(1, replicas, settings(timeout));
  }

  /** What a group says that says nothing but its timeout. */
  static Settings settings(Duration timeout) {
    return new Settings(
        new Timing(timeout, Timing.defaultGrace(timeout)),
        0,
        timeout.dividedBy(2),
        false,
        Settings.Holding.DEFAULT,
        List.of(),
        1,
        false);
  }

  private Replica replica(int rank, int ppm) {
    String name = "r" + rank;
    NodeClock clock = clock(name, ppm);
    Link there = link(name + " to api").delays(Duration.ofMillis(1), Duration.ofMillis(3));
    Link back = link("api to " + name).delays(Duration.ofMillis(1), Duration.ofMillis(3));
    return new Replica(
        world,
        server,
        history,
        form,
        name,
        rank,
        new ApiLink(world, server, name, there, back, history, () -> clock.now().wall()),
        link("leases to " + name).delays(Duration.ofMillis(1), Duration.ofMillis(6)),
        link("groups to " + name).delays(Duration.ofMillis(1), Duration.ofMillis(6)),
        clock);
  }

  private Link link(String name) {
    return new Link(world.random(name));
  }

  // Clients

  /** A stock client, its requests spread over all replicas in turn; not started. */
  StockClient stock(String id) {
    return stock(id, this::inTurn, 0);
  }

  StockClient stock(String id, Supplier<Replica> balancer, int ppm) {
    return add(new StockClient(surroundings(), id, network(id), balancer, clock(id, ppm)));
  }

  /** A client that keeps the rule, its requests spread over all replicas in turn; not started. */
  RuleKeepingClient ruleKeeping(String id) {
    return ruleKeeping(id, this::inTurn, 0);
  }

  RuleKeepingClient ruleKeeping(String id, Supplier<Replica> balancer, int ppm) {
    return twin(id, id, balancer, ppm);
  }

  /** A client that keeps the rule, on a machine of its own with an id that others may have too. */
  RuleKeepingClient twin(String id, String machine, Supplier<Replica> balancer, int ppm) {
    return add(
        new RuleKeepingClient(
            surroundings(), id, machine, network(machine), balancer, clock(machine, ppm)));
  }

  /** A client that keeps no rule; not started. */
  MisbehavingClient misbehaving(
      String id, ClientPlan.Kind kind, Supplier<Replica> balancer, int ppm) {
    return add(
        new MisbehavingClient(surroundings(), id, kind, network(id), balancer, clock(id, ppm)));
  }

  private <C extends SimulatedClient> C add(C client) {
    clients.add(client);
    return client;
  }

  private SimulatedClient.Surroundings surroundings() {
    return new SimulatedClient.Surroundings(
        world, history, GROUP, () -> settings().timing().timeout());
  }

  private Settings settings() {
    return server
        .groups()
        .get(GROUP)
        .map(group -> group.settings())
        .orElse(settings(Duration.ofSeconds(10)));
  }

  /** A client's network. */
  Network network(String id) {
    return new Network(
        world,
        history,
        GROUP,
        link(id + " there").delays(Duration.ofMillis(1), Duration.ofMillis(2)),
        link(id + " back").delays(Duration.ofMillis(1), Duration.ofMillis(2)));
  }

  private NodeClock clock(String id, int ppm) {
    return new NodeClock(world, ppm, Duration.ofSeconds(world.random(id).nextInt(1_000_000)));
  }

  /** The replicas in turn; one that is not there is passed over while another is. */
  Replica inTurn() {
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(next++ % replicas.size());
      if (replica.isUp()) {
        return replica;
      }
    }
    return replicas.getFirst();
  }

  // What there is

  World world() {
    return world;
  }

  SimulatedApiServer server() {
    return server;
  }

  History history() {
    return history;
  }

  Replica replica(int index) {
    return replicas.get(index);
  }

  List<Replica> replicas() {
    return replicas;
  }

  List<SimulatedClient> clients() {
    return clients;
  }

  /** The group Lease as it is at the API server. */
  StoredGroup lease() {
    return findLease().orElseThrow();
  }

  Optional<StoredGroup> findLease() {
    Optional<StoredLease> lease =
        server.leases().get(GROUP.namespace(), Names.groupLease(GROUP.name()));
    return lease.filter(StoredGroup.class::isInstance).map(StoredGroup.class::cast);
  }

  /** The name of the Lease of a session. */
  String sessionLease(SimulatedClient client) {
    return Names.sessionLease(GROUP.name(), client.id());
  }

  /** The id of the session in charge; empty when none is. */
  String primary() {
    return findLease()
        .flatMap(group -> group.lease().phase().current())
        .map(Grant::holder)
        .map(SessionRef::id)
        .orElse("");
  }

  /** Whether the session in charge acts as the primary, in its present term. */
  boolean hasPrimary() {
    String primary = primary();
    return clients.stream()
        .filter(client -> client.id().equals(primary) && client.isActing())
        .anyMatch(client -> client.term() == term());
  }

  long term() {
    return lease().lease().term();
  }

  // What happens

  /** Changes the group through a replica, which orders the change with the grants. */
  CompletionStage<Void> edit(Replica through, UnaryOperator<Settings> change) {
    return through.coordinator().order(server.edit(GROUP, change));
  }

  /** Deletes the group Lease by hand. */
  void removeGroupLease() {
    server.removeLease(GROUP.namespace(), Names.groupLease(GROUP.name()));
  }

  void pass(Duration time) {
    world.pass(time);
  }

  void passSeconds(double seconds) {
    pass(Duration.ofNanos((long) (seconds * 1e9)));
  }

  /** Lets time pass until something is so, and fails if it does not come to be so. */
  void await(String what, Duration atMost, BooleanSupplier condition) {
    assertThat(world.passUntil(condition, atMost)).as(what).isTrue();
  }

  /** Fails if any invariant is broken. */
  void check() {
    assertThat(Judge.violations(history.told(server))).as("seed %d", world.seed()).isEmpty();
  }
}
