package dev.understudy.election;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done when the group Lease is not the one that was known: row 22 of the election table.
 *
 * <p>A Lease that was deleted by hand, or set back by a restored backup, may have said that
 * somebody is in charge. Nobody knows who, so nobody is granted before the longest grant that there
 * can be has ended, and terms go on far above all that were ever given.
 */
public final class Recovery {
  /** By how much the term is raised: more than the grants that a backup can have missed. */
  public static final long TERM_STEP = 1000;

  private Recovery() {}

  /**
   * What is known of a group's Lease from elsewhere.
   *
   * @param recordedUid the UID of the group Lease as the group's status records it; absent for a
   *     group that never had one
   * @param recordedTerm the term in the group's status
   * @param seen the highest term and count that this replica saw; absent when it saw none
   * @param longest the longest timing that a grant of this group can have
   */
  public record Known(
      @Nullable String recordedUid, long recordedTerm, @Nullable Seen seen, Timing longest) {}

  /**
   * The furthest that a replica saw a group Lease.
   *
   * @param uid the Lease's UID
   * @param term the last granted term
   * @param renewals the count of renewals in it
   */
  public record Seen(String uid, long term, long renewals) {
    /** Whether the given state of a Lease lies before this one: Leases do not go back. */
    boolean isAheadOf(String leaseUid, GroupLease lease) {
      long count = lease.phase().current().map(Grant::renewals).orElse(Long.MAX_VALUE);
      return uid.equals(leaseUid)
          && (lease.term() < term || (lease.term() == term && count < renewals));
    }
  }

  /**
   * What a group Lease must say that is created now: a first one, or one that stands in for a lost
   * one.
   */
  public static GroupLease created(Known known, long generation) {
    String lost =
        known.recordedUid != null ? known.recordedUid : known.seen != null ? known.seen.uid : null;
    return lost == null
        ? GroupLease.FIRST.withGeneration(generation)
        : lost(GroupLease.FIRST, known, generation, lost);
  }

  /**
   * What a group Lease must be changed to because it is not the one that was known, or lies before
   * what was seen of it; absent when it is in order.
   */
  public static Optional<GroupLease> repaired(
      String leaseUid, GroupLease lease, Known known, long generation) {
    String recorded = known.recordedUid;
    if (recorded != null && !recorded.equals(leaseUid) && !recorded.equals(lease.recovers())) {
      return Optional.of(lost(lease, known, generation, recorded));
    }
    boolean setBack = known.seen != null && known.seen.isAheadOf(leaseUid, lease);
    boolean behind = leaseUid.equals(recorded) && lease.term() < known.recordedTerm;
    return setBack || behind
        ? Optional.of(lost(lease, known, generation, leaseUid))
        : Optional.empty();
  }

  private static GroupLease lost(GroupLease lease, Known known, long generation, String lostUid) {
    long seen = known.seen == null ? 0 : known.seen.term;
    long term = Math.max(Math.max(lease.term(), seen), known.recordedTerm) + TERM_STEP;
    Timing timing =
        lease
            .phase()
            .current()
            .map(grant -> grant.timing().raisedTo(known.longest))
            .orElse(known.longest);
    return new GroupLease(
        term,
        new Phase.Held(Grant.unknown(timing)),
        Math.max(lease.generation(), generation),
        lease.dataTime(),
        null,
        lease.passedOver(),
        lease.expired(),
        lease.edits() + 1,
        lostUid);
  }
}
