package dev.understudy.telemetry;

import java.time.Duration;

/** Takes durations, for a histogram. Found once and kept. Thread-safe. */
@FunctionalInterface
public interface Spans {

  /** Takes a duration in seconds; a negative one counts as none. */
  void record(double seconds);

  /** Takes a duration; a negative one counts as none. */
  default void record(Duration duration) {
    record(seconds(duration));
  }

  /** A duration as metrics give it. */
  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
