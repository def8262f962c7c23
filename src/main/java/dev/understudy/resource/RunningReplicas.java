package dev.understudy.resource;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tells which replicas of the operator run, to somebody who is none of them. Not thread-safe. */
public final class RunningReplicas {

  private final KubernetesClient client;
  private final String namespace;
  private final Supplier<Duration> monotonic;
  private final ReplicaLeases leases = new ReplicaLeases();

  /**
   * @param namespace the operator's own namespace
   * @param monotonic a clock that never goes back
   */
  public RunningReplicas(KubernetesClient client, String namespace, Supplier<Duration> monotonic) {
    this.client = client;
    this.namespace = namespace;
    this.monotonic = monotonic;
  }

  /**
   * Looks once. A replica that stopped in good order is gone at once; one that was killed counts as
   * running until its Lease was seen not to change for 30 s.
   *
   * @return the replicas that run, as they call themselves
   * @throws ApiFailure if the API server refuses or does not answer
   */
  public Set<String> look() {
    try {
      return leases
          .observe(
              client
                  .leases()
                  .inNamespace(namespace)
                  .withLabels(ReplicaLeases.LABELS)
                  .list()
                  .getItems(),
              monotonic.get())
          .stream()
          .filter(ReplicaLeases.Observed::isLive)
          .map(ReplicaLeases.Observed::replica)
          .collect(Collectors.toUnmodifiableSet());
    } catch (KubernetesClientException e) {
      throw ApiFailure.of("list the replicas' Leases in namespace " + namespace, e);
    }
  }
}
