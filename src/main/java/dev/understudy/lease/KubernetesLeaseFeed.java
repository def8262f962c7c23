package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/** The Leases of groups and sessions in one namespace of a Kubernetes API server, or in all. */
record KubernetesLeaseFeed(KubernetesClient client, @Nullable String namespace)
    implements LeaseFeed {

  @Override
  public LeaseList list() {
    return selected().list();
  }

  @Override
  public long newestVersion() {
    // One Lease at most is read for it.
    LeaseList any = leases().list(new ListOptionsBuilder().withLimit(1L).build());
    return Versions.parse(any.getMetadata().getResourceVersion());
  }

  @Override
  public Watch watch(String version, Watcher<Lease> watcher) {
    ListOptions options =
        new ListOptionsBuilder().withResourceVersion(version).withAllowWatchBookmarks(true).build();
    return selected().watch(options, watcher);
  }

  private FilterWatchListDeletable<Lease, LeaseList, Resource<Lease>> selected() {
    return leases()
        .withLabel(LeaseAddress.MANAGED_BY, LeaseAddress.UNDERSTUDY)
        .withLabel(LeaseAddress.GROUP);
  }

  private AnyNamespaceOperation<Lease, LeaseList, Resource<Lease>> leases() {
    return namespace == null
        ? client.leases().inAnyNamespace()
        : client.leases().inNamespace(namespace);
  }

  @Override
  public String toString() {
    return namespace == null ? "the Leases of all namespaces" : "the Leases of " + namespace;
  }
}
