package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who owns each role override of a group, as the API server wrote it down.
 *
 * @param own the ids of the sessions whose entries REST clients own, alone or with others
 * @param others the other owners of a session's entry, by the session's id
 */
record Owners(Set<String> own, Map<String, Set<String>> others) {

  private static final String APPLY = "Apply";

  /** Reads the record that the API server keeps. */
  static Owners of(List<ManagedFieldsEntry> entries) {
    Set<String> own = new HashSet<>();
    Map<String, Set<String>> others = new HashMap<>();
    for (ManagedFieldsEntry entry : entries) {
      boolean ours =
          Requests.MANAGER.equals(entry.getManager()) && APPLY.equals(entry.getOperation());
      for (String session : sessions(entry)) {
        if (ours) {
          own.add(session);
        } else {
          others
              .computeIfAbsent(session, first -> new TreeSet<>())
              .add(Objects.requireNonNullElse(entry.getManager(), "unknown"));
        }
      }
    }
    return new Owners(own, others);
  }

  /** The other owners of a session's entry; none if it is REST clients' alone, or nobody's. */
  Set<String> others(String sessionId) {
    return others.getOrDefault(sessionId, Set.of());
  }

  boolean isOnlyOwn(String sessionId) {
    return own.contains(sessionId) && others(sessionId).isEmpty();
  }

  private static Set<String> sessions(ManagedFieldsEntry entry) {
    if (entry.getFieldsV1() == null) {
      return Set.of();
    }
    Set<String> sessions = new HashSet<>();
    Map<?, ?> fields = member(entry.getFieldsV1().getAdditionalProperties(), "f:spec");
    for (Object key : member(fields, "f:roleOverrides").keySet()) {
      // An item is named by the JSON of its key, as in k:{"sessionId":"A"}.
      if (key instanceof String text
          && text.startsWith("k:")
          && Serialization.unmarshal(text.substring(2), Map.class).get("sessionId")
              instanceof String session) {
        sessions.add(session);
      }
    }
    return sessions;
  }

  private static Map<?, ?> member(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Map<?, ?> found ? found : Map.of();
  }
}
