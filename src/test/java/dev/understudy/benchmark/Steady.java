package dev.understudy.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A time in which nothing happened but heartbeats.
 *
 * @param heartbeats how many were sent
 */
record Steady(Duration from, Duration to, long heartbeats) {

  /** Lets the groups rest for a while and counts. */
  static Steady of(List<Pair> pairs, Pause pause, Duration time) {
    Duration from = pause.now();
    pause.rest(time);
    Duration to = pause.now();
    long heartbeats =
        pairs.stream()
            .flatMap(Pair::lives)
            .flatMap(life -> life.requests().stream())
            .filter(
                request -> request.sent().compareTo(from) >= 0 && request.sent().compareTo(to) < 0)
            .count();
    return new Steady(from, to, heartbeats);
  }

  /** What was written, but for the Leases by which replicas show that they live. */
  Map<String, Long> counts(Ledger ledger) {
    Map<String, Long> counts = new TreeMap<>(ledger.counts(from, to));
    counts.keySet().removeIf(Ledger::isReplicaLease);
    return counts;
  }

  /** Writes per heartbeat. */
  double ratio(Ledger ledger) {
    return counts(ledger).values().stream().mapToLong(Long::longValue).sum() / (double) heartbeats;
  }
}
