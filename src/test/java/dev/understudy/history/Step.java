package dev.understudy.history;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One write that left a group Lease behind.
 *
 * @param before what the Lease said of the same group before; absent when it said nothing
 */
record Step(LeaseWrite write, StoredGroup after, @Nullable GroupLease before) {

  static Step of(LeaseWrite write) {
    StoredGroup after = (StoredGroup) write.lease();
    StoredLease before = write.before();
    return new Step(
        write,
        after,
        before instanceof StoredGroup group && group.groupUid().equals(after.groupUid())
            ? group.lease()
            : null);
  }

  GroupLease lease() {
    return after.lease();
  }

  Duration sent() {
    return write.sent();
  }

  Duration done() {
    return write.done();
  }

  /** The version that the write was based on; 0 where there was none. */
  long base() {
    StoredLease before = write.before();
    return before == null ? 0 : before.version();
  }

  /** The grant after it. */
  @Nullable Grant grant() {
    return lease().phase().current().orElse(null);
  }

  /** The grant before it. */
  @Nullable Grant old() {
    return before == null ? null : before.phase().current().orElse(null);
  }

  /** Who holds the grant after it; absent when nobody does, or nobody knows who. */
  @Nullable SessionRef holder() {
    Grant grant = grant();
    return grant == null ? null : grant.holder();
  }

  /** Whether it grants a new term to a session. */
  boolean grants() {
    return holder() != null && (before == null || old() == null || lease().term() != before.term());
  }

  /** Whether it grants, or renews what was granted. */
  boolean renews() {
    Grant grant = grant();
    Grant old = old();
    return grant != null
        && (before == null
            || old == null
            || lease().term() != before.term()
            || grant.renewals() > old.renewals());
  }

  @Override
  public String toString() {
    return "version %d by %s: term %d, %s"
        .formatted(write.version(), write.by(), lease().term(), lease().phase());
  }
}
