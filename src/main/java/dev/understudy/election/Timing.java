package dev.understudy.election;

import java.time.Duration;

/**
 * The two durations that a grant or a session is judged by.
 *
 * <p>Both ends of a wait run on clocks of their own, which may differ in rate by {@link #DRIFT_PPM}
 * each. A client that stops at {@code sent + timeout} on a slow clock has stopped before a replica
 * with a fast clock has counted {@link #expiry()}.
 *
 * @param timeout the failover timeout: how long a Primary answer is valid, from the sending of its
 *     request; positive
 * @param grace what is waited on top, so that one late heartbeat is not a failover; not negative
 */
public record Timing(Duration timeout, Duration grace) {
  /** The rate by which any clock may be wrong: 500 parts per million. */
  public static final long DRIFT_PPM = 500;

  private static final Duration LEAST_DEFAULT_GRACE = Duration.ofMillis(500);
  private static final int DEFAULT_GRACE_FRACTION = 20;

  public Timing {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a failover timeout is positive, got " + timeout);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("a grace is not negative, got " + grace);
    }
  }

  /**
   * The grace where none is set: half a second, or a twentieth of the timeout where that is more.
   */
  public static Duration defaultGrace(Duration timeout) {
    Duration share = timeout.dividedBy(DEFAULT_GRACE_FRACTION);
    return share.compareTo(LEAST_DEFAULT_GRACE) > 0 ? share : LEAST_DEFAULT_GRACE;
  }

  /** How long after the last sign observed a grant has ended, or a session is stale. */
  public Duration expiry() {
    return timeout
        .plus(Duration.ofNanos(Math.ceilDiv(timeout.toNanos() * 2 * DRIFT_PPM, 1_000_000)))
        .plus(grace);
  }

  /**
   * How long after the last sign observed the next one is late: polling clients send every half
   * timeout.
   */
  public Duration overdue() {
    return timeout.dividedBy(2).plus(grace);
  }

  /** Each of the two, whichever is longer. */
  public Timing raisedTo(Timing other) {
    return new Timing(longer(timeout, other.timeout), longer(grace, other.grace));
  }

  /**
   * The same grace, for a timeout of at least the given one: what a session that registered under
   * it is judged by.
   */
  public Timing atLeast(Duration registered) {
    return new Timing(longer(timeout, registered), grace);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
