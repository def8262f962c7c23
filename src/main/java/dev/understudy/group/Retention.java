package dev.understudy.group;

import dev.understudy.election.Candidate;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupView;
import dev.understudy.election.Moment;
import dev.understudy.election.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a session that does not come back may be removed. Pure.
 *
 * <p>This replica must itself have seen it stale for a while, by its own clock and without a break:
 * that can neither be hastened by a wrong wall clock nor by a start. That it was silent for the
 * whole retention is taken from what this replica heard of the session, where it heard anything;
 * else from the times in its Lease, because replicas rarely live for as long as a retention. So the
 * worst that clocks can do is to shorten the retention of a session that is stale already.
 *
 * @param length how long a session may be silent; positive
 */
record Retention(Duration length) {
  /** For how long a replica must have seen a session stale, however short the retention. */
  static final Duration PROBATION = Duration.ofMinutes(5);

  /**
   * From when on a session may be removed if nothing more is heard of it, on the monotonic clock.
   * Empty while something keeps it whatever its silence: a grant that has not ended, also one that
   * nobody knows whose it is, or being next in line to one, or an open request.
   */
  Optional<Duration> due(GroupView view, SessionView session, Moment now) {
    if (view.settings().deleting() || session.open() != null || isKept(view, session)) {
      return Optional.empty();
    }
    Duration stale = session.staleFrom(view.settings().timing());
    Duration seenStale = stale.plus(least(length, PROBATION));
    Duration silent = silentFor(view, session, now);
    return Optional.of(seenStale.compareTo(silent) > 0 ? seenStale : silent);
  }

  private static boolean isKept(GroupView view, SessionView session) {
    Grant grant = view.lease().phase().current().orElse(null);
    if (grant == null) {
      return false;
    }
    Candidate next = view.lease().phase().next().orElse(null);
    return grant.holder() == null
        || session.ref().equals(grant.holder())
        || (next != null && next.is(session.ref()));
  }

  private Duration silentFor(GroupView view, SessionView session, Moment now) {
    Duration seen = session.seen();
    if (seen != null) {
      return seen.plus(length);
    }
    Duration byClock = now.monotonic().plus(length.minus(age(view, session, now)));
    return least(session.watched().plus(length), byClock);
  }

  /** How long ago the last sign of the session was, by the clocks of those who wrote it down. */
  private static Duration age(GroupView view, SessionView session, Moment now) {
    Instant heard = session.lease().signsIn(view.lease()).at();
    Instant last = later(session.lease().registered(), heard);
    return Duration.between(last, now.wall());
  }

  private static Instant later(Instant registered, @Nullable Instant heard) {
    return heard != null && heard.isAfter(registered) ? heard : registered;
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
