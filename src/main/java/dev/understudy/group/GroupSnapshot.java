package dev.understudy.group;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as it is now, from a current view of its Leases.
 *
 * @param primary the id of the session in charge, if one is
 * @param pendingPrimary the id of the session that is next, if one is; never the primary's
 * @param dataTime the group's last data time, where known
 * @param sessions all sessions, by id
 */
public record GroupSnapshot(
    @Nullable String primary,
    @Nullable String pendingPrimary,
    @Nullable Instant dataTime,
    List<SessionSnapshot> sessions) {
  public GroupSnapshot {
    sessions = List.copyOf(sessions);
  }
}
