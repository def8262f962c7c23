package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Leases by which replicas show that they live, and for how long each was seen not to change.
 * Not thread-safe.
 */
final class ReplicaLeases {

  /** A replica whose Lease has not changed for this long counts as gone. */
  static final Duration LIVE = ReplicaRank.INTERVAL.multipliedBy(3);

  static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/managed-by", "understudy", "understudy.dev/component", "replica");

  private static final String PREFIX = "understudy-replica-";

  /**
   * A replica's Lease.
   *
   * @param unchanged for how long it has not changed, as far as was seen here
   */
  record Observed(Lease lease, Duration unchanged) {

    /** Whose it is. */
    String replica() {
      return lease.getMetadata().getName().substring(PREFIX.length());
    }

    /** Whether the replica counts as running. */
    boolean isLive() {
      return unchanged.compareTo(LIVE) < 0;
    }
  }

  /** What was seen of a Lease, and when it was seen to change. */
  private record Seen(String resourceVersion, Duration changed) {}

  private final Map<String, Seen> seen = new HashMap<>();

  /** The name of a replica's Lease. */
  static String name(String replica) {
    return PREFIX + replica;
  }

  /**
   * Looks at all there are.
   *
   * @param now by a clock that never goes back
   */
  List<Observed> observe(List<Lease> leases, Duration now) {
    List<Observed> observed = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (Lease lease : leases) {
      String name = lease.getMetadata().getName();
      if (name.startsWith(PREFIX)) {
        there.add(name);
        observed.add(new Observed(lease, now.minus(changed(name, lease, now))));
      }
    }
    seen.keySet().retainAll(there);
    return observed;
  }

  private Duration changed(String name, Lease lease, Duration now) {
    String version = lease.getMetadata().getResourceVersion();
    Seen before = seen.get(name);
    Seen found =
        before != null && before.resourceVersion().equals(version)
            ? before
            : new Seen(version, now);
    seen.put(name, found);
    return found.changed();
  }
}
