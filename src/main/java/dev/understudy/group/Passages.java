package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.lease.StoredGroup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long one group takes from one primary to the next, as this replica sees it; nothing
 * is decided by it. Unlike the ages that decisions are made by, what it measures does not begin
 * anew after a pause. The replica that grants is the one that tells. Belongs to its group's actor.
 */
final class Passages {
  private final GroupMetrics metrics;
  private @Nullable Renewal last;
  private @Nullable Duration due;
  private @Nullable Duration planned;

  /** The newest renewal, when it was seen first, and when the wait for the next one is over. */
  private record Renewal(String leaseUid, long term, long count, Duration seen, Duration ends) {
    boolean isSame(Renewal other) {
      return leaseUid.equals(other.leaseUid) && term == other.term && count == other.count;
    }
  }

  Passages(GroupMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Takes note of what the group Lease says.
   *
   * @param at since when, as far as this replica knows
   */
  void seen(StoredGroup group, Duration at) {
    switch (group.lease().phase()) {
      case Phase.Held(Grant grant) -> {
        renewed(group, grant, at);
        due = null;
        planned = null;
      }
      case Phase.Handover(Grant grant, var _, var _) -> givesWay(group, grant, at);
      case Phase.Releasing(Grant grant, var _, var _) -> givesWay(group, grant, at);
      case Phase.Pending _ -> ended(at);
      case Phase.Vacant _ -> {
        // Nobody was there to follow: whoever comes later is no failover.
        last = null;
        due = null;
        planned = null;
      }
    }
  }

  private void renewed(StoredGroup group, Grant grant, Duration at) {
    Renewal now =
        new Renewal(
            group.uid(), group.lease().term(), grant.renewals(), at, at.plus(grant.expiry()));
    Renewal before = last;
    if (before == null || !before.isSame(now) || at.compareTo(before.seen) < 0) {
      last = now;
    }
  }

  private void givesWay(StoredGroup group, Grant grant, Duration at) {
    renewed(group, grant, at);
    if (planned == null) {
      planned = at;
    }
  }

  private void ended(Duration at) {
    Renewal before = last;
    if (before != null) {
      if (at.compareTo(before.ends) >= 0) {
        due = before.ends;
      } else if (planned == null) {
        planned = at;
      }
      last = null;
    }
  }

  /** This replica has written the group Lease: if that was a grant, tells how long it took. */
  void wrote(GroupLease before, StoredGroup after, Duration sentAt, Duration now) {
    if (after.lease().term() > before.term()) {
      if (before.phase().current().isPresent()) {
        ended(sentAt);
      }
      if (due != null) {
        metrics.failedOver(now.minus(due));
      } else if (planned != null) {
        metrics.handedOver(now.minus(planned));
      }
    }
    seen(after, sentAt);
  }
}
