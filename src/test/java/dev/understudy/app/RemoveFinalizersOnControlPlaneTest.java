package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done when the operator has been taken away for good. */
@WithControlPlane
class RemoveFinalizersOnControlPlaneTest {

  private final ControlPlane plane;
  private final String namespace;
  private final String home;
  private final Path kubeconfig;

  RemoveFinalizersOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
    namespace = plane.freshNamespace("left");
    home = plane.freshNamespace("home");
    kubeconfig = plane.kubeconfig(plane.admin());
  }

  @BeforeEach
  void leave_groups_behind() {
    group("a", "understudy.dev/drain");
    group("b", "example.com/other", "understudy.dev/drain");
    group("c", "example.com/other");
  }

  private void group(String name, String... finalizers) {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setNamespace(namespace);
    group.getMetadata().setName(name);
    group.getMetadata().setFinalizers(List.of(finalizers));
    plane.adminClient().resource(group).create();
  }

  private List<String> finalizers(String name) {
    return plane
        .adminClient()
        .resources(FailoverGroup.class)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getMetadata()
        .getFinalizers();
  }

  private CommandLines.Result remove(String... more) {
    String[] all =
        Stream.concat(
                Stream.of(
                    "remove-finalizers",
                    "--kubeconfig=" + kubeconfig,
                    "--namespaces=" + namespace,
                    "--operator-namespace=" + home),
                Stream.of(more))
            .toArray(String[]::new);
    return CommandLines.run(all);
  }

  private void replica(String name) {
    plane
        .adminClient()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(home)
                .withName("understudy-replica-" + name)
                .withLabels(
                    Map.of(
                        "app.kubernetes.io/managed-by",
                        "understudy",
                        "understudy.dev/component",
                        "replica"))
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void our_finalizer_goes_and_those_of_others_stay() {
    CommandLines.Result result = remove();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("the finalizer was taken off 2 groups\n");
    assertThat(finalizers("a")).isEmpty();
    assertThat(finalizers("b")).containsExactly("example.com/other");
    assertThat(finalizers("c")).containsExactly("example.com/other");
  }

  @Test
  void a_group_whose_deletion_waited_goes() {
    plane.kubectl("delete", "fg", "a", "-n", namespace, "--wait=false").orFail();

    assertThat(remove().code()).isZero();

    plane.kubectl("wait", "--for=delete", "fg/a", "-n", namespace, "--timeout=10s").orFail();
  }

  @Test
  void nothing_is_done_while_a_replica_runs() {
    replica("still-there");

    CommandLines.Result result = remove("--wait=1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "replicas still run in namespace %s: still-there. Stop them first, they would put the finalizer back\n"
                .formatted(home));
    assertThat(finalizers("a")).containsExactly("understudy.dev/drain");
  }

  @Test
  void a_missing_right_is_told_in_a_sentence() {
    CommandLines.Result result =
        CommandLines.run(
            "remove-finalizers",
            "--kubeconfig=" + plane.kubeconfig(plane.serviceAccount(namespace, "poor")),
            "--operator-namespace=" + home);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("cannot list the replicas' Leases in namespace " + home)
        .contains("is forbidden");
  }
}
