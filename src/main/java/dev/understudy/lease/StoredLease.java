package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.util.Map;

/**
 * A Lease of ours at one version, as the API server gave it. Immutable as long as nobody changes
 * {@link #raw}.
 */
public sealed interface StoredLease permits StoredGroup, StoredSession, UnreadableLease {

  /**
   * The object itself, but for its managedFields, which are the API server's own and half of its
   * size; what it says beyond the format survives every write.
   */
  Lease raw();

  /**
   * Reads a Lease. Whatever stands in it, this does not fail: a Lease that this version cannot read
   * is told apart, not refused.
   */
  static StoredLease of(Lease given) {
    Lease raw = withoutManagedFields(given);
    try {
      return SessionLeaseCodec.isSession(raw)
          ? SessionLeaseCodec.read(raw)
          : GroupLeaseCodec.read(raw);
    } catch (UnreadableLeaseException e) {
      return new UnreadableLease(raw, String.valueOf(e.getMessage()));
    }
  }

  private static Lease withoutManagedFields(Lease given) {
    return given.getMetadata().getManagedFields().isEmpty()
        ? given
        : new LeaseBuilder(given).editMetadata().withManagedFields().endMetadata().build();
  }

  /** The Lease's UID. */
  default String uid() {
    return raw().getMetadata().getUid();
  }

  /** The Lease's namespace. */
  default String namespace() {
    return raw().getMetadata().getNamespace();
  }

  /** The Lease's name. */
  default String name() {
    return raw().getMetadata().getName();
  }

  /** The version that a compare-and-swap is based on. */
  default long version() {
    return Versions.of(raw());
  }

  /** The name of the FailoverGroup that the Lease is labelled with; empty where it is not. */
  default String groupName() {
    Map<String, String> labels = raw().getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(LeaseAddress.GROUP, "");
  }
}
