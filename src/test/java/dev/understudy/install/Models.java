package dev.understudy.install;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads manifests strictly into fabric8's models: a field that a kind does not have is an error.
 */
final class Models {

  private static final KubernetesSerialization KINDS = new KubernetesSerialization();
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .annotationIntrospector(new WithoutCatchAll())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Models() {}

  /** The models keep what they do not know; here they must not. */
  private static final class WithoutCatchAll extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws UncheckedIOException if it has a field that its kind does not have, or of another type
   * @throws AssertionError if its kind is not known
   */
  static KubernetesResource read(JsonNode manifest) {
    Class<? extends KubernetesResource> type =
        KINDS.getRegisteredKubernetesResource(
            manifest.path("apiVersion").asText(), manifest.path("kind").asText());
    if (type == null) {
      throw new AssertionError(
          "no model of " + manifest.path("apiVersion") + manifest.path("kind"));
    }
    try {
      return STRICT.treeToValue(manifest, type);
    } catch (IOException e) {
      throw new UncheckedIOException(Rendered.name(manifest) + ": " + e.getMessage(), e);
    }
  }
}
