package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files in {@code deploy/crds} are those that the classes give. */
class CrdDriftTest {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("understudy.basedir"), "deploy", "crds");

  @Test
  void the_files_are_those_that_the_classes_give() throws IOException {
    assertThat(files())
        .as("deploy/crds differs from the resource classes; make it anew: %s", CrdFiles.REGENERATE)
        .isEqualTo(CrdFiles.generate());
  }

  @Test
  void the_program_ships_the_files() throws IOException {
    assertThat(Crds.FILES).containsExactlyElementsOf(files().keySet());
    assertThat(Crds.documents()).containsExactlyElementsOf(files().values());
  }

  @Test
  void every_field_is_described() {
    List<String> undescribed = new ArrayList<>();
    for (String yaml : CrdFiles.generate().values()) {
      CustomResourceDefinition crd =
          new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
      crd.getSpec()
          .getVersions()
          .forEach(
              version ->
                  collectUndescribed(
                      crd.getSpec().getNames().getKind(),
                      version.getSchema().getOpenAPIV3Schema(),
                      undescribed));
    }

    assertThat(undescribed).isEmpty();
  }

  private static void collectUndescribed(
      String path, JSONSchemaProps schema, List<String> undescribed) {
    if (schema.getDescription() == null || schema.getDescription().isBlank()) {
      undescribed.add(path);
    }
    JSONSchemaProps items = schema.getItems() == null ? schema : schema.getItems().getSchema();
    items
        .getProperties()
        .forEach((name, child) -> collectUndescribed(path + "." + name, child, undescribed));
  }

  /** All that lies there but the list of it that kustomize reads. */
  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(DIRECTORY)) {
      for (Path path : paths.filter(each -> !each.endsWith("Kustomization")).toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
