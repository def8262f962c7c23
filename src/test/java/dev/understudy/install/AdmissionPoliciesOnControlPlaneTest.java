package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.KubectlResult;
import dev.understudy.controlplane.NeedsControllerManager;
import dev.understudy.controlplane.WithControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the chart's admission policies let pass and what not, on a real API server. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class AdmissionPoliciesOnControlPlaneTest {

  private static final String OURS = "app.kubernetes.io/managed-by: understudy";

  private final ControlPlane plane;
  private String namespace = "";
  private Path operator;
  private String cluster = "";

  AdmissionPoliciesOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void install() {
    namespace = plane.freshNamespace("guarded");
    Rendered rendered =
        Chart.render(
            "understudy",
            namespace,
            """
            image: {repository: r.example.com/understudy}
            operator: {namespaces: [%s]}
            admissionPolicies: {groupDeletion: {enabled: true, exemptUsers: [boss]}}
            """
                .formatted(namespace));
    plane
        .kubectlWithInput(
            Rendered.text(rendered.withoutHooks()), "apply", "--server-side", "--filename=-")
        .orFail();
    plane
        .kubectl("wait", "--for=condition=Established", "crd/failovergroups.understudy.dev")
        .orFail();
    operator = plane.kubeconfig(plane.serviceAccount(namespace, "understudy"));
    cluster = namespace + "-understudy";
    plane.kubectlWithInput(lease("foreign", "app: other"), "create", "--filename=-").orFail();
    plane.kubectlWithInput(lease("own", OURS), "create", "--filename=-").orFail();
    // The API server takes up a policy some time after it was made.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                asOperator("annotate", "lease", "foreign", "x=y", "--dry-run=server").exitCode()
                    != 0);
    group("probe", 1);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                plane
                        .kubectl("delete", "fg", "probe", "-n", namespace, "--dry-run=server")
                        .exitCode()
                    != 0);
  }

  @AfterAll
  void uninstall() {
    for (String kind : List.of("validatingadmissionpolicybinding", "validatingadmissionpolicy")) {
      plane.kubectl("delete", kind, cluster + "-leases", cluster + "-group-deletion").orFail();
    }
  }

  private String lease(String name, String label) {
    return """
    apiVersion: coordination.k8s.io/v1
    kind: Lease
    metadata:
      name: %s
      namespace: %s
      labels:
        %s
    """
        .formatted(name, namespace, label);
  }

  private KubectlResult asOperator(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--namespace=" + namespace;
    return plane.kubectl(operator, all);
  }

  private void group(String name, int live) {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "%s", "namespace": "%s"}}
            """
                .formatted(name, namespace),
            "create",
            "--filename=-")
        .orFail();
    plane
        .kubectl(
            "patch",
            "fg",
            name,
            "--namespace=" + namespace,
            "--subresource=status",
            "--type=merge",
            "--patch={\"status\":{\"observedGeneration\":1,\"sessions\":{\"live\":%d,\"total\":%d,\"omitted\":0}}}"
                .formatted(live, live))
        .orFail();
  }

  private KubectlResult delete(String name) {
    return plane.kubectl("delete", "fg", name, "--namespace=" + namespace, "--wait=false");
  }

  // Leases

  @Test
  void the_operator_makes_no_lease_that_is_not_labelled_as_its_own() {
    KubectlResult refused =
        plane.kubectlWithInput(
            lease("new", "app: other"), "--kubeconfig=" + operator, "create", "--filename=-");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains("Understudy writes only Leases that carry the label")
        .contains("app.kubernetes.io/managed-by=understudy");
  }

  @Test
  void the_operator_does_not_take_another_program_s_lease() {
    String theft = lease("foreign", OURS);

    KubectlResult refused =
        plane.kubectlWithInput(theft, "--kubeconfig=" + operator, "replace", "--filename=-");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("so it is another program's");
  }

  @Test
  void the_operator_deletes_no_foreign_lease() {
    KubectlResult refused = asOperator("delete", "lease", "foreign");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("so it is another program's");
  }

  @Test
  void the_operator_does_not_give_a_lease_away() {
    KubectlResult refused =
        plane.kubectlWithInput(
            lease("own", "app: other"), "--kubeconfig=" + operator, "replace", "--filename=-");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("Understudy writes only Leases that carry the label");
  }

  @Test
  void its_own_leases_are_the_operator_s_to_make_change_and_delete() {
    plane
        .kubectlWithInput(lease("made", OURS), "--kubeconfig=" + operator, "create", "--filename=-")
        .orFail();
    plane
        .kubectlWithInput(
            lease("made", OURS + "\n    more: label"),
            "--kubeconfig=" + operator,
            "replace",
            "--filename=-")
        .orFail();
    asOperator("delete", "lease", "made").orFail();
  }

  @Test
  void others_write_their_leases_as_before() {
    plane.kubectl("annotate", "lease", "foreign", "x=y", "--overwrite", "-n", namespace).orFail();
  }

  // Groups

  @Test
  void a_group_whose_sessions_live_is_not_deleted_by_mistake() {
    group("used", 2);

    KubectlResult refused = delete("used");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains(
            "group used has live sessions (2): stop its clients first, or annotate it with"
                + " understudy.dev/allow-deletion=true");
  }

  @Test
  void an_annotation_says_that_it_is_meant() {
    group("meant", 2);
    plane
        .kubectl("annotate", "fg", "meant", "understudy.dev/allow-deletion=true", "-n", namespace)
        .orFail();

    delete("meant").orFail();
  }

  @Test
  void a_group_that_nobody_uses_is_deleted() {
    group("unused", 0);

    delete("unused").orFail();
  }

  @Test
  void a_group_without_a_status_is_deleted() {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "young", "namespace": "%s"}}
            """
                .formatted(namespace),
            "create",
            "--filename=-")
        .orFail();

    delete("young").orFail();
  }

  @Test
  void the_operator_deletes_what_it_has_looked_at_itself() {
    group("asked", 2);

    asOperator("delete", "fg", "asked", "--wait=false").orFail();
  }

  @Test
  @NeedsControllerManager
  void the_expressions_are_typed_rightly() {
    for (String policy : List.of("leases", "group-deletion")) {
      String name = cluster + "-" + policy;
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !checked(name, "{.status.observedGeneration}").isEmpty());
      assertThat(checked(name, "{.status.typeChecking.expressionWarnings}")).isEmpty();
    }
  }

  private String checked(String policy, String path) {
    return plane
        .kubectl("get", "validatingadmissionpolicy", policy, "--output=jsonpath=" + path)
        .orFail();
  }

  @Test
  @NeedsControllerManager
  void a_namespace_that_goes_takes_its_groups_with_it() {
    String going = plane.freshNamespace("guarded-going");
    String binding = cluster + "-group-deletion";
    plane
        .kubectl(
            "patch",
            "validatingadmissionpolicybinding",
            binding,
            "--type=json",
            "--patch=[{\"op\":\"add\",\"path\":\"/spec/matchResources/namespaceSelector/matchExpressions/0/values/-\",\"value\":\"%s\"}]"
                .formatted(going))
        .orFail();
    String before = namespace;
    namespace = going;
    try {
      group("there", 2);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  plane.kubectl("delete", "fg", "there", "-n", going, "--dry-run=server").exitCode()
                      != 0);

      plane.kubectl("delete", "namespace", going, "--timeout=60s").orFail();
    } finally {
      namespace = before;
    }
  }
}
