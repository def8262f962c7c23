package dev.understudy.lease;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.Credentials;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A client as the operator has it, on a real control plane, and a store on it. */
final class PlaneClients implements AutoCloseable {
  final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  final KubernetesClient client;
  final KubernetesLeaseStore store;

  PlaneClients(ControlPlane plane, Credentials user) {
    this(plane, user, plane.url());
  }

  /** Clients that reach the API server by another address, such as a {@link Gate}'s. */
  PlaneClients(ControlPlane plane, Credentials user, URI server) {
    Config config = new ConfigBuilder(plane.config(user)).withMasterUrl(server.toString()).build();
    client = new KubernetesClientBuilder().withConfig(LeaseClients.config(config)).build();
    store = new KubernetesLeaseStore(client, blocking);
  }

  /** What a call comes to; a failure is thrown as it is. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LeaseFailure failure) {
        throw failure;
      }
      throw e;
    }
  }

  Lease raw(String namespace, String name) {
    return client.leases().inNamespace(namespace).withName(name).require();
  }

  @Override
  public void close() {
    client.close();
    blocking.close();
  }
}
