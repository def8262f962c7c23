package dev.understudy.telemetry;

/** Counts something. Found once and kept: to count is then no look-up. Thread-safe. */
@FunctionalInterface
public interface Tally {

  /** Counts some more. */
  void add(double more);

  /** Counts one more. */
  default void add() {
    add(1);
  }
}
