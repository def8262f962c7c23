package dev.understudy.rest;

import dev.understudy.group.Namespaces;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where every request comes in: it is counted, routed, read and handed on. */
final class Front {

  /** The most bytes of a request line: four ids, each percent-encoded, and the words between. */
  static final int ADDRESS_LIMIT = 16 * 1024;

  /** The most bytes of all headers. */
  static final int HEADER_LIMIT = 16 * 1024;

  private static final Duration UNTIL_ROOM = Duration.ofSeconds(2);

  private final FacadeState state;
  private final Routes routes;
  private final Namespaces namespaces;

  Front(FacadeState state, Routes routes, Namespaces namespaces) {
    this.state = state;
    this.routes = routes;
    this.namespaces = namespaces;
  }

  /** Takes a request whose head has arrived. */
  void handle(ClientConnection client, HttpServerRequest request) {
    Exchange exchange = exchange(client, request);
    exchange.step(() -> begin(exchange));
  }

  /** Takes what is no request of HTTP. The connection is closed after the answer. */
  void handleInvalid(ClientConnection client, HttpServerRequest request) {
    Exchange exchange = exchange(client, request);
    exchange.bodyEnded(new byte[0]);
    exchange.step(
        () -> {
          exchange.closeAfterwards();
          throw notHttp(request.decoderResult().cause());
        });
  }

  private Exchange exchange(ClientConnection client, HttpServerRequest request) {
    return new Exchange(state, client, request);
  }

  private static Problem notHttp(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e -> Problem.longAddress(ADDRESS_LIMIT);
      case TooLongHttpHeaderException e -> Problem.largeHeaders(HEADER_LIMIT);
      case null, default ->
          Problem.invalid("This is no request of HTTP.", "Send a request of HTTP/1.1.");
    };
  }

  private void begin(Exchange exchange) {
    boolean room = exchange.begin();
    HttpServerRequest request = exchange.request();
    boolean waits = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    Intake.of(exchange, exchange::carryOut);
    try {
      if (!room || exchange.client().isSurplus()) {
        throw Problem.unavailable("Too many clients are connected.", UNTIL_ROOM);
      }
      route(exchange);
    } catch (Problem problem) {
      // Its body may come or not: nobody could tell what is read next.
      if (waits) {
        exchange.closeAfterwards();
      }
      throw problem;
    }
    if (waits) {
      request.response().writeContinue();
    }
  }

  private void route(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    if (request.version() == null) {
      exchange.closeAfterwards();
      throw Problem.wrongVersion();
    }
    Target target = Target.of(request.uri());
    exchange.addressed(target);
    switch (routes.find(request.method().name(), target)) {
      case Routes.Match.Found(Route route, Map<String, Segment> parameters) -> {
        String namespace =
            switch (route.reach()) {
              case NAMESPACE -> namespace(parameters);
              case EVERYBODY -> "";
            };
        exchange.routed(route.handler(), parameters, namespace);
        Intake.check(exchange, route.body());
      }
      case Routes.Match.Question(String allow) -> {
        exchange.routed(asked -> asked.header("Allow", allow).send(204), Map.of(), "");
        Intake.check(exchange, false);
      }
    }
  }

  private String namespace(Map<String, Segment> parameters) {
    Segment tenant = parameters.get(Route.TENANT);
    Segment namespace = parameters.get(Route.NAMESPACE);
    if (tenant == null || namespace == null) {
      return namespaces
          .onPremises()
          .orElseThrow(
              () ->
                  Problem.notFound(
                      "Addresses without a tenant are not served here.",
                      "Use /api/v1/tenants/{tenantId}/namespaces/{namespaceId}/clientfailover, or"
                          + " configure the on-premises namespace."));
    }
    for (String tenantId : tenant.texts()) {
      for (String namespaceId : namespace.texts()) {
        Optional<String> found = namespaces.find(tenantId, namespaceId);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw Problem.notFound(
        "The namespace %s of the tenant %s is not served here."
            .formatted(Problem.quote(namespace.shown()), Problem.quote(tenant.shown())),
        "Check both ids, and the labels of the Kubernetes namespace.");
  }
}
