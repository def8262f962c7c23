package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.KubectlResult;
import dev.understudy.controlplane.WithControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says of what the chart renders, without keeping any of it. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class DryRunOnControlPlaneTest {

  /** Their definitions come with other programs; they are read into models instead. */
  private static final Set<String> ELSEWHERE =
      Set.of("monitoring.coreos.com/v1", "gateway.networking.k8s.io/v1");

  private final ControlPlane plane;
  private String restricted = "";

  DryRunOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  static List<String> combinations() {
    return Chart.combinations();
  }

  @BeforeAll
  void make_namespaces() {
    plane.applyDirectory(Chart.BASE.resolve("deploy/rbac"));
    for (String name : List.of("line-a", "line-b", "plant")) {
      plane.kubectl("create", "namespace", name).orFail();
    }
    restricted = plane.freshNamespace("restricted");
    plane
        .kubectl("label", "ns", restricted, "pod-security.kubernetes.io/enforce=restricted")
        .orFail();
  }

  private KubectlResult dryRun(String manifests) {
    return plane.kubectlWithInput(
        manifests, "apply", "--server-side", "--dry-run=server", "--filename=-");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void the_api_server_takes_all_of_it(String combination) {
    List<JsonNode> known =
        Chart.render(Chart.combination(combination)).documents().stream()
            .filter(document -> !ELSEWHERE.contains(document.path("apiVersion").asText()))
            .toList();

    KubectlResult result = dryRun(Rendered.text(known));

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out().lines()).hasSameSizeAs(known);
    assertThat(result.err()).doesNotContain("Warning");
  }

  @Test
  void a_field_that_a_kind_does_not_have_would_be_refused() {
    ObjectNode service =
        Chart.render(Chart.combination("01-defaults")).get("Service", "understudy").deepCopy();
    ((ObjectNode) service.get("spec")).put("selektor", "x");

    assertThat(dryRun(service.toString()).err()).contains("selektor");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void its_pods_run_where_only_restricted_pods_may(String combination) {
    Rendered rendered = Chart.render(Chart.combination(combination));
    List<JsonNode> specs = new ArrayList<>();
    specs.add(rendered.deployment().at("/spec/template/spec"));
    rendered.ofKind("Job").forEach(job -> specs.add(job.at("/spec/template/spec")));
    rendered.ofKind("Pod").forEach(pod -> specs.add(pod.path("spec")));

    for (JsonNode spec : specs) {
      ObjectNode pod = new ObjectMapper().createObjectNode();
      pod.put("apiVersion", "v1").put("kind", "Pod");
      pod.putObject("metadata").put("name", "tried").put("namespace", restricted);
      ObjectNode own = spec.deepCopy();
      own.remove("serviceAccountName");
      // Token and account are the namespace's own, made when the controllers get to it.
      own.put("automountServiceAccountToken", false);
      pod.set("spec", own);
      plane.serviceAccount(restricted, "default");

      KubectlResult result =
          plane.kubectlWithInput(pod.toString(), "create", "--dry-run=server", "-f", "-");

      assertThat(result.exitCode()).as(result.err()).isZero();
    }
  }

  @Test
  void a_pod_that_is_less_restricted_would_be_refused_there() {
    plane.serviceAccount(restricted, "default");

    assertThat(
            plane
                .kubectlWithInput(
                    """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bad", "namespace": "%s"},
                     "spec": {"containers": [{"name": "c", "image": "x"}]}}
                    """
                        .formatted(restricted),
                    "create",
                    "--dry-run=server",
                    "-f",
                    "-")
                .err())
        .contains("violates PodSecurity \"restricted:latest\"");
  }
}
