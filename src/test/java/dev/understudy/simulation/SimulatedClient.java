package dev.understudy.simulation;

import dev.understudy.group.GroupKey;
import dev.understudy.group.Loop;
import dev.understudy.history.Acting;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client of one group: registers, sends heartbeats, and acts as it is told. */
abstract class SimulatedClient {
  /** What all clients of a cluster share. */
  record Surroundings(World world, History history, GroupKey group, Supplier<Duration> timeout) {}

  /** How long stock clients wait for an answer. */
  static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

  private final Surroundings surroundings;
  private final String id;
  private final Network network;
  private final Supplier<Replica> balancer;
  private final NodeClock clock;
  private VirtualLoop loop;
  private int starts;
  private double score = 50;
  private String subject = "";
  private String address;
  private Network.@Nullable Call open;

  SimulatedClient(
      Surroundings surroundings,
      String id,
      String machine,
      Network network,
      Supplier<Replica> balancer,
      NodeClock clock) {
    this.surroundings = surroundings;
    this.id = id;
    this.address = machine;
    this.network = network;
    this.balancer = balancer;
    this.clock = clock;
    this.loop = new VirtualLoop(surroundings.world(), clock);
    loop.kill();
  }

  // What a test does with it

  String id() {
    return id;
  }

  Network network() {
    return network;
  }

  /** Sets the score that it sends. */
  SimulatedClient score(double next) {
    score = next;
    return this;
  }

  /** Sets as whom it is authenticated. */
  SimulatedClient subject(String next) {
    subject = next;
    return this;
  }

  /** Sets from which machine it sends; unless set, from one of its own. */
  SimulatedClient address(String next) {
    address = next;
    return this;
  }

  /** Starts the process. */
  void start() {
    loop.kill();
    loop = new VirtualLoop(surroundings.world(), clock);
    starts++;
    loop.execute(this::begin);
  }

  /** Kills the process: it stops acting at once. */
  void crash() {
    say("crashes");
    loop.kill();
    abort();
    died();
  }

  /** Stops the process for a while, as by SIGSTOP. */
  void pause(Duration time) {
    say("pauses for " + time);
    VirtualLoop paused = loop;
    paused.pause();
    surroundings.world().after(time, paused::resume);
  }

  /** Lets it go on, if it was stopped. */
  void resume() {
    if (!loop.isKilled()) {
      loop.resume();
    }
  }

  /** Stops it gracefully: it stops acting, then deletes its session. */
  abstract void stop();

  /** Whether its process runs. */
  boolean isAlive() {
    return loop.isRunning();
  }

  /** Whether its process is there, stopped or not. */
  boolean isThere() {
    return !loop.isKilled();
  }

  /**
   * Breaks the open heartbeat off.
   *
   * @param again whether it sends another at once
   */
  abstract void hangUp(boolean again);

  /** Whether it acts as the primary now. */
  abstract boolean isActing();

  /** The term in which it acts, or acted last. */
  abstract long term();

  // What the kinds of clients are made of

  abstract void begin();

  abstract void died();

  World world() {
    return surroundings.world();
  }

  History history() {
    return surroundings.history();
  }

  GroupKey group() {
    return surroundings.group();
  }

  Duration timeout() {
    return surroundings.timeout().get();
  }

  double score() {
    return score;
  }

  NodeClock clock() {
    return clock;
  }

  Duration local() {
    return clock.monotonic();
  }

  Instant wall() {
    return clock.now().wall();
  }

  String instance() {
    return address + "#" + starts;
  }

  String address() {
    return address;
  }

  /** A stretch of acting that begins now. */
  Acting acting(boolean keepsRule, long term, Duration until) {
    return new Acting(group(), id, instance(), keepsRule, term, world().now(), until);
  }

  boolean hasOpen() {
    return open != null;
  }

  Loop.Timer after(Duration delay, Runnable task) {
    return loop.schedule(local().plus(delay), task);
  }

  Loop.Timer at(Duration moment, Runnable task) {
    return loop.schedule(moment, task);
  }

  void register(Consumer<HttpResult> then) {
    var _ =
        withTimeout(
            HTTP_TIMEOUT,
            result -> network.register(balancer.get(), id, "name of " + id, subject, result),
            then);
  }

  void delete(@Nullable String instance, Consumer<HttpResult> then) {
    var _ =
        withTimeout(
            HTTP_TIMEOUT,
            result -> network.delete(balancer.get(), id, subject, address, instance, result),
            then);
  }

  /** Sends a heartbeat; one at a time. */
  void send(Network.Beat beat, Duration patience, Consumer<HttpResult> then) {
    open =
        withTimeout(
            patience,
            result -> network.heartbeat(balancer.get(), beat, result),
            result -> {
              open = null;
              then.accept(result);
            });
  }

  /** Breaks the open heartbeat off, if there is one. */
  void abort() {
    if (open != null) {
      open.abort();
      open = null;
    }
  }

  private interface Sending {
    Network.Call send(Consumer<HttpResult> then);
  }

  private Network.Call withTimeout(Duration patience, Sending sending, Consumer<HttpResult> then) {
    VirtualLoop mine = loop;
    boolean[] over = new boolean[1];
    Loop.Timer[] timeout = {() -> {}};
    Network.Call call =
        sending.send(
            result ->
                mine.execute(
                    () -> {
                      if (!over[0]) {
                        over[0] = true;
                        timeout[0].cancel();
                        then.accept(result);
                      }
                    }));
    timeout[0] =
        after(
            patience,
            () -> {
              if (!over[0]) {
                over[0] = true;
                call.abort();
                then.accept(new HttpResult.Broken());
              }
            });
    return () -> {
      over[0] = true;
      timeout[0].cancel();
      call.abort();
    };
  }

  void say(String what) {
    world().say(() -> id + " " + what);
  }
}
