package dev.understudy.operator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whose turn it is to do for a group what one replica should do: that of the highest rank at once,
 * the next one only when it has not been done for a while, and so on. Thread-safe.
 */
final class Turns {

  private final Function<String, Duration> patience;
  private final Supplier<Duration> monotonic;
  private final Map<String, Duration> since = new ConcurrentHashMap<>();

  /**
   * @param patience how long this replica waits, by a group's UID; zero for the highest rank
   * @param monotonic a clock that never goes back
   */
  Turns(Function<String, Duration> patience, Supplier<Duration> monotonic) {
    this.patience = patience;
    this.monotonic = monotonic;
  }

  /** How long to wait until it is this replica's turn; zero: now. */
  Duration left(String groupUid) {
    Duration now = monotonic.get();
    Duration left =
        since.computeIfAbsent(groupUid, first -> now).plus(patience.apply(groupUid)).minus(now);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** It is done, or need not be done. */
  void done(String groupUid) {
    since.remove(groupUid);
  }
}
