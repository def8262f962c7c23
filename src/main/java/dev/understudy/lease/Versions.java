package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Resource versions as numbers.
 *
 * <p>All versions of the Leases of one API server come from one counter, so of two versions of
 * Leases the higher one is the newer. Kubernetes promises that since 1.35; every API server on etcd
 * has kept it before.
 */
final class Versions {
  private Versions() {}

  /** The version of an object as it was read; 0 where it has none. */
  static long of(HasMetadata object) {
    return parse(object.getMetadata().getResourceVersion());
  }

  static long parse(@org.jspecify.annotations.Nullable String version) {
    return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
  }
}
