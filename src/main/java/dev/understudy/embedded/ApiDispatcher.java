package dev.understudy.embedded;

import dev.understudy.embedded.Store.Stored;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests. The mock server calls it on one thread, so that requests are carried out one
 * after another.
 */
final class ApiDispatcher extends Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(ApiDispatcher.class);

  /** How long a watch without WebSocket that has nothing to tell is kept waiting. */
  private static final Duration EMPTY_WATCH = Duration.ofSeconds(1);

  private final Store store = new Store();
  private final ResourceTypes types = new ResourceTypes();
  private final Discovery discovery = new Discovery(types);
  private final Writer writer;
  private final Remover remover;
  private final EventKeeper events;
  private final Clock clock;
  private final Runnable forget;

  /**
   * @param forget makes the mock server forget the requests that it records
   */
  ApiDispatcher(Clock clock, Runnable forget) {
    this.clock = clock;
    this.forget = forget;
    this.writer = new Writer(store, clock);
    this.remover = new Remover(store, types, writer);
    this.events = new EventKeeper(store, clock);
  }

  @Override
  public MockResponse dispatch(RecordedRequest recorded) {
    forget.run();
    try {
      MockResponse response = answer(ApiRequest.of(recorded));
      remover.collect();
      events.collect();
      return response;
    } catch (Failure failure) {
      return json(failure.code(), Json.print(failure.toStatus()));
    } catch (RuntimeException e) {
      LOG.error("{} failed", recorded, e);
      return json(500, Json.print(Failure.internal(e.toString()).toStatus()));
    }
  }

  private MockResponse answer(ApiRequest request) {
    Optional<Address> address = Address.of(request.path(), types);
    if (address.isEmpty()) {
      if (request.path().equals(List.of("readyz"))
          || request.path().equals(List.of("livez"))
          || request.path().equals(List.of("healthz"))) {
        return new MockResponse().setResponseCode(200).setBody("ok");
      }
      return discovery
          .tell(request.path())
          .map(told -> json(200, Json.print(told)))
          .orElseThrow(Failure::noSuchPath);
    }
    boolean one = !address.get().name().isEmpty();
    return switch (request.method()) {
      case "GET" ->
          one && !request.isSet("watch")
              ? get(request, address.get())
              : many(request, address.get());
      case "POST" -> create(request, address.get());
      case "PUT" -> replace(request, address.get());
      case "PATCH" -> patch(request, address.get());
      case "DELETE" -> one ? delete(request, address.get()) : deleteAll(request, address.get());
      default -> throw Failure.methodNotAllowed();
    };
  }

  private MockResponse get(ApiRequest request, Address address) {
    Stored stored =
        store
            .find(address.key())
            .orElseThrow(() -> Failure.notFound(address.type(), address.name()));
    if (Table.isWanted(request.accept())) {
      return json(
          200,
          Json.print(new Table(address.type(), clock).of(List.of(stored.tree()), store.version())));
    }
    return json(200, stored.json());
  }

  private MockResponse many(ApiRequest request, Address address) {
    Predicate<Map<String, Object>> wanted = wanted(request, address);
    if (request.isSet("watch")) {
      return watch(request, new Watch(store, address.type(), wanted, request.version()));
    }
    List<Stored> items = store.list(address.type().qualifiedPlural(), wanted);
    if (Table.isWanted(request.accept())) {
      List<Map<String, Object>> objects = items.stream().map(Stored::tree).toList();
      return json(200, Json.print(new Table(address.type(), clock).of(objects, store.version())));
    }
    String body =
        "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}"
            .formatted(
                address.type().kind(),
                address.type().apiVersion(),
                store.version(),
                String.join(",", items.stream().map(Stored::json).toList()));
    return json(200, body);
  }

  private static Predicate<Map<String, Object>> wanted(ApiRequest request, Address address) {
    Predicate<Map<String, Object>> wanted =
        Selector.labels(request.parameter("labelSelector"))
            .and(Selector.fields(address.type(), request.parameter("fieldSelector")));
    if (!address.namespace().isEmpty()) {
      wanted = wanted.and(object -> Json.meta(object, "namespace").equals(address.namespace()));
    }
    if (!address.name().isEmpty()) {
      wanted = wanted.and(object -> Json.meta(object, "name").equals(address.name()));
    }
    return wanted;
  }

  private static MockResponse watch(ApiRequest request, Watch watch) {
    if (request.opensWebSocket()) {
      return new MockResponse().withWebSocketUpgrade(watch);
    }
    // The mock server cannot stream: whoever asks without WebSocket is told what there is and asks
    // again, as after any watch that the server ends.
    List<String> events = watch.first().orElseGet(() -> List.of(watch.tooOld()));
    MockResponse response = json(200, String.join("\n", events) + "\n");
    return events.isEmpty() ? response.setBodyDelay(EMPTY_WATCH) : response;
  }

  private MockResponse create(ApiRequest request, Address address) {
    if (!address.name().isEmpty()) {
      throw Failure.methodNotAllowed();
    }
    Map<String, Object> body = body(request, address);
    String namespace = Json.meta(body, "namespace");
    if (!namespace.isEmpty() && !namespace.equals(address.namespace())) {
      throw Failure.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    Stored made = writer.create(address.type(), address.namespace(), body, request.writeOptions());
    return json(201, made.json());
  }

  private MockResponse replace(ApiRequest request, Address address) {
    requireOne(address);
    boolean exists = store.find(address.key()).isPresent();
    Stored put =
        writer.replace(
            address.type(),
            address.key(),
            address.subresource(),
            body(request, address),
            request.writeOptions());
    return json(exists ? 200 : 201, put.json());
  }

  private MockResponse patch(ApiRequest request, Address address) {
    requireOne(address);
    boolean exists = store.find(address.key()).isPresent();
    String format = request.contentType().split(";", 2)[0].strip();
    WriteOptions options = request.writeOptions();
    Stored patched =
        switch (format) {
          case "application/apply-patch+yaml" -> {
            if (request.parameter("fieldManager").isEmpty()) {
              throw Failure.badRequest("fieldManager is required for apply patch");
            }
            yield writer.apply(
                address.type(),
                address.key(),
                address.subresource(),
                body(request, address),
                options);
          }
          // Lists of the few built-in kinds are replaced as a whole.
          case "application/merge-patch+json", "application/strategic-merge-patch+json" ->
              writer.patch(
                  address.type(),
                  address.key(),
                  address.subresource(),
                  Json.parse(request.body()),
                  options);
          case "application/json-patch+json" ->
              Json.parseAny(request.body()) instanceof List<?> operations
                  ? writer.patch(
                      address.type(), address.key(), address.subresource(), operations, options)
                  : badPatch();
          default -> throw Failure.unsupportedMediaType(format);
        };
    return json(exists ? 200 : 201, patched.json());
  }

  private static Stored badPatch() {
    throw Failure.badRequest("a JSON patch is a list of operations");
  }

  private MockResponse delete(ApiRequest request, Address address) {
    return json(
        200, Json.print(remover.delete(address.type(), address.key(), deleteOptions(request))));
  }

  private MockResponse deleteAll(ApiRequest request, Address address) {
    for (Stored stored : store.list(address.type().qualifiedPlural(), wanted(request, address))) {
      remover.delete(address.type(), Key.of(address.type(), stored.tree()), deleteOptions(request));
    }
    return json(200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
  }

  private static Map<String, Object> deleteOptions(ApiRequest request) {
    Map<String, Object> options =
        new LinkedHashMap<>(request.body().isBlank() ? Map.of() : Json.parse(request.body()));
    if (!request.parameter("propagationPolicy").isEmpty()) {
      options.put("propagationPolicy", request.parameter("propagationPolicy"));
    }
    if (!request.parameter("dryRun").isEmpty()) {
      options.put("dryRun", List.of(request.parameter("dryRun")));
    }
    return options;
  }

  private static Map<String, Object> body(ApiRequest request, Address address) {
    Map<String, Object> body = Json.parse(request.body());
    if (!Json.text(body, "apiVersion").equals(address.type().apiVersion())
        || !Json.text(body, "kind").equals(address.type().kind())) {
      throw Failure.badRequest(
          "the data is a %s of %s, and %s of %s is expected"
              .formatted(
                  Json.text(body, "kind"),
                  Json.text(body, "apiVersion"),
                  address.type().kind(),
                  address.type().apiVersion()));
    }
    return body;
  }

  private static void requireOne(Address address) {
    if (address.name().isEmpty()) {
      throw Failure.methodNotAllowed();
    }
  }

  private static MockResponse json(int code, String body) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", "application/json")
        .setBody(body);
  }
}
