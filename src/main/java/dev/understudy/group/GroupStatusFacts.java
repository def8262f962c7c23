package dev.understudy.group;

import dev.understudy.api.LastTransition;
import dev.understudy.api.Sessions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this replica can say of a group for its status.
 *
 * @param groupUid the UID of the FailoverGroup that it speaks of
 * @param generation the newest generation of the specification that is served
 * @param primary the id of the session in charge, if one is
 * @param pendingPrimary the id of the session that is next, if one is; never the primary's
 * @param vacancy why nobody is in charge; absent when somebody is
 * @param term the last granted term; 0 before the first
 * @param primarySince when the session in charge was granted it, if one is
 * @param leaseUid the UID of the group Lease, where there is one
 * @param dataTime the group's last data time, where known
 * @param sessions who takes part
 * @param lastTransition how the last grant came about; absent before the first
 * @param failovers how often another session than the one before was granted
 * @param sharedIds which session ids are used by several clients at once, and what to do about it;
 *     absent where none is
 * @param unserved why no request for this group is carried out, if none is
 */
public record GroupStatusFacts(
    String groupUid,
    long generation,
    @Nullable String primary,
    @Nullable String pendingPrimary,
    @Nullable Vacancy vacancy,
    long term,
    @Nullable Instant primarySince,
    @Nullable String leaseUid,
    @Nullable Instant dataTime,
    Sessions sessions,
    @Nullable LastTransition lastTransition,
    long failovers,
    Optional<String> sharedIds,
    Optional<String> unserved) {

  /**
   * Why nobody is in charge.
   *
   * @param kind for programs
   * @param message for people
   */
  public record Vacancy(Kind kind, String message) {
    /** The kinds of vacancies. */
    public enum Kind {
      /** No session is registered. */
      NO_SESSIONS,
      /** No session is live and may be chosen. */
      NO_CANDIDATE,
      /** A session is elected and is granted with its next heartbeat. */
      PENDING,
      /** The failover is manual, and the last primary is not there. */
      MANUAL_FAILOVER,
      /** The session that an override makes the primary is not there. */
      FORCED_PRIMARY_ABSENT,
      /** The last grant may not have ended, and nobody knows whose it was. */
      UNKNOWN_HOLDER
    }
  }
}
