package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That chart, plain manifests and kustomizations install the same. */
@WithControlPlane
class ManifestsTest {

  private static final String IMAGE = "image: {repository: understudy}\n";

  private final ControlPlane plane;

  ManifestsTest(ControlPlane plane) {
    this.plane = plane;
  }

  @ParameterizedTest
  @EnumSource
  void what_is_made_from_other_files_is_up_to_date(Manifests.Stage stage) {
    for (Map.Entry<Path, String> file : Manifests.made(stage).entrySet()) {
      assertThat(file.getKey()).as("made by: mvn -q -Pmanifests").exists();
      assertThat(ChartValues.read(file.getKey()))
          .as("%s, made anew by: mvn -q -Pmanifests", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster-wide|replicaCount: 2",
        "namespaced|operator: {namespaces: [understudy]}",
        "with-monitoring|metrics: {serviceMonitor: {enabled: true}, prometheusRule: {enabled:"
            + " true}, dashboard: {enabled: true}}",
      })
  void a_kustomization_installs_what_the_chart_installs(String overlay, String values) {
    assertThat(shapes(kustomized("deploy/kustomize/" + overlay)))
        .isEqualTo(shapes(Chart.render(IMAGE + values).withoutHooks()));
  }

  @Test
  void components_add_what_the_chart_adds() {
    String values =
        IMAGE
            + "admissionPolicies: {groupDeletion: {enabled: true}}\nflowControl: {enabled: true}\n";
    SortedMap<String, JsonNode> more = shapes(Chart.render(values).withoutHooks());
    more.keySet().removeAll(shapes(Chart.render(IMAGE).withoutHooks()).keySet());

    SortedMap<String, JsonNode> components = new TreeMap<>();
    for (String file : List.of("group-deletion/policy.yaml", "flow-control/flow-control.yaml")) {
      components.putAll(
          shapes(
              Rendered.parse(
                  ChartValues.read(Chart.BASE.resolve("deploy/kustomize/components/" + file)))));
    }
    assertThat(components).isEqualTo(more);
  }

  @Test
  void the_one_file_installs_what_the_chart_installs() {
    List<JsonNode> documents =
        Rendered.parse(ChartValues.read(Chart.BASE.resolve("deploy/install.yaml")));

    assertThat(shapes(documents)).isEqualTo(shapes(Chart.render(IMAGE).withoutHooks()));
    // Whoever applies it from the top finds each kind and namespace before it is needed.
    assertThat(documents)
        .extracting(document -> document.path("kind").asText())
        .startsWith("Namespace", "CustomResourceDefinition", "CustomResourceDefinition");
  }

  @Test
  void an_overlay_of_a_user_says_where_the_image_is() throws IOException {
    Path overlay = Files.createTempDirectory(Chart.BASE.resolve("target"), "overlay-");
    Path file = overlay.resolve("kustomization.yaml");
    try {
      Files.writeString(
          file,
          """
          resources: [../../deploy/kustomize/cluster-wide]
          images: [{name: understudy, newName: registry.example.com/understudy, newTag: v1}]
          """);

      assertThat(plane.kubectl("kustomize", overlay.toString()).orFail())
          .contains("image: registry.example.com/understudy:v1");
    } finally {
      Files.deleteIfExists(file);
      Files.delete(overlay);
    }
  }

  private List<JsonNode> kustomized(String overlay) {
    return Rendered.parse(
        plane.kubectl("kustomize", Chart.BASE.resolve(overlay).toString()).orFail());
  }

  /** The documents by name, without what only Helm has a use for. */
  private static SortedMap<String, JsonNode> shapes(List<JsonNode> documents) {
    SortedMap<String, JsonNode> shapes = new TreeMap<>();
    for (JsonNode document : documents) {
      String name = document.at("/metadata/namespace").asText() + " " + Rendered.name(document);
      // Helm makes the namespace itself.
      if (!name.equals(" Namespace/understudy")) {
        shapes.put(name, shape(document.deepCopy()));
      }
    }
    return shapes;
  }

  private static JsonNode shape(ObjectNode document) {
    for (String part : List.of("labels", "annotations")) {
      if (document.at("/metadata/" + part) instanceof ObjectNode entries) {
        entries.remove(
            List.of("app.kubernetes.io/managed-by", "helm.sh/chart", "helm.sh/resource-policy"));
        if (entries.isEmpty() || Rendered.name(document).startsWith("CustomResource")) {
          ((ObjectNode) document.get("metadata")).remove(part);
        }
      }
    }
    if (document.path("kind").asText().equals("CustomResourceDefinition")) {
      // Another test compares them; here a number may be 0 or 0.0.
      document.remove("spec");
    }
    if (document.at("/spec/template/spec/containers/0") instanceof ObjectNode container) {
      List<String> arguments =
          container.path("args").valueStream().map(JsonNode::asText).sorted().toList();
      container.put("args", String.join(" ", arguments));
    }
    return document;
  }
}
