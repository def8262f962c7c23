package dev.understudy.rest;

import java.util.Map;

/** Writes the body of every answer that is no 2xx. */
final class ErrorBody {

  private ErrorBody() {}

  /** What a client reads of a problem. */
  static byte[] of(Problem problem, Operation operation) {
    return WireWriter.object(
        json -> {
          json.text("OperationId", operation.id())
              .text("Error", problem.error())
              .text("Reason", problem.reason())
              .text("Resolution", problem.resolution());
          if (problem.parameters().isEmpty()) {
            json.nothing("AdditionalParameters");
          } else {
            json.object("AdditionalParameters", inner -> write(inner, problem.parameters()));
          }
        });
  }

  private static void write(WireWriter json, Map<String, Object> parameters) {
    parameters.forEach(
        (name, value) -> {
          if (value instanceof Number number) {
            json.whole(name, number.longValue());
          } else {
            json.text(name, value.toString());
          }
        });
  }
}
