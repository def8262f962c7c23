package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Recovery.Seen;
import dev.understudy.election.Timing;
import dev.understudy.lease.StoredGroup;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this replica keeps in mind of a group's Leases past and present: how far it saw them, the
 * longest timing of a grant in them, the last data time, and whom it told to give way. Belongs to
 * its group's actor.
 */
final class Memory {
  private @Nullable Seen seen;
  private @Nullable Timing longest;
  private @Nullable Told told;
  private @Nullable Instant dataTime;
  private boolean ended;

  /** When this replica told the holder of a term to give way. */
  private record Told(String leaseUid, long term, Duration at) {}

  /** Keeps in mind what a group Lease said, whether or not it says so still. */
  void remember(StoredGroup group) {
    GroupLease lease = group.lease();
    ended = lease.phase().current().isEmpty();
    dataTime = Moments.later(dataTime, lease.dataTime());
    long renewals = lease.phase().current().map(Grant::renewals).orElse(Long.MAX_VALUE);
    Seen before = seen;
    boolean further =
        before == null
            || !before.uid().equals(group.uid())
            || lease.term() > before.term()
            || (lease.term() == before.term() && renewals > before.renewals());
    if (further) {
      seen = new Seen(group.uid(), lease.term(), renewals);
    }
    lease
        .phase()
        .current()
        .map(Grant::timing)
        .ifPresent(timing -> longest = longest == null ? timing : longest.raisedTo(timing));
  }

  /** Keeps in mind that the holder was told to give way, and when it was told so first. */
  void told(StoredGroup releasing, Duration at) {
    if (toldAt(releasing) == null) {
      told = new Told(releasing.uid(), releasing.lease().term(), at);
    }
  }

  /** When the holder of this term was told to give way by this replica; absent when it was not. */
  @Nullable Duration toldAt(StoredGroup group) {
    Told last = told;
    return last != null
            && last.leaseUid().equals(group.uid())
            && last.term() == group.lease().term()
        ? last.at()
        : null;
  }

  /** Whether the group Lease said last that there is a grant, or was never seen. */
  boolean mayHaveGrant() {
    return !ended;
  }

  /** How far this replica saw a group Lease; absent when it saw none. */
  @Nullable Seen seen() {
    return seen;
  }

  /** The latest data time that a group Lease told; absent when none did. */
  @Nullable Instant dataTime() {
    return dataTime;
  }

  /** A timing at least as long as the given one and as any grant's that was seen. */
  Timing longest(Timing atLeast) {
    Timing known = longest;
    return known == null ? atLeast : atLeast.raisedTo(known);
  }
}
