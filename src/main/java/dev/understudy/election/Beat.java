package dev.understudy.election;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat, as the election sees it.
 *
 * @param session whose it is
 * @param registration the registration of the session that it belongs to
 * @param score the failover score sent, 0 to 100; 0 where none was
 * @param dataTime when the client last processed data; absent where it did not say, or said
 *     something in the far future
 * @param role the role that the client says it has (extension)
 * @param term the term that the client says it knows (extension)
 * @param instance the process that sent it (extension)
 * @param peer a fingerprint of the address it came from, where known
 * @param outdated whether a later heartbeat of the session was handled before this one: it may
 *     renew, its score counts no more
 */
public record Beat(
    SessionRef session,
    int registration,
    double score,
    @Nullable Instant dataTime,
    @Nullable Role role,
    @Nullable Long term,
    @Nullable String instance,
    @Nullable String peer,
    boolean outdated) {

  /**
   * Whether the client speaks the extension: such a client is released by its own word only. The
   * role alone tells, since a client that has not ended a term yet has no term to send.
   */
  public boolean extended() {
    return role != null;
  }

  /** Who sent it. */
  Caller caller() {
    return new Caller(instance, peer);
  }

  /** Whether the client confirms that it has stopped acting in the given term. */
  boolean acknowledges(long released) {
    return role != null && role != Role.PRIMARY && term != null && term == released;
  }

  /**
   * Whether it comes from another process than the one that holds the grant, as far as both say.
   */
  boolean isOtherInstanceThan(Grant grant) {
    return instance != null
        && grant.signs().instance() != null
        && !instance.equals(grant.signs().instance());
  }
}
