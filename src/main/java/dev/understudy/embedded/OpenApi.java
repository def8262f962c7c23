package dev.understudy.embedded;

import dev.understudy.embedded.ResourceType.Trait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes the kinds in OpenAPI, as far as kubectl needs it: to explain fields, and to learn that
 * the server itself refuses unknown ones.
 */
final class OpenApi {

  private static final Map<String, Object> FIELD_VALIDATION =
      Map.of("name", "fieldValidation", "in", "query", "schema", Map.of("type", "string"));

  private final ResourceTypes types;

  OpenApi(ResourceTypes types) {
    this.types = types;
  }

  /**
   * What a path tells; absent if it tells nothing.
   *
   * @param path the path after {@code /openapi/v3}
   */
  Optional<Map<String, Object>> tell(List<String> path) {
    if (path.isEmpty()) {
      return Optional.of(index());
    }
    String document = String.join("/", path);
    List<ResourceType> described =
        types.all().stream().filter(type -> document(type).equals(document)).toList();
    return described.isEmpty() ? Optional.empty() : Optional.of(document(described));
  }

  private Map<String, Object> index() {
    Map<String, Object> documents = new LinkedHashMap<>();
    for (ResourceType type : types.all()) {
      documents.put(document(type), Map.of("serverRelativeURL", "/openapi/v3/" + document(type)));
    }
    return Map.of("paths", documents);
  }

  private static String document(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static Map<String, Object> document(List<ResourceType> types) {
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, Object> schemas = new LinkedHashMap<>();
    for (ResourceType type : types) {
      Map<String, Object> kind =
          Map.of("group", type.group(), "version", type.version(), "kind", type.kind());
      Map<String, Object> patch =
          Map.of(
              "parameters",
              List.of(FIELD_VALIDATION),
              "responses",
              Map.of(),
              "x-kubernetes-action",
              "patch",
              "x-kubernetes-group-version-kind",
              kind);
      String path =
          "/"
              + document(type)
              + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
              + type.plural()
              + "/{name}";
      paths.put(path, Map.of("patch", patch));
      if (type.has(Trait.STATUS)) {
        paths.put(path + "/status", Map.of("patch", patch));
      }
      Map<String, Object> schema = new LinkedHashMap<>(type.schema().node());
      schema.put("x-kubernetes-group-version-kind", List.of(kind));
      schemas.put(type.qualifiedKind() + "." + type.version(), schema);
    }
    return Map.of(
        "openapi",
        "3.0.0",
        "info",
        Map.of("title", "Understudy's embedded API server", "version", "v1"),
        "paths",
        paths,
        "components",
        Map.of("schemas", schemas));
  }
}
