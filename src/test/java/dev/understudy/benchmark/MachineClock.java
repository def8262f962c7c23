package dev.understudy.benchmark;

import dev.understudy.demo.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Tells where a moment of the wall clock, as in the API server's audit log, lies on the monotonic
 * clock of the clients. Both belong to one machine; the wall clock may be slewed or set meanwhile,
 * so their distance is noted again and again. Thread-safe.
 */
final class MachineClock {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int TRIES = 5;

  private final Timers timers;
  private final ConcurrentNavigableMap<Instant, Duration> distances = new ConcurrentSkipListMap<>();

  MachineClock(Timers timers) {
    this.timers = timers;
  }

  /** Begins to note the distance. */
  void start() {
    note();
    timers.schedule(timers.now().plus(INTERVAL), this::start);
  }

  /** The moment on the monotonic clock. */
  Duration monotonic(Instant wall) {
    Map.Entry<Instant, Duration> before = distances.floorEntry(wall);
    return sinceEpoch(wall).minus((before == null ? distances.firstEntry() : before).getValue());
  }

  /** By how much the two clocks moved against each other while this was noted. */
  Duration shift() {
    Duration least = distances.firstEntry().getValue();
    Duration most = least;
    for (Duration distance : distances.values()) {
      least = least.compareTo(distance) < 0 ? least : distance;
      most = most.compareTo(distance) > 0 ? most : distance;
    }
    return most.minus(least);
  }

  private void note() {
    Duration narrowest = Duration.ofDays(1);
    Duration distance = Duration.ZERO;
    Instant wall = Instant.now();
    for (int i = 0; i < TRIES; i++) {
      Duration from = timers.now();
      wall = Instant.now();
      Duration width = timers.now().minus(from);
      if (width.compareTo(narrowest) < 0) {
        narrowest = width;
        distance = sinceEpoch(wall).minus(from).minus(width.dividedBy(2));
      }
    }
    distances.put(wall, distance);
  }

  private static Duration sinceEpoch(Instant wall) {
    return Duration.between(Instant.EPOCH, wall);
  }
}
