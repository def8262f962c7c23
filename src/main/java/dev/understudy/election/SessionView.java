package dev.understudy.election;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session as one replica sees it.
 *
 * @param lease its session Lease
 * @param seen when this replica saw its last new heartbeat or its registration, on the monotonic
 *     clock; absent when it saw none yet
 * @param watched since when this replica has watched the session without a break
 * @param open the request of the session that is open at this replica, if one is
 */
public record SessionView(
    SessionLease lease, @Nullable Duration seen, Duration watched, @Nullable OpenRequest open) {

  /** Whether a session is there, as far as this replica can say. */
  public enum Liveness {
    /** A sign of it was seen within the wait. */
    LIVE,
    /** It was watched for the whole wait without a sign. */
    STALE,
    /** It was not watched long enough to say: never chosen, never given up. */
    UNKNOWN
  }

  /**
   * A heartbeat that waits for its answer.
   *
   * @param arrived when it arrived, on the monotonic clock
   * @param instance the process that sent it, where the client tells: a grant is that process's,
   *     whoever of the same id was heard since
   */
  public record OpenRequest(Duration arrived, @Nullable String instance) {}

  /** The session's reference. */
  public SessionRef ref() {
    return lease.ref();
  }

  /**
   * By what the session is judged: a client that registered under a longer timeout polls by that.
   */
  Timing timing(Timing group) {
    return group.atLeast(lease.timeout());
  }

  /** Whether the session is live, stale or unknown now. */
  public Liveness liveness(Timing group, Moment now) {
    if (seen != null && !now.reached(seen.plus(timing(group).expiry()))) {
      return Liveness.LIVE;
    }
    return now.reached(staleFrom(group)) ? Liveness.STALE : Liveness.UNKNOWN;
  }

  /**
   * When the session is stale if nothing more is heard of it: after the whole wait without a sign,
   * watched without a break, on the monotonic clock.
   */
  public Duration staleFrom(Timing group) {
    Duration last = seen != null && seen.compareTo(watched) > 0 ? seen : watched;
    return last.plus(timing(group).expiry());
  }

  /** When the session becomes stale if nothing more is heard of it, on the monotonic clock. */
  public Duration staleAt(Timing group) {
    return (seen == null ? watched : seen).plus(timing(group).expiry());
  }

  /**
   * Until when its id counts as used by several clients at once, if nothing more is heard of it;
   * absent when it does not.
   *
   * @param signs the newest word of the session
   */
  public Optional<Duration> sharedUntil(Signs signs, Timing group) {
    Sharing sharing = signs.sharing();
    Duration lasts = sharing == null ? null : sharing.lasts(timing(group).timeout());
    return lasts == null
        ? Optional.empty()
        : Optional.of((seen == null ? watched : seen).plus(lasts));
  }

  SessionView with(SessionLease newLease, Duration heard, @Nullable OpenRequest newOpen) {
    return new SessionView(newLease, heard, watched, newOpen);
  }
}
