package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A group Lease at one version.
 *
 * @param raw the object as the API server gave it; what it says beyond the format survives every
 *     write
 * @param groupUid the UID of the FailoverGroup that it belongs to
 * @param groupId the id of that group
 * @param lease what it says
 * @param granted how the last grant came about; absent before the first
 */
public record StoredGroup(
    Lease raw, String groupUid, String groupId, GroupLease lease, @Nullable Granted granted)
    implements StoredLease {

  /**
   * How the last grant came about.
   *
   * @param cause why
   * @param at when, by the wall clock of the replica that wrote it
   * @param from the id of the holder before; absent when there was none
   * @param failovers how many grants have gone to another session than the one before
   */
  public record Granted(Cause cause, Instant at, @Nullable String from, long failovers) {}
}
