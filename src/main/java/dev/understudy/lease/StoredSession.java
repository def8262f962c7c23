package dev.understudy.lease;

import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;

/**
 * A session Lease at one version.
 *
 * @param raw the object as the API server gave it
 * @param groupUid the UID of the FailoverGroup that it belongs to; with another one it does not
 *     count
 * @param lease what it says
 */
public record StoredSession(Lease raw, String groupUid, SessionLease lease) {
  /** The Lease's UID. */
  public String uid() {
    return raw.getMetadata().getUid();
  }

  /** The Lease's name. */
  public String name() {
    return raw.getMetadata().getName();
  }

  /** The version that a compare-and-swap is based on. */
  public long version() {
    return Versions.of(raw);
  }
}
