package dev.understudy.simulation;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One watch of Leases at the simulated API server. What it shows arrives in order, each change
 * after a while. Where the way is cut nothing arrives, and nobody is told so; once it is joined
 * again, all that was under way arrives.
 */
final class LeaseStream implements Watch, SimulatedApiServer.Follower {
  private static final int GONE = 410;

  private final World world;
  private final SimulatedApiServer server;
  private final Link link;
  private final Watcher<Lease> watcher;
  private final Deque<Runnable> underWay = new ArrayDeque<>();
  private long sent;
  private long lastArrival;
  private int stalled;
  private boolean broken;
  private boolean closed;

  private LeaseStream(
      World world, SimulatedApiServer server, Link link, long from, Watcher<Lease> watcher) {
    this.world = world;
    this.server = server;
    this.link = link;
    this.sent = from;
    this.watcher = watcher;
  }

  /** Opens a watch of what happens after a version. */
  static LeaseStream open(
      World world, SimulatedApiServer server, Link link, long from, Watcher<Lease> watcher) {
    LeaseStream stream = new LeaseStream(world, server, link, from, watcher);
    if (from < server.compacted()) {
      stream.send(() -> watcher.onClose(forgotten()));
    } else {
      server.follow(stream);
      stream.wake();
    }
    return stream;
  }

  private static WatcherException forgotten() {
    return new WatcherException(
        "too old resource version",
        new KubernetesClientException(
            new StatusBuilder().withCode(GONE).withMessage("too old resource version").build()));
  }

  @Override
  public void wake() {
    for (SimulatedLeases.LeaseEvent event : server.leaseEventsAfter(sent)) {
      sent = event.version();
      Action action =
          switch (event.kind()) {
            case CREATED -> Action.ADDED;
            case UPDATED -> Action.MODIFIED;
            case DELETED -> Action.DELETED;
          };
      send(() -> watcher.eventReceived(action, event.lease().raw()));
    }
  }

  /** Says up to which version everything was shown. */
  void bookmark() {
    Lease mark = new Lease();
    ObjectMeta meta = new ObjectMeta();
    sent = server.version();
    meta.setResourceVersion(Long.toString(sent));
    mark.setMetadata(meta);
    send(() -> watcher.eventReceived(Action.BOOKMARK, mark));
  }

  private void send(Runnable arrival) {
    lastArrival = Math.max(lastArrival, world.nanos() + link.nanos());
    underWay.add(arrival);
    world.in(lastArrival - world.nanos(), this::arrive);
  }

  private void arrive() {
    if (link.isCut() || stalled > 0) {
      if (stalled++ == 0) {
        link.whenJoined(this::flush);
      }
    } else {
      next();
    }
  }

  private void flush() {
    int all = stalled;
    stalled = 0;
    for (int i = 0; i < all; i++) {
      next();
    }
  }

  private void next() {
    Runnable arrival = underWay.poll();
    if (arrival != null && !closed) {
      arrival.run();
    }
  }

  /** The connection is broken; where the way is cut as well, nobody is told so. */
  @Override
  public void broken() {
    if (broken) {
      return;
    }
    broken = true;
    server.unfollow(this);
    if (link.isCut()) {
      underWay.clear();
    } else {
      send(() -> watcher.onClose(new WatcherException("the connection broke")));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      broken = true;
      server.unfollow(this);
      underWay.clear();
      watcher.onClose();
    }
  }
}
