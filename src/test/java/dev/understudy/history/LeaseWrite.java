package dev.understudy.history;

import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one Lease, as the API server made it.
 *
 * @param version the version that it made
 * @param lease the Lease after it; for a deletion as it was last
 * @param before the Lease before it; absent when it was created
 * @param by who wrote: a replica, or a word for a person
 * @param sent when the request was sent, or came at the latest
 * @param done when it took effect
 * @param wall what the wall clock of the writer said; absent where nobody knows
 */
public record LeaseWrite(
    long version,
    Kind kind,
    StoredLease lease,
    @Nullable StoredLease before,
    String by,
    Duration sent,
    Duration done,
    @Nullable Instant wall) {

  /** What became of the Lease. */
  public enum Kind {
    CREATED,
    UPDATED,
    DELETED
  }

  /** Whether it left a group Lease behind. */
  boolean isOfGroup() {
    return kind != Kind.DELETED && lease instanceof StoredGroup;
  }
}
