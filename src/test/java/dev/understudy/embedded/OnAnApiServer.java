package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * What the contracts say and do with an API server. The embedded one and a real one hold the same
 * contracts, so that what was tried on the first is true of the second.
 */
abstract class OnAnApiServer {

  /** The garbage collector of a real control plane may need so long to know a new kind. */
  static final Duration SOON = Duration.ofSeconds(60);

  /** The client of somebody who may do everything. */
  abstract KubernetesClient client();

  /** A namespace of this test. */
  abstract String namespace();

  final <T extends HasMetadata> T create(T object) {
    return client().resource(object).create();
  }

  final Lease lease(String name, String holder) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace())
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(holder)
        .endSpec()
        .build();
  }

  static Lease heldBy(String holder, Lease lease) {
    return lease.edit().editSpec().withHolderIdentity(holder).endSpec().build();
  }

  final @Nullable Lease readLease(String name) {
    return client().leases().inNamespace(namespace()).withName(name).get();
  }

  /** A FailoverGroup with a spec in YAML, which may be one that its class cannot express. */
  final GenericKubernetesResource group(String name, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: understudy.dev/v1alpha1
        kind: FailoverGroup
        metadata: {name: %s, namespace: %s}
        spec: %s
        """
            .formatted(name, namespace(), spec),
        GenericKubernetesResource.class);
  }

  final @Nullable GenericKubernetesResource readGroup(String name) {
    return client()
        .genericKubernetesResources("understudy.dev/v1alpha1", "FailoverGroup")
        .inNamespace(namespace())
        .withName(name)
        .get();
  }

  /** The path of a group, or of a part of it. */
  final String groupPath(String rest) {
    return "/apis/understudy.dev/v1alpha1/namespaces/" + namespace() + "/failovergroups/" + rest;
  }

  /** What stands at a path; absent if there is nothing. */
  static @Nullable Object at(GenericKubernetesResource resource, Object... path) {
    return resource.get(path);
  }

  /** The resource with one part of it exchanged. */
  static GenericKubernetesResource with(
      GenericKubernetesResource resource, String part, Map<String, Object> value) {
    GenericKubernetesResource copy = Serialization.clone(resource);
    copy.setAdditionalProperty(part, value);
    return copy;
  }

  /** Sends exactly this object, which fabric8's typed operations would first compare and read. */
  final void put(String path, Object body) {
    client().raw(path, "PUT", body);
  }

  final void putLease(Lease lease) {
    put(
        "/apis/coordination.k8s.io/v1/namespaces/%s/leases/%s"
            .formatted(namespace(), lease.getMetadata().getName()),
        lease);
  }

  static void refused(int code, String message, ThrowingCallable request) {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(request)
        .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(code))
        .withMessageContaining(message);
  }

  static List<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }
}
