package dev.understudy.resource;

import java.util.Optional;

/** Knows which tenant each namespace belongs to. Thread-safe; answers from memory. */
@FunctionalInterface
public interface Tenants {
  /**
   * The tenant of a namespace.
   *
   * @return empty while that is not known
   */
  Optional<String> of(String namespace);
}
