package dev.understudy.install;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.controlplane.AuditEvent;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Rights as plain words, {@code update coordination.k8s.io/leases}, to be compared. */
final class Rights {

  private Rights() {}

  /** What the rules of Roles give. */
  static SortedSet<String> given(List<JsonNode> roles) {
    SortedSet<String> given = new TreeSet<>();
    for (JsonNode role : roles) {
      for (JsonNode rule : role.path("rules")) {
        for (JsonNode group : rule.path("apiGroups")) {
          for (JsonNode resource : rule.path("resources")) {
            for (JsonNode verb : rule.path("verbs")) {
              given.add(verb.asText() + " " + group.asText() + "/" + resource.asText());
            }
          }
        }
      }
    }
    return given;
  }

  /** What a user was allowed, by the audit log. */
  static SortedSet<String> used(List<AuditEvent> events, String user) {
    SortedSet<String> used = new TreeSet<>();
    for (AuditEvent event : events) {
      if (event.user().equals(user) && isAllowed(event) && event.target().isPresent()) {
        AuditEvent.Target target = event.target().get();
        String resource =
            target.resource() + (target.subresource().isEmpty() ? "" : "/" + target.subresource());
        used.add(event.verb() + " " + target.group() + "/" + resource);
      }
    }
    // Everybody may ask what they may.
    used.remove("create authorization.k8s.io/selfsubjectaccessreviews");
    return used;
  }

  /** A look for what is not there, and a write that comes too late, take the right as well. */
  private static boolean isAllowed(AuditEvent event) {
    return event.code() != HttpURLConnection.HTTP_FORBIDDEN
        && event.code() != HttpURLConnection.HTTP_UNAUTHORIZED;
  }
}
