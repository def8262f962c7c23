package dev.understudy.app;

import dev.understudy.resource.NamespaceLabels;
import dev.understudy.resource.Tenants;
import java.util.Optional;

/** Which tenant a namespace belongs to: the one that it is labelled with, else the default one. */
final class NamespaceTenants implements Tenants {
  private final ReplicaOptions options;
  private final NamespaceLabels labels;

  NamespaceTenants(ReplicaOptions options, NamespaceLabels labels) {
    this.options = options;
    this.labels = labels;
  }

  @Override
  public Optional<String> of(String namespace) {
    return labels.areKnown() || labels.areDenied()
        ? Optional.of(labels.tenant(namespace).orElse(options.defaultTenant()))
        : Optional.empty();
  }
}
