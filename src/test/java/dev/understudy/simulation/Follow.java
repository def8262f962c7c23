package dev.understudy.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replica's watch of one kind of objects: events come in order, each after a delay. It breaks
 * and is taken up again where it broke, or lists anew where the server has forgotten that.
 *
 * @param <E> the events
 */
final class Follow<E> implements SimulatedApiServer.Follower {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  private final World world;
  private final SimulatedApiServer server;
  private final Link link;
  private final VirtualLoop loop;
  private final Source<E> source;
  private final Deque<Arriving<E>> arriving = new ArrayDeque<>();
  private @Nullable Long version;
  private long sent;
  private Duration lastArrival = Duration.ZERO;
  private Duration backoff = FIRST_BACKOFF;
  private long connection;
  private boolean connected;
  private boolean stopped;

  private record Arriving<E>(Duration at, E event) {}

  /** What is followed, and who is told. */
  interface Source<E> {
    /** Lists all there is, at the server; the result tells the replica. */
    Runnable list();

    /** All events after a version. */
    List<E> after(long version);

    /** The version of an event. */
    long version(E event);

    /** Tells the replica of an event. */
    void tell(E event);
  }

  Follow(World world, SimulatedApiServer server, Link link, VirtualLoop loop, Source<E> source) {
    this.world = world;
    this.server = server;
    this.link = link;
    this.loop = loop;
    this.source = source;
  }

  void start() {
    server.follow(this);
    connect();
  }

  void stop() {
    stopped = true;
    server.unfollow(this);
  }

  boolean isConnected() {
    return connected;
  }

  private void connect() {
    long mine = ++connection;
    if (stopped) {
      return;
    }
    if (link.drops() || !server.isUp()) {
      later(mine);
      return;
    }
    world.after(
        link.delay(),
        () -> {
          if (stopped || mine != connection) {
            return;
          }
          if (!server.isUp()) {
            later(mine);
            return;
          }
          Runnable listing = null;
          if (version == null || version < server.compacted()) {
            listing = source.list();
            version = server.version();
          }
          Runnable told = listing;
          world.after(link.delay(), () -> loop.execute(() -> begin(mine, told)));
        });
  }

  private void begin(long mine, @Nullable Runnable listing) {
    if (stopped || mine != connection) {
      return;
    }
    if (!server.isUp()) {
      later(mine);
      return;
    }
    if (listing != null) {
      listing.run();
    }
    connected = true;
    backoff = FIRST_BACKOFF;
    sent = version == null ? 0 : version;
    arriving.clear();
    wake();
  }

  private void later(long mine) {
    world.after(
        backoff,
        () -> {
          if (mine == connection) {
            connect();
          }
        });
    backoff = Duration.ofNanos(Math.min(backoff.toNanos() * 2, LONGEST_BACKOFF.toNanos()));
  }

  @Override
  public void wake() {
    if (!connected) {
      return;
    }
    for (E event : source.after(sent)) {
      sent = source.version(event);
      Duration at = world.now().plus(link.delay());
      lastArrival = at.compareTo(lastArrival) > 0 ? at : lastArrival;
      arriving.add(new Arriving<>(lastArrival, event));
      long mine = connection;
      world.after(lastArrival.minus(world.now()), () -> arrive(mine));
    }
  }

  private void arrive(long mine) {
    if (stopped || mine != connection || arriving.isEmpty()) {
      return;
    }
    if (link.isCut()) {
      link.whenJoined(() -> arrive(mine));
      return;
    }
    E event = arriving.remove().event();
    loop.execute(
        () -> {
          if (mine == connection && !stopped) {
            version = source.version(event);
            source.tell(event);
          }
        });
  }

  @Override
  public void broken() {
    if (stopped) {
      return;
    }
    connection++;
    long mine = connection;
    connected = false;
    arriving.clear();
    loop.execute(
        () -> {
          if (mine == connection) {
            later(mine);
          }
        });
  }
}
