package dev.understudy.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of routes: those of a namespace under both prefixes, the others as they are. */
final class Routes {

  private static final String ON_PREMISES = "api/v1";
  private static final String CLOUD =
      ON_PREMISES + "/tenants/" + Route.TENANT + "/namespaces/" + Route.NAMESPACE;

  private static final String HEAD = "HEAD";
  private static final String GET = "GET";
  private static final String OPTIONS = "OPTIONS";

  /** One path and what may be done with it. */
  private record Place(Route.Reach reach, Route.Path path, Map<String, Route> byMethod) {}

  private final List<Route> table;
  private final List<Place> places = new ArrayList<>();

  Routes(List<Route> table) {
    this.table = List.copyOf(table);
    byPattern(Route.Reach.NAMESPACE)
        .forEach(
            (pattern, byMethod) -> {
              places.add(new Place(Route.Reach.NAMESPACE, Route.Path.of(CLOUD, pattern), byMethod));
              places.add(
                  new Place(Route.Reach.NAMESPACE, Route.Path.of(ON_PREMISES, pattern), byMethod));
            });
    byPattern(Route.Reach.EVERYBODY)
        .forEach(
            (pattern, byMethod) ->
                places.add(new Place(Route.Reach.EVERYBODY, Route.Path.of(pattern), byMethod)));
  }

  private Map<String, Map<String, Route>> byPattern(Route.Reach reach) {
    Map<String, Map<String, Route>> byPattern = new LinkedHashMap<>();
    for (Route route : table) {
      if (route.reach() == reach) {
        byPattern
            .computeIfAbsent(route.pattern(), pattern -> new LinkedHashMap<>())
            .put(route.method(), route);
      }
    }
    return byPattern;
  }

  /** The table, as it was given. */
  List<Route> table() {
    return table;
  }

  /** Whether a request goes to where nobody is asked who they are. */
  boolean isOpen(Target target) {
    return places.stream()
        .anyMatch(
            place ->
                place.reach() == Route.Reach.EVERYBODY
                    && place.path().match(target.segments()).isPresent());
  }

  /** Where a request goes. */
  sealed interface Match {
    /** To a route. */
    record Found(Route route, Map<String, Segment> parameters) implements Match {}

    /** Nowhere: it asks what may be done here. */
    record Question(String allow) implements Match {}
  }

  /**
   * Finds where a request goes.
   *
   * @throws Problem if there is no such path, or the method does not apply to it
   */
  Match find(String method, Target target) {
    if (target.equals(Target.SERVER)) {
      return atServer(method);
    }
    for (Place place : places) {
      Optional<Map<String, Segment>> parameters = place.path().match(target.segments());
      if (parameters.isPresent()) {
        return at(place, method, parameters.get());
      }
    }
    throw Problem.notFound(
        "There is no such address.",
        "Addresses begin with /api/v1/clientfailover or"
            + " /api/v1/tenants/{tenantId}/namespaces/{namespaceId}/clientfailover.");
  }

  private Match at(Place place, String method, Map<String, Segment> parameters) {
    Route route = place.byMethod().get(method.equals(HEAD) ? GET : method);
    if (route != null) {
      return new Match.Found(route, parameters);
    }
    String allow = allow(place.byMethod().keySet());
    if (method.equals(OPTIONS)) {
      return new Match.Question(allow);
    }
    throw Problem.wrongMethod(method, allow);
  }

  private Match atServer(String method) {
    Set<String> methods = new LinkedHashSet<>();
    table.forEach(route -> methods.add(route.method()));
    String allow = allow(methods);
    if (method.equals(OPTIONS)) {
      return new Match.Question(allow);
    }
    throw Problem.wrongMethod(method, OPTIONS);
  }

  private static String allow(Set<String> methods) {
    Set<String> all = new LinkedHashSet<>();
    for (String method : methods) {
      all.add(method);
      if (method.equals(GET)) {
        all.add(HEAD);
      }
    }
    all.add(OPTIONS);
    return String.join(", ", all);
  }
}
