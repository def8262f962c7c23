package dev.understudy.rest;

import dev.understudy.access.Caller;
import dev.understudy.access.Decision;
import dev.understudy.access.Identity;
import dev.understudy.auth.Authentication;
import dev.understudy.auth.Authenticator;
import dev.understudy.auth.Credentials;
import dev.understudy.group.Namespaces;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where every request comes in: it is counted, authenticated, routed, read and handed on. Who has
 * not proved who they are learns nothing of what is here, and what they send is not kept.
 */
final class Front {

  /** The most bytes of a request line: four ids, each percent-encoded, and the words between. */
  static final int ADDRESS_LIMIT = 16 * 1024;

  /** The most bytes of all headers. */
  static final int HEADER_LIMIT = 16 * 1024;

  private static final Duration UNTIL_ROOM = Duration.ofSeconds(2);

  private final FacadeState state;
  private final Routes routes;
  private final Namespaces namespaces;
  private final Authenticator authenticator;

  Front(FacadeState state, Routes routes, Namespaces namespaces, Authenticator authenticator) {
    this.state = state;
    this.routes = routes;
    this.namespaces = namespaces;
    this.authenticator = authenticator;
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
    Intake.of(exchange, exchange::carryOut);
    decide(
        exchange,
        () -> {
          if (!room || exchange.client().isSurplus()) {
            throw Problem.unavailable("Too many clients are connected.", UNTIL_ROOM);
          }
          address(exchange);
          if (routes.isOpen(exchange.target())) {
            carryOn(exchange);
          } else {
            authenticate(exchange);
          }
        });
  }

  /** Takes a step after which the body is wanted, or not wanted at all. */
  private static void decide(Exchange exchange, Runnable step) {
    try {
      step.run();
    } catch (Problem problem) {
      // Its body may come or not: nobody could tell what is read next.
      if (waits(exchange)) {
        exchange.closeAfterwards();
      }
      throw problem;
    }
  }

  /** Whether the client asks before it sends the body. */
  private static boolean waits(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    return request.version() == HttpVersion.HTTP_1_1
        && "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
  }

  private static void address(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    if (request.version() == null) {
      exchange.closeAfterwards();
      throw Problem.wrongVersion();
    }
    Framing.doubt(request)
        .ifPresent(
            problem -> {
              exchange.closeAfterwards();
              throw problem;
            });
    exchange.addressed(Target.of(request.uri()));
  }

  private void authenticate(Exchange exchange) {
    CompletableFuture<Authentication> found =
        authenticator.authenticate(credentials(exchange)).toCompletableFuture();
    if (found.isDone()) {
      admit(exchange, found.join());
      return;
    }
    exchange.awaitCaller();
    exchange.answer(
        found,
        authentication -> {
          if (exchange.client().isOpen()) {
            exchange.takeBody();
            decide(exchange, () -> admit(exchange, authentication));
          }
        });
  }

  private static Credentials credentials(Exchange exchange) {
    List<String> headers = exchange.request().headers().getAll("Authorization");
    // Several in one text are none that anybody accepts.
    return new Credentials(
        headers.isEmpty() ? null : String.join(", ", headers),
        exchange.client().certificate(),
        exchange.client().network());
  }

  private void admit(Exchange exchange, Authentication authentication) {
    switch (authentication) {
      case Authentication.Accepted(Caller caller) -> {
        exchange.authenticated(caller);
        carryOn(exchange);
      }
      case Authentication.Refused refused ->
          throw Problem.unauthorized(refused.reason(), refused.resolution(), refused.challenges());
      case Authentication.Unavailable unavailable ->
          throw Problem.unavailable(unavailable.reason(), unavailable.retryAfter());
    }
  }

  private void carryOn(Exchange exchange) {
    route(exchange);
    if (waits(exchange)) {
      exchange.request().response().writeContinue();
    }
  }

  private void route(Exchange exchange) {
    switch (routes.find(exchange.request().method().name(), exchange.target())) {
      case Routes.Match.Found(Route route, Map<String, Segment> parameters) -> {
        exchange.countedAs(state.metrics().of(route.endpoint()));
        exchange.takes(route, parameters);
        Place place =
            switch (route.reach()) {
              case NAMESPACE -> place(parameters, exchange.caller());
              case EVERYBODY -> Place.NOWHERE;
            };
        exchange.routed(route.handler(), parameters, place);
        Intake.check(exchange, route.body());
      }
      case Routes.Match.Question(String allow) -> {
        exchange.routed(asked -> asked.header("Allow", allow).send(204), Map.of(), Place.NOWHERE);
        Intake.check(exchange, false);
      }
    }
  }

  private Place place(Map<String, Segment> parameters, Caller caller) {
    if (caller instanceof Identity && !namespaces.areKnown()) {
      throw Problem.unavailable(
          "It cannot be told now which tenant the namespaces belong to.", UNTIL_ROOM);
    }
    Segment tenant = parameters.get(Route.TENANT);
    Segment namespace = parameters.get(Route.NAMESPACE);
    if (tenant == null || namespace == null) {
      String home = namespaces.onPremisesTenant();
      if (!mayAskFor(home, caller)) {
        throw otherTenant(home);
      }
      return namespaces
          .onPremises()
          .map(found -> new Place(home, found))
          .orElseThrow(
              () ->
                  Problem.notFound(
                      "Addresses without a tenant are not served here.",
                      "Use /api/v1/tenants/{tenantId}/namespaces/{namespaceId}/clientfailover, or"
                          + " configure the on-premises namespace."));
    }
    List<String> tenants = tenant.texts().stream().filter(id -> mayAskFor(id, caller)).toList();
    if (tenants.isEmpty()) {
      throw otherTenant(tenant.shown());
    }
    for (String tenantId : tenants) {
      for (String namespaceId : namespace.texts()) {
        Optional<String> found = namespaces.find(tenantId, namespaceId);
        if (found.isPresent()) {
          return new Place(tenantId, found.get());
        }
      }
    }
    throw Problem.notFound(
        "The namespace %s of the tenant %s is not served here."
            .formatted(Problem.quote(namespace.shown()), Problem.quote(tenant.shown())),
        "Check both ids, and the labels of the Kubernetes namespace.");
  }

  private static boolean mayAskFor(String tenant, Caller caller) {
    return switch (caller) {
      case Caller.Anyone anyone -> true;
      case Identity identity -> identity.tenant().equals(tenant);
    };
  }

  /** The same whether there is such a tenant or not. */
  private static Problem otherTenant(String tenant) {
    return Problem.forbidden(Decision.otherTenant(tenant));
  }
}
