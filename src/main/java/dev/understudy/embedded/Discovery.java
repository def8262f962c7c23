package dev.understudy.embedded;

import dev.understudy.embedded.ResourceType.Trait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells clients which kinds there are. */
final class Discovery {

  /** The version of Kubernetes whose behaviour the server follows. */
  static final String MINOR = "35";

  private final ResourceTypes types;

  Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** What a path that names no object tells; absent if it tells nothing. */
  Optional<Map<String, Object>> tell(List<String> path) {
    return switch (path.size()) {
      case 1 ->
          switch (path.getFirst()) {
            case "version" -> Optional.of(version());
            case "api" -> Optional.of(Map.of("kind", "APIVersions", "versions", List.of("v1")));
            case "apis" -> Optional.of(groups());
            default -> Optional.empty();
          };
      case 2 ->
          path.getFirst().equals("api")
              ? resources("", path.get(1))
              : groups().get("groups") instanceof List<?> groups
                  ? groups.stream()
                      .map(Json::map)
                      .filter(group -> Json.text(group, "name").equals(path.get(1)))
                      .findFirst()
                      .map(Discovery::alone)
                  : Optional.empty();
      case 3 ->
          path.getFirst().equals("apis") ? resources(path.get(1), path.get(2)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Map<String, Object> alone(Map<String, Object> group) {
    Map<String, Object> alone = new LinkedHashMap<>(group);
    alone.put("kind", "APIGroup");
    alone.put("apiVersion", "v1");
    return alone;
  }

  private static Map<String, Object> version() {
    return Map.of(
        "major",
        "1",
        "minor",
        MINOR,
        "gitVersion",
        "v1." + MINOR + ".0+understudy-embedded",
        "platform",
        "java");
  }

  private Map<String, Object> groups() {
    Map<String, Object> groups = new LinkedHashMap<>();
    for (ResourceType type : types.all()) {
      if (!type.group().isEmpty()) {
        Map<String, Object> version =
            Map.of("groupVersion", type.apiVersion(), "version", type.version());
        groups.put(
            type.group(),
            Map.of(
                "name", type.group(), "versions", List.of(version), "preferredVersion", version));
      }
    }
    return Map.of(
        "kind", "APIGroupList",
        "apiVersion", "v1",
        "groups", new ArrayList<>(groups.values()));
  }

  private Optional<Map<String, Object>> resources(String group, String version) {
    List<Object> resources = new ArrayList<>();
    for (ResourceType type : types.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        resources.add(resource(type, type.plural()));
        if (type.has(Trait.STATUS)) {
          resources.add(resource(type, type.plural() + "/status"));
        }
      }
    }
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Map.of(
            "kind",
            "APIResourceList",
            "apiVersion",
            "v1",
            "groupVersion",
            group.isEmpty() ? version : group + "/" + version,
            "resources",
            resources));
  }

  private static Map<String, Object> resource(ResourceType type, String name) {
    boolean whole = name.equals(type.plural());
    return Map.of(
        "name", name,
        "singularName", whole ? type.singular() : "",
        "namespaced", type.namespaced(),
        "kind", type.kind(),
        "verbs",
            whole
                ? List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch")
                : List.of("get", "patch", "update"),
        "shortNames", whole ? type.shortNames() : List.of(),
        "categories", whole ? type.categories() : List.of());
  }
}
