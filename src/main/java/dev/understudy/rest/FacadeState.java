package dev.understudy.rest;

import dev.understudy.group.Loop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all event loops of one facade share: how much it has taken on, and whether it takes on more.
 * Thread-safe.
 */
final class FacadeState {

  /** Above the cap, so many more connections are told why before they are closed. */
  private static final int SURPLUS = 64;

  private final FacadeOptions options;
  private final Loop loop;
  private final RestMetrics metrics;
  private final Audit audit = new Audit();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private volatile boolean draining;

  FacadeState(FacadeOptions options, Loop loop, RestMetrics metrics) {
    this.options = options;
    this.loop = loop;
    this.metrics = metrics;
    metrics.show(connections::get, requests::get);
  }

  /** What became of a new connection. */
  enum Admission {
    /** It is served. */
    SERVED,
    /** It is one too many, and is told so. */
    REFUSED,
    /** It is one too many to be told so. */
    DROPPED
  }

  FacadeOptions options() {
    return options;
  }

  Audit audit() {
    return audit;
  }

  RestMetrics metrics() {
    return metrics;
  }

  /** The time now, on the monotonic clock of the groups. */
  Duration now() {
    return loop.now().monotonic();
  }

  /** Counts a connection in. */
  Admission connectionOpened() {
    int open = connections.incrementAndGet();
    if (open <= options.maxConnections()) {
      return Admission.SERVED;
    }
    metrics.connectionRefused();
    return open <= options.maxConnections() + SURPLUS ? Admission.REFUSED : Admission.DROPPED;
  }

  /** Counts a connection out. */
  void connectionClosed() {
    connections.decrementAndGet();
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  /** How many requests are in progress. */
  int requests() {
    return requests.get();
  }

  /** How many bytes are set aside for bodies and large answers. */
  long reserved() {
    return bodyBytes.get();
  }

  /** Counts a request in; says whether it may be carried out. It is counted out in either case. */
  boolean requestBegun() {
    return requests.incrementAndGet() <= options.maxRequests();
  }

  /** Counts a request out. */
  void requestEnded() {
    requests.decrementAndGet();
  }

  /** Takes memory for a body or a large answer, if there is some left. */
  boolean reserve(long bytes) {
    if (bodyBytes.addAndGet(bytes) <= options.maxBodyBytes()) {
      return true;
    }
    bodyBytes.addAndGet(-bytes);
    return false;
  }

  /** Gives memory back. */
  void release(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  /** From now on every connection closes after its answer. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }
}
