package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Resource versions as numbers: of two versions from one API server the higher one is the newer.
 */
final class Versions {

  private Versions() {}

  /** The version of an object as it was read; 0 where it has none. */
  static long of(HasMetadata object) {
    return parse(object.getMetadata().getResourceVersion());
  }

  static long parse(@Nullable String version) {
    return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
  }
}
