package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which namespaces are whose, with no more rights than a Role in a namespace gives. */
@WithControlPlane
class NamespaceLabelsOnControlPlaneTest {

  private final ControlPlane plane;
  private final String namespace;

  NamespaceLabelsOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    this.namespace = plane.freshNamespace("labelled");
  }

  private KubernetesClient reader() {
    plane
        .kubectl("create", "role", "r", "--resource=namespaces", "--verb=get", "-n", namespace)
        .orFail();
    plane
        .kubectl(
            "create",
            "rolebinding",
            "r",
            "--role=r",
            "--serviceaccount=" + namespace + ":reader",
            "-n",
            namespace)
        .orFail();
    return plane.clientFor(namespace, "reader");
  }

  private void label() {
    plane
        .kubectl(
            "label",
            "namespace",
            namespace,
            "understudy.dev/tenant=t",
            "understudy.dev/namespace=" + namespace + "-n")
        .orFail();
  }

  @Test
  void the_labels_of_a_listed_namespace_are_read_without_a_right_in_the_whole_cluster() {
    label();
    try (NamespaceLabels labels = new NamespaceLabels(reader(), Set.of(namespace))) {
      labels.start().join();

      assertThat(labels.find("t", namespace + "-n")).contains(namespace);
      assertThat(labels.isLabelled(namespace)).isTrue();
    }
  }

  @Test
  void labels_that_come_later_are_seen() {
    try (NamespaceLabels labels = new NamespaceLabels(reader(), Set.of(namespace))) {
      labels.start().join();
      assertThat(labels.find("t", namespace + "-n")).isEmpty();

      label();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> labels.find("t", namespace + "-n").isPresent());
    }
  }

  @Test
  void a_listed_namespace_that_cannot_be_read_counts_as_unlabelled() {
    label();
    KubernetesClient stranger = plane.clientFor(namespace, "stranger");
    try (NamespaceLabels labels = new NamespaceLabels(stranger, Set.of(namespace))) {
      labels.start().join();

      assertThat(labels.isLabelled(namespace)).isFalse();
    }
  }
}
