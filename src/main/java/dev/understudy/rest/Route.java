package dev.understudy.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the table of routes.
 *
 * @param reach where it is found, and by whom
 * @param endpoint the endpoint's number in the table of the documentation; 0 for one without
 * @param method the HTTP method
 * @param pattern the path after the prefix: fixed segments in lower case, and parameters in braces
 * @param body whether the request has a JSON body
 * @param handler what answers it
 */
record Route(
    Reach reach, int endpoint, String method, String pattern, boolean body, Handler handler) {

  /** Where routes are found, and by whom. */
  enum Reach {
    /** Under both prefixes, by those who may ask for something of the namespace. */
    NAMESPACE,
    /** At the root, by everybody: nobody is asked who they are. */
    EVERYBODY
  }

  /** Answers a request whose body has arrived, at once or later. */
  interface Handler {
    /**
     * Answers it.
     *
     * @throws Problem to refuse it
     */
    void handle(Exchange exchange);
  }

  /** The parameter that stands for a tenant. */
  static final String TENANT = "{tenantId}";

  /** The parameter that stands for a tenant's namespace. */
  static final String NAMESPACE = "{namespaceId}";

  /** The parameter that stands for a group. */
  static final String GROUP = "{groupId}";

  /** The parameter that stands for a session. */
  static final String SESSION = "{sessionId}";

  private static final int HEARTBEAT = 12;

  /** Whether it asks for a change; heartbeats are too many to be called one. */
  boolean isChange() {
    return !method.equals("GET") && endpoint != HEARTBEAT;
  }

  /** Whether it makes something, or finds that it is there. */
  boolean creates() {
    return method.equals("POST") && (endpoint == 3 || endpoint == 10);
  }

  /** A route without a body. */
  static Route get(int endpoint, String pattern, Handler handler) {
    return new Route(Reach.NAMESPACE, endpoint, "GET", pattern, false, handler);
  }

  /** A route without a body. */
  static Route delete(int endpoint, String pattern, Handler handler) {
    return new Route(Reach.NAMESPACE, endpoint, "DELETE", pattern, false, handler);
  }

  /** A route with a JSON body. */
  static Route post(int endpoint, String pattern, Handler handler) {
    return new Route(Reach.NAMESPACE, endpoint, "POST", pattern, true, handler);
  }

  /** A route with a JSON body. */
  static Route put(int endpoint, String pattern, Handler handler) {
    return new Route(Reach.NAMESPACE, endpoint, "PUT", pattern, true, handler);
  }

  /** A document at the root, which everybody may read. */
  static Route open(String pattern, Handler handler) {
    return new Route(Reach.EVERYBODY, 0, "GET", pattern, false, handler);
  }

  /** A path with parameters, ready to be compared. */
  static final class Path {

    private final List<String> parts;

    private Path(List<String> parts) {
      this.parts = List.copyOf(parts);
    }

    /** The path of several pieces, joined by slashes. */
    static Path of(String... pieces) {
      List<String> parts = new ArrayList<>();
      for (String piece : pieces) {
        parts.addAll(List.of(piece.split("/")));
      }
      return new Path(parts);
    }

    /** The segments that stand for the parameters, if the path is this one. */
    Optional<Map<String, Segment>> match(List<Segment> segments) {
      if (segments.size() != parts.size()) {
        return Optional.empty();
      }
      Map<String, Segment> parameters = HashMap.newHashMap(4);
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        Segment segment = segments.get(i);
        if (part.startsWith("{")) {
          if (segment.raw().isEmpty()) {
            return Optional.empty();
          }
          parameters.put(part, segment);
        } else if (!segment.is(part)) {
          return Optional.empty();
        }
      }
      return Optional.of(parameters);
    }
  }
}
