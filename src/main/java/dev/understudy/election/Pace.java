package dev.understudy.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session polls and what it was answered last: what must be known to hold its request open
 * without harm. It stands in the session Lease because the next request may reach another replica.
 *
 * @param ticks how long before the last heartbeat the latest regular heartbeats arrived, newest
 *     first. A heartbeat sent at once after a PendingPrimary is not a regular one
 * @param pendingReplies how many PendingPrimary answers in a row the client was given before its
 *     last heartbeat, at most
 * @param toldSecondary the term of the last Secondary that the client is known to have been
 *     answered, after which it posted again; absent when it is not known, or when it was told
 *     Primary since
 */
public record Pace(List<Duration> ticks, int pendingReplies, @Nullable Long toldSecondary) {
  /** Nothing known: never held. */
  public static final Pace UNKNOWN = new Pace(List.of(), 0, null);

  /**
   * A polling client logs an error at its eleventh PendingPrimary in a row; one is kept in reserve.
   */
  static final int MOST_PENDING_REPLIES = 9;

  private static final int PHASE_TOLERANCE = 8;

  public Pace {
    ticks = List.copyOf(ticks);
  }

  /**
   * The pace after one more heartbeat.
   *
   * @param interval how often the client polls
   * @param sinceLast how long after the one before it came; absent when this replica did not see
   *     that one
   * @param last what the one before was answered; absent when this replica did not answer it
   * @param counted whether it is a regular heartbeat by its number: the first two after a
   *     registration are not
   */
  Pace heard(
      Duration interval, @Nullable Duration sinceLast, @Nullable LastAnswer last, boolean counted) {
    List<Duration> aged =
        sinceLast == null ? List.of() : ticks.stream().map(tick -> tick.plus(sinceLast)).toList();
    boolean again =
        last != null
            ? last.role() == Role.PENDING_PRIMARY
            : sinceLast != null && !isOnPhase(aged, interval);
    // Who cannot tell counts it as one more, and its time as that of a regular one: the next
    // heartbeats set both right.
    boolean perhapsAgain = again || (last == null && sinceLast == null && counted);
    Long told = toldSecondary;
    if (last != null) {
      told =
          switch (last.role()) {
            case PRIMARY -> null;
            case SECONDARY ->
                told == null
                    ? Long.valueOf(last.term())
                    : Long.valueOf(Math.max(told, last.term()));
            case PENDING_PRIMARY -> told;
          };
    }
    List<Duration> next = new ArrayList<>();
    if (counted && !again) {
      next.add(Duration.ZERO);
    }
    next.addAll(aged);
    return new Pace(
        SessionLease.newest(next),
        perhapsAgain ? Math.min(pendingReplies + 1, MOST_PENDING_REPLIES) : 0,
        told);
  }

  /**
   * How long after the last heartbeat the next regular one is to be expected at the earliest. It
   * goes by the earliest phase of the latest ones, since a late arrival says nothing of when the
   * next one is sent.
   */
  Duration untilNextTick(Duration interval) {
    if (ticks.isEmpty()) {
      return Duration.ZERO;
    }
    Duration newest = ticks.getFirst();
    long early = 0;
    for (Duration tick : ticks) {
      long offset = offset(tick.minus(newest), interval);
      if (Math.abs(offset) * PHASE_TOLERANCE <= interval.toNanos()) {
        early = Math.max(early, offset);
      }
    }
    long step = interval.toNanos();
    long sinceTick = newest.toNanos() + early;
    return Duration.ofNanos(step - Math.floorMod(sinceTick, step));
  }

  private static boolean isOnPhase(List<Duration> ticks, Duration interval) {
    return ticks.isEmpty()
        || ticks.stream()
            .anyMatch(
                tick -> Math.abs(offset(tick, interval)) * PHASE_TOLERANCE <= interval.toNanos());
  }

  /**
   * How far a tick of the given age lies from a whole number of intervals ago: positive when it
   * came earlier.
   */
  private static long offset(Duration age, Duration interval) {
    long step = interval.toNanos();
    long rest = Math.floorMod(age.toNanos(), step);
    return rest > step / 2 ? rest - step : rest;
  }
}
