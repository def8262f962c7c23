package dev.understudy.history;

import dev.understudy.election.Timing;
import java.time.Duration;

/** What clocks of different rates make of a wait. */
final class Clocks {
  private static final long MILLION = 1_000_000;

  private Clocks() {}

  /** How long a wait is in truth that is counted on the fastest clock there may be. */
  static Duration onTheFastest(Duration wait) {
    long nanos = wait.toNanos();
    return Duration.ofNanos(
        nanos - Math.ceilDiv(nanos * Timing.DRIFT_PPM, MILLION + Timing.DRIFT_PPM));
  }
}
