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
  private final OpenApi openApi;

  Discovery(ResourceTypes types) {
    this.types = types;
    this.openApi = new OpenApi(types);
  }

  /** What a path that names no object tells; absent if it tells nothing. */
  Optional<Map<String, Object>> tell(List<String> path) {
    if (path.size() >= 2 && path.subList(0, 2).equals(List.of("openapi", "v3"))) {
      return openApi.tell(path.subList(2, path.size()));
    }
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return switch (path.getFirst() + "/" + path.size()) {
      case "version/1" -> Optional.of(version());
      case "api/1" -> Optional.of(Map.of("kind", "APIVersions", "versions", List.of("v1")));
      case "api/2" -> resources("", path.get(1));
      case "apis/1" -> Optional.of(groupList());
      case "apis/2" -> Optional.ofNullable(groups().get(path.get(1)));
      case "apis/3" -> resources(path.get(1), path.get(2));
      default -> Optional.empty();
    };
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

  private Map<String, Object> groupList() {
    return Map.of(
        "kind", "APIGroupList", "apiVersion", "v1", "groups", List.copyOf(groups().values()));
  }

  private Map<String, Map<String, Object>> groups() {
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    for (ResourceType type : types.all()) {
      if (!type.group().isEmpty()) {
        Map<String, Object> version =
            Map.of("groupVersion", type.apiVersion(), "version", type.version());
        groups.put(
            type.group(),
            Map.of(
                "kind",
                "APIGroup",
                "apiVersion",
                "v1",
                "name",
                type.group(),
                "versions",
                List.of(version),
                "preferredVersion",
                version));
      }
    }
    return groups;
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
