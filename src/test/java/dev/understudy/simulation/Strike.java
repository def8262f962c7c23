package dev.understudy.simulation;

import java.time.Duration;

/**
 * One time that a fault strikes. All that is chance about it was drawn before, so that it strikes
 * alike whatever else is left out.
 *
 * @param when in timeouts: since the beginning; or, for one that waits, since what it waits for
 * @param after strikes after so many changes of who is in charge or next; 0 for one that does not
 *     wait
 * @param replica which replica, of three
 * @param client which client, counted round
 * @param size how much, from 0 to 1
 * @param length for how long, in timeouts
 * @param choice which way, from 0 up
 */
record Strike(
    double when,
    int after,
    Fault fault,
    int replica,
    int client,
    double size,
    double length,
    int choice) {

  Duration length(Duration timeout) {
    return share(timeout, length);
  }

  /** So much of a timeout. */
  static Duration share(Duration timeout, double share) {
    return Duration.ofNanos((long) (timeout.toNanos() * share));
  }

  @Override
  public String toString() {
    String moment =
        after == 0 ? "at %.3f F".formatted(when) : "%.4f F after change %d".formatted(when, after);
    return "%s %s: replica %d, client %d, size %.3f, length %.3f F, choice %d"
        .formatted(moment, fault, replica, client, size, length, choice);
  }
}
