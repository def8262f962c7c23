package dev.understudy.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * Finds requests of which two programs could think differently where they end, or for whom they
 * are: somebody could hide another request in them. Netty refuses most of these already, such as
 * one with both a Content-Length and a Transfer-Encoding; this is the rest. Stateless.
 */
final class Framing {

  private Framing() {}

  /** What is in doubt about a request; after that, the connection must not be read on. */
  static Optional<Problem> doubt(HttpServerRequest request) {
    List<String> codings = request.headers().getAll("Transfer-Encoding");
    if (codings.size() > 1
        || (codings.size() == 1 && !codings.getFirst().strip().equalsIgnoreCase("chunked"))) {
      return doubt(
          "The Transfer-Encoding %s is not supported."
              .formatted(Problem.quote(String.join(", ", codings))),
          "Send the body with a Content-Length, or in chunks.");
    }
    List<String> hosts = request.headers().getAll("Host");
    if (hosts.size() > 1) {
      return doubt("The header Host is given twice.", "Send it once.");
    }
    if (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1) {
      return doubt("The header Host is missing.", "Send it, as HTTP/1.1 asks for.");
    }
    if (!hosts.isEmpty() && hosts.getFirst().chars().anyMatch(Framing::isNoneOfHost)) {
      return doubt(
          "The Host %s is none.".formatted(Problem.quote(hosts.getFirst())),
          "Send the name or the address of the host, and its port.");
    }
    if (request.method().equals(HttpMethod.CONNECT)) {
      return doubt("Nothing is reached through here.", "Ask for an address of this host.");
    }
    return Optional.empty();
  }

  private static Optional<Problem> doubt(String reason, String resolution) {
    return Optional.of(Problem.invalid(reason, resolution));
  }

  private static boolean isNoneOfHost(int character) {
    return character <= ' ' || character == ',' || character == '/' || character == '@';
  }
}
