package dev.understudy.lease;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Told what the one watch of Leases shows, in the order in which it happened. Calls come one at a
 * time, from a thread of the watch; they must not block.
 */
public interface LeaseListener {

  /**
   * All Leases as they are at one version: what was known before and is not among them is gone.
   *
   * @param namespace the namespace that was listed; absent when all were
   * @param leases the Leases, in no order
   * @param version as of which version
   */
  void listed(@Nullable String namespace, List<StoredLease> leases, long version);

  /** A Lease was created or changed. */
  void changed(StoredLease lease);

  /** A Lease was deleted; this is what it said last. */
  void deleted(StoredLease lease);

  /**
   * The watch has ended; until it is said to run again nothing is seen.
   *
   * @param namespace which one; absent for the one of all namespaces
   * @param blind for how long nothing may have been seen already
   */
  default void interrupted(@Nullable String namespace, Duration blind) {
    // Who does not wait for anything has nothing to do.
  }

  /**
   * The watch runs again after it did not.
   *
   * @param namespace which one; absent for the one of all namespaces
   * @param blind for how long nothing may have been seen
   */
  void resumed(@Nullable String namespace, Duration blind);
}
