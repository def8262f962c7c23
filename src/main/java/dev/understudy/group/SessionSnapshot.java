package dev.understudy.group;

import dev.understudy.election.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is now.
 *
 * @param id the client's id
 * @param name its display name
 * @param role what the group Lease says of it
 * @param score its failover score as it counts
 * @param dataTime when it last processed data, where known
 * @param heartbeatTime when its last heartbeat arrived; absent when none did
 * @param override the role that an override in force gives it; absent when none does
 * @param overrideExpiration when that override ends; absent when it does not
 */
public record SessionSnapshot(
    String id,
    String name,
    Role role,
    double score,
    @Nullable Instant dataTime,
    @Nullable Instant heartbeatTime,
    @Nullable Role override,
    @Nullable Instant overrideExpiration) {
  /** Whether a heartbeat was ever posted. */
  public boolean heartbeatPosted() {
    return heartbeatTime != null;
  }
}
