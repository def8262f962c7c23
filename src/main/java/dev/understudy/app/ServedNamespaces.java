package dev.understudy.app;

import dev.understudy.group.Namespaces;
import dev.understudy.resource.NamespaceLabels;
import java.util.Optional;

/**
 * Which Kubernetes namespace a path speaks of: the one labelled so, or, where namespaces are
 * listed, the listed one of that name under the default tenant. Without a list only labelled ones
 * are served.
 */
final class ServedNamespaces implements Namespaces {
  private final ReplicaOptions options;
  private final NamespaceLabels labels;

  ServedNamespaces(ReplicaOptions options, NamespaceLabels labels) {
    this.options = options;
    this.labels = labels;
  }

  @Override
  public Optional<String> find(String tenant, String namespace) {
    Optional<String> labelled = labels.find(tenant, namespace).filter(this::isServed);
    if (labelled.isPresent()) {
      return labelled;
    }
    boolean listed =
        tenant.equals(options.defaultTenant())
            && options.namespaces().contains(namespace)
            && !labels.isLabelled(namespace);
    return listed ? Optional.of(namespace) : Optional.empty();
  }

  private boolean isServed(String name) {
    return options.namespaces().isEmpty() || options.namespaces().contains(name);
  }

  @Override
  public boolean areKnown() {
    return labels.areKnown();
  }

  @Override
  public String onPremisesTenant() {
    return options.onPremisesNamespace().flatMap(labels::tenant).orElse(options.defaultTenant());
  }

  @Override
  public Optional<String> onPremises() {
    return options.onPremisesNamespace();
  }
}
