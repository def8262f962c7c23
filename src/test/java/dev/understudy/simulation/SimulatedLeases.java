package dev.understudy.simulation;

import dev.understudy.lease.LeaseAddress;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.LeaseForm;
import dev.understudy.lease.SimulatedLeaseStore.Snapshot;
import dev.understudy.lease.StoredLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Leases of a simulated API server, with the semantics of a real one: versions from one
 * counter, a conflict for any version or UID but the present one, an update without a change
 * changes nothing, and a deletion is an event with a version of its own.
 *
 * <p>Objects are shared between the server and all replicas; nobody changes one.
 */
final class SimulatedLeases {
  private final Versions versions;
  private final LeaseForm form;
  private final Map<String, StoredLease> present = new TreeMap<>();
  private final List<LeaseEvent> events = new ArrayList<>();
  private int uids;

  /**
   * A change of one Lease.
   *
   * @param version the version that it made
   * @param lease the Lease after it; for a deletion as it was last, with the version of the
   *     deletion
   * @param before the Lease before it; absent when it was created
   */
  record LeaseEvent(
      long version, Kind kind, StoredLease lease, @Nullable StoredLease before, Write write) {
    enum Kind {
      CREATED,
      UPDATED,
      DELETED
    }
  }

  SimulatedLeases(Versions versions, LeaseForm form) {
    this.versions = versions;
    this.form = form;
  }

  /** All that ever happened, in order. */
  List<LeaseEvent> events() {
    return events;
  }

  Optional<StoredLease> get(String namespace, String name) {
    return Optional.ofNullable(present.get(namespace + "/" + name));
  }

  /** All Leases that a watch selects. */
  Snapshot all() {
    return new Snapshot(
        present.values().stream().filter(lease -> isSelected(lease.raw())).toList(),
        versions.last());
  }

  Snapshot ofGroup(String namespace, String groupName) {
    return new Snapshot(
        present.values().stream()
            .filter(lease -> lease.namespace().equals(namespace))
            .filter(lease -> isSelected(lease.raw()) && lease.groupName().equals(groupName))
            .toList(),
        versions.last());
  }

  StoredLease create(Lease lease, Write write) {
    String key = key(lease);
    if (present.containsKey(key)) {
      throw failure(LeaseFailure.Kind.CONFLICT, key + " exists already");
    }
    return put(key, lease, "lease-" + ++uids, null, write);
  }

  /**
   * Writes a Lease over the one that it names. As the API server does, it overwrites any version
   * where none is named, and makes a Lease anew that is gone where no UID is named.
   */
  StoredLease update(Lease lease, Write write) {
    String key = key(lease);
    StoredLease before = present.get(key);
    String uid = lease.getMetadata().getUid();
    String version = lease.getMetadata().getResourceVersion();
    if (before == null && uid == null) {
      return create(lease, write);
    }
    if (before == null
        || (uid != null && !uid.equals(before.uid()))
        || (version != null && !version.equals(before.raw().getMetadata().getResourceVersion()))) {
      throw failure(LeaseFailure.Kind.CONFLICT, key + " is not at " + version + " any more");
    }
    return form.isSame(lease, before.raw()) ? before : put(key, lease, before.uid(), before, write);
  }

  void delete(String key, String uid, Optional<String> version, Write write) {
    StoredLease before = present.get(key);
    if (before == null) {
      throw failure(LeaseFailure.Kind.GONE, key + " is not there");
    }
    if (!uid.equals(before.uid())
        || version
            .filter(wanted -> !wanted.equals(before.raw().getMetadata().getResourceVersion()))
            .isPresent()) {
      throw failure(LeaseFailure.Kind.CONFLICT, key + " is another one");
    }
    remove(key, write);
  }

  /** Deletes a Lease as a person would, whatever it says. */
  void remove(String key, Write write) {
    StoredLease before = present.remove(key);
    if (before == null) {
      return;
    }
    long version = versions.next();
    StoredLease last = form.stored(before.raw(), before.uid(), version);
    events.add(new LeaseEvent(version, LeaseEvent.Kind.DELETED, last, before, write));
  }

  private StoredLease put(
      String key, Lease lease, String uid, @Nullable StoredLease before, Write write) {
    long version = versions.next();
    StoredLease after = form.stored(lease, uid, version);
    present.put(key, after);
    events.add(
        new LeaseEvent(
            version,
            before == null ? LeaseEvent.Kind.CREATED : LeaseEvent.Kind.UPDATED,
            after,
            before,
            write));
    return after;
  }

  private static String key(Lease lease) {
    return lease.getMetadata().getNamespace() + "/" + lease.getMetadata().getName();
  }

  private static boolean isSelected(Lease lease) {
    Map<String, String> labels = lease.getMetadata().getLabels();
    return labels != null
        && LeaseAddress.UNDERSTUDY.equals(labels.get(LeaseAddress.MANAGED_BY))
        && labels.containsKey(LeaseAddress.GROUP);
  }

  private static LeaseFailure failure(LeaseFailure.Kind kind, String message) {
    return new LeaseFailure(kind, message, null);
  }
}
