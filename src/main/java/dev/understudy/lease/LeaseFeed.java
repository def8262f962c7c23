package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LeaseWatch} asks the API server for. All calls to it block, and throw what went
 * wrong.
 */
interface LeaseFeed {

  /** Which namespace; absent for all. */
  @Nullable String namespace();

  /** All Leases of groups and sessions as they are now. */
  LeaseList list();

  /** The version that the API server's store is at now, whatever the last change was. */
  long newestVersion();

  /** Begins to watch what happens after a version; returns once the API server has agreed. */
  Watch watch(String version, Watcher<Lease> watcher);

  /** What a Lease that the API server gave says. */
  default StoredLease read(Lease lease) {
    return StoredLease.of(lease);
  }
}
