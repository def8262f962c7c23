package dev.understudy.install;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What tools that follow kstatus (Flux, kpt, Helm 4) make of a resource, by its published rules for
 * custom resources: deletion, then the generation, then Reconciling and Stalled, then Ready.
 */
enum Kstatus {
  IN_PROGRESS,
  FAILED,
  CURRENT,
  TERMINATING;

  static Kstatus of(JsonNode resource) {
    if (resource.at("/metadata/deletionTimestamp").isTextual()) {
      return TERMINATING;
    }
    JsonNode status = resource.path("status");
    JsonNode observed = status.path("observedGeneration");
    if (observed.isNumber() && observed.asLong() != resource.at("/metadata/generation").asLong()) {
      return IN_PROGRESS;
    }
    if (is(status, "Reconciling", "True")) {
      return IN_PROGRESS;
    }
    if (is(status, "Stalled", "True")) {
      return FAILED;
    }
    if (is(status, "Ready", "False") || is(status, "Ready", "Unknown")) {
      return IN_PROGRESS;
    }
    return CURRENT;
  }

  private static boolean is(JsonNode status, String type, String value) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals(value)) {
        return true;
      }
    }
    return false;
  }
}
