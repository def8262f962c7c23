package dev.understudy.embedded;

import java.util.List;
import java.util.Map;

/** What controllers of a cluster would add to new objects of some kinds. */
final class FirstStatus {

  private FirstStatus() {}

  static void set(ResourceType type, Map<String, Object> object, String now) {
    if (type.equals(ResourceTypes.NAMESPACE)) {
      Map<String, Object> metadata = Json.ownChild(object, "metadata");
      Json.ownChild(metadata, "labels")
          .put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
      object.put("status", Map.of("phase", "Active"));
    } else if (type.equals(ResourceTypes.CRD)) {
      Map<String, Object> spec = Json.child(object, "spec");
      object.put(
          "status",
          Map.of(
              "acceptedNames", Json.child(spec, "names"),
              "conditions", List.of(condition("NamesAccepted", now), condition("Established", now)),
              "storedVersions", List.of(ResourceTypes.custom(object).version())));
    }
  }

  private static Map<String, Object> condition(String type, String now) {
    return Map.of(
        "type", type,
        "status", "True",
        "reason", "Accepted",
        "message", "the kind is served",
        "lastTransitionTime", now);
  }
}
