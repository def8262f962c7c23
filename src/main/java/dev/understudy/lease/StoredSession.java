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
public record StoredSession(Lease raw, String groupUid, SessionLease lease)
    implements StoredLease {}
