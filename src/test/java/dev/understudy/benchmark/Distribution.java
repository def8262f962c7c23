package dev.understudy.benchmark;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Durations that were measured, by rank.
 *
 * @param sorted all of them, the shortest first
 */
record Distribution(List<Duration> sorted) {

  private static final double NANOS_PER_MILLI = 1e6;

  Distribution {
    sorted = sorted.stream().sorted().toList();
  }

  static Distribution of(Collection<Duration> durations) {
    return new Distribution(List.copyOf(durations));
  }

  int count() {
    return sorted.size();
  }

  /** The shortest duration that so many percent of all do not exceed. */
  Duration percentile(int percent) {
    if (sorted.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    return sorted.get(Math.max(0, Math.ceilDiv(percent * sorted.size(), 100) - 1));
  }

  Duration longest() {
    return percentile(100);
  }

  /** Whether a percentile is at most so long; not if nothing was measured. */
  boolean isWithin(int percent, Duration limit) {
    return !sorted.isEmpty() && percentile(percent).compareTo(limit) <= 0;
  }

  /** A percentile as a table shows it, in milliseconds. */
  String show(int percent) {
    return sorted.isEmpty() ? "-" : millis(percentile(percent));
  }

  /** A duration in milliseconds, with one decimal. */
  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / NANOS_PER_MILLI);
  }
}
