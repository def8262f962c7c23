package dev.understudy.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A request that is refused, as the {@code Status} that its sender gets. */
final class Failure extends RuntimeException {

  private final int code;
  private final String reason;
  private final Map<String, Object> details;

  private Failure(int code, String reason, String message, Map<String, Object> details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** What is wrong with one field. */
  record Cause(String reason, String field, String message) {
    Map<String, Object> toJson() {
      return Map.of("reason", reason, "field", field, "message", message);
    }
  }

  static Failure badRequest(String message) {
    return new Failure(400, "BadRequest", message, Map.of());
  }

  static Failure forbidden(String message) {
    return new Failure(403, "Forbidden", message, Map.of());
  }

  static Failure noSuchPath() {
    return new Failure(
        404, "NotFound", "the server could not find the requested resource", Map.of());
  }

  static Failure notFound(ResourceType type, String name) {
    return new Failure(
        404,
        "NotFound",
        "%s \"%s\" not found".formatted(type.qualifiedPlural(), name),
        names(type, name));
  }

  static Failure methodNotAllowed() {
    return new Failure(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        Map.of());
  }

  static Failure alreadyExists(ResourceType type, String name) {
    return new Failure(
        409,
        "AlreadyExists",
        "%s \"%s\" already exists".formatted(type.qualifiedPlural(), name),
        names(type, name));
  }

  /** The object is not as the request says that it is. */
  static Failure conflict(ResourceType type, String name, String why) {
    return new Failure(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(type.qualifiedPlural(), name, why),
        names(type, name));
  }

  /** Fields belong to other managers. */
  static Failure applyConflict(List<Cause> causes) {
    String what =
        causes.size() == 1
            ? causes.getFirst().message() + ": " + causes.getFirst().field()
            : causes.stream()
                .map(cause -> cause.message() + ":\n- " + cause.field())
                .collect(Collectors.joining("\n", "conflicts with other managers:\n", ""));
    String message =
        "Apply failed with %d conflict%s: %s"
            .formatted(causes.size(), causes.size() == 1 ? "" : "s", what);
    return new Failure(409, "Conflict", message, causes(causes));
  }

  static Failure gone(String message) {
    return new Failure(410, "Expired", message, Map.of());
  }

  static Failure unsupportedMediaType(String type) {
    return new Failure(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format: " + type,
        Map.of());
  }

  static Failure invalid(ResourceType type, String name, List<Cause> causes) {
    String what =
        causes.stream()
            .map(cause -> cause.field() + ": " + cause.message())
            .collect(Collectors.joining(", "));
    Map<String, Object> details = new LinkedHashMap<>(names(type, name));
    details.put("kind", type.kind());
    details.putAll(causes(causes));
    return new Failure(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s"
            .formatted(type.qualifiedKind(), name, causes.size() == 1 ? what : "[" + what + "]"),
        details);
  }

  /** A patch that cannot be carried out. */
  static Failure unprocessable(String message) {
    return new Failure(422, "Invalid", message, Map.of());
  }

  static Failure internal(String message) {
    return new Failure(500, "InternalError", message, Map.of());
  }

  int code() {
    return code;
  }

  /** What the sender of the request gets. */
  Map<String, Object> toStatus() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.put("metadata", Map.of());
    status.put("status", "Failure");
    status.put("message", String.valueOf(getMessage()));
    status.put("reason", reason);
    if (!details.isEmpty()) {
      status.put("details", details);
    }
    status.put("code", code);
    return status;
  }

  private static Map<String, Object> names(ResourceType type, String name) {
    return Map.of("name", name, "group", type.group(), "kind", type.plural());
  }

  private static Map<String, Object> causes(List<Cause> causes) {
    return Map.of("causes", causes.stream().map(Cause::toJson).toList());
  }
}
