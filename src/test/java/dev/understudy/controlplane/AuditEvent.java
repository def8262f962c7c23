package dev.understudy.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request as the API server saw it: a line of its audit log.
 *
 * <p>A watch has two, one per stage: {@code ResponseStarted} when it was opened and {@code
 * ResponseComplete} when it ended. Every other request has one, written before its answer is
 * complete. A request that was under way when the API server was killed has none, though it may
 * have been carried out.
 *
 * @param id the same for all stages of a request
 * @param stage {@code ResponseStarted}, {@code ResponseComplete} or {@code Panic}
 * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code update}, {@code
 *     patch}, {@code delete}, {@code deletecollection}, or the HTTP method in lower case where the
 *     path names no resource
 * @param user the authenticated user name
 * @param userAgent empty if the client sent none
 * @param uri path and query
 * @param target the resource that was asked for; empty where the path names none
 * @param code the HTTP status of the answer
 * @param received when the API server received the request
 * @param finished when this stage was reached
 * @param request the object sent; only for reads and writes of single Leases
 * @param response the object answered; only for reads and writes of single Leases
 */
public record AuditEvent(
    String id,
    String stage,
    String verb,
    String user,
    String userAgent,
    String uri,
    Optional<Target> target,
    int code,
    Instant received,
    Instant finished,
    Optional<JsonNode> request,
    Optional<JsonNode> response) {

  /**
   * The resource of a request; what the request does not name is empty.
   *
   * @param group the API group, empty for the core group
   * @param resource the plural, {@code leases}
   * @param subresource {@code status}, {@code token}, ...
   */
  public record Target(
      String group, String resource, String subresource, String namespace, String name) {}

  /** How long the API server took. */
  public Duration duration() {
    return Duration.between(received, finished);
  }

  /** Whether the answer was a 2xx. */
  public boolean succeeded() {
    return code >= 200 && code < 300;
  }

  /** Whether the request would change something, whatever came of it. */
  public boolean isWrite() {
    return switch (verb) {
      case "create", "update", "patch", "delete", "deletecollection" -> true;
      default -> false;
    };
  }

  /** Whether the request names this resource, {@code leases} for example, of whatever namespace. */
  public boolean isOf(String resource) {
    return target.isPresent() && target.get().resource().equals(resource);
  }

  static AuditEvent of(JsonNode line) {
    return new AuditEvent(
        line.path("auditID").asText(),
        line.path("stage").asText(),
        line.path("verb").asText(),
        line.path("user").path("username").asText(),
        line.path("userAgent").asText(),
        line.path("requestURI").asText(),
        Optional.of(line.path("objectRef")).filter(JsonNode::isObject).map(AuditEvent::target),
        line.path("responseStatus").path("code").asInt(),
        Instant.parse(line.path("requestReceivedTimestamp").asText()),
        Instant.parse(line.path("stageTimestamp").asText()),
        Optional.of(line.path("requestObject")).filter(JsonNode::isObject),
        Optional.of(line.path("responseObject")).filter(JsonNode::isObject));
  }

  private static Target target(JsonNode reference) {
    return new Target(
        reference.path("apiGroup").asText(),
        reference.path("resource").asText(),
        reference.path("subresource").asText(),
        reference.path("namespace").asText(),
        reference.path("name").asText());
  }
}
