package dev.understudy.group;

import java.util.Optional;

/**
 * Finds the Kubernetes namespace that a tenant's namespace is. Thread-safe; answers from memory.
 */
public interface Namespaces {
  /**
   * Whether it is known now whose the namespaces are. While it is not, nobody may be let in by what
   * the other methods tell.
   */
  boolean areKnown();

  /** The Kubernetes namespace, if exactly one is served under that pair. */
  Optional<String> find(String tenant, String namespace);

  /** The tenant that the on-premises form of the paths speaks of. */
  String onPremisesTenant();

  /** The one namespace that the on-premises form of the paths speaks of, if it is configured. */
  Optional<String> onPremises();
}
