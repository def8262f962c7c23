package dev.understudy.telemetry;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A group as a replica sees it at one moment, for metrics.
 *
 * @param namespace the namespace of its resource
 * @param name the name of its resource
 * @param uid the UID of its resource
 * @param phase where it stands
 * @param primary whether a session is in charge
 * @param live how many sessions are live
 * @param stale how many are stale
 * @param unknown how many were not watched long enough to say
 * @param term the last granted term
 * @param failovers how often another session than the one before was granted, ever
 * @param forcedPrimary how many overrides to Primary are in force
 * @param forcedSecondary how many overrides to Secondary are in force
 * @param withoutPrimary for how long this replica has seen it without a primary although it has
 *     sessions, all times together
 * @param troubles what is wrong with it, and for how long
 */
public record GroupState(
    String namespace,
    String name,
    String uid,
    Phase phase,
    boolean primary,
    int live,
    int stale,
    int unknown,
    long term,
    long failovers,
    int forcedPrimary,
    int forcedSecondary,
    Duration withoutPrimary,
    Map<Trouble, Duration> troubles) {
  public GroupState {
    troubles = Map.copyOf(troubles);
  }

  /** Where a group stands. */
  public enum Phase implements Label.Worded {
    /** It has no session, and nobody is in charge. */
    UNUSED,
    /** It has sessions, and nobody is in charge or elected. */
    VACANT,
    /** A session is elected and not granted yet. */
    PENDING,
    /** A session is in charge. */
    HELD,
    /** A session is in charge and is to give way. */
    HANDOVER,
    /** A session was told to give way and is not released yet. */
    RELEASING,
    /** The last grant may not have ended, and nobody knows whose it was. */
    UNKNOWN_HOLDER,
    /** It is not served. */
    UNSERVED;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What can be wrong with a group. */
  public enum Trouble implements Label.Worded {
    /** It has sessions, and none is in charge. */
    WITHOUT_PRIMARY,
    /** A session is in charge, and no other could take over. */
    NO_STANDBY,
    /** Failover is manual and the last primary is not there: somebody has to choose. */
    NEEDS_OPERATOR,
    /** An override makes a session the primary that is not there. */
    FORCED_PRIMARY_ABSENT,
    /** Two machines use one session id. */
    DUPLICATE_SESSION,
    /** It is between two primaries for longer than the wait allows. */
    STUCK_HANDOVER,
    /** Its deletion takes longer than the wait allows. */
    STUCK_DELETION,
    /** It is not served until somebody changes something. */
    STALLED;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
