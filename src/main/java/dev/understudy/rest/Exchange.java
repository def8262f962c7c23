package dev.understudy.rest;

import dev.understudy.access.AccessLists;
import dev.understudy.access.Caller;
import dev.understudy.access.Where;
import dev.understudy.group.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its one answer. Used by the event loop of its connection, but for {@link #later}
 * and {@link #answer}.
 */
final class Exchange {

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);
  private static final Duration UNTIL_MEMORY = Duration.ofSeconds(2);
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int SMALL_ANSWER = 64 * 1024;
  private static final String JSON = "application/json; charset=utf-8";
  private static final Payload NOTHING = Payload.plain(new byte[0]);
  private static final Future<Void> NOT_SENT = Future.failedFuture("nothing was sent");

  private final FacadeState state;
  private final ClientConnection client;
  private final HttpServerRequest request;
  private final Operation operation;
  private final Duration arrived;

  private Target target = Target.SERVER;
  private @Nullable Caller caller;
  private Route.@Nullable Handler handler;
  private RestMetrics.Endpoint endpoint;
  private Map<String, Segment> parameters = Map.of();
  private Place place = Place.NOWHERE;
  private @Nullable String groupId;
  private byte[] body = {};
  private int reserved;
  private boolean counted;
  private boolean bodyWaits;
  private boolean bodyEnded;
  private @Nullable Route route;
  private boolean audited;
  private boolean answered;
  private boolean closing;
  private @Nullable Runnable onHangUp;

  Exchange(FacadeState state, ClientConnection client, HttpServerRequest request) {
    this.state = state;
    this.client = client;
    this.request = request;
    this.arrived = client.arrival();
    this.endpoint = state.metrics().none();
    this.operation = Operation.of(request.getHeader("traceparent"));
  }

  // What was asked

  HttpServerRequest request() {
    return request;
  }

  ClientConnection client() {
    return client;
  }

  /** When the head of the request arrived, on the monotonic clock of the groups. */
  Duration arrived() {
    return arrived;
  }

  /** What the request is addressed to. */
  Target target() {
    return target;
  }

  /** Says what it is addressed to. */
  void addressed(Target newTarget) {
    target = newTarget;
  }

  /** The Kubernetes namespace that the path speaks of. */
  String namespace() {
    return place.namespace();
  }

  /** Says as what it is counted. */
  void countedAs(RestMetrics.Endpoint newEndpoint) {
    endpoint = newEndpoint;
  }

  /** Says which route it takes. */
  void takes(Route newRoute, Map<String, Segment> newParameters) {
    route = newRoute;
    parameters = newParameters;
  }

  /** Says who answers it. */
  void routed(Route.Handler newHandler, Map<String, Segment> newParameters, Place newPlace) {
    handler = newHandler;
    parameters = newParameters;
    place = newPlace;
  }

  /** The ids that the path speaks of. */
  Lookup ids() {
    Lookup all = Lookup.of(parameters.get(Route.GROUP), parameters.get(Route.SESSION));
    return groupId == null ? all : all.of(groupId);
  }

  /** Says which of the groups that the path may speak of it does speak of. */
  void narrowed(String newGroupId) {
    groupId = newGroupId;
  }

  /** The collection of groups that the path speaks of, as something to have rights on. */
  Where collection() {
    return Where.collection(place.tenant(), place.namespace());
  }

  /** A group of it, as something to have rights on. */
  Where group(String id) {
    return Where.group(place.tenant(), place.namespace(), id);
  }

  /**
   * Who asks, as authenticated.
   *
   * @throws IllegalStateException where nobody was asked for, as at open addresses
   */
  Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("nobody was authenticated");
    }
    return caller;
  }

  /** Says who asks. */
  void authenticated(Caller newCaller) {
    caller = newCaller;
  }

  /** The caller's subject: empty where the operator is told not to authenticate. */
  String subject() {
    return caller().subject();
  }

  /** The body, which must be a JSON object. It can be read once: its bytes are not kept. */
  WireObject body() {
    byte[] whole = body;
    forgetBody();
    return WireObject.read(whole);
  }

  // What becomes of it

  /** Has it answered, now that its body is there. */
  void carryOut() {
    if (handler != null) {
      handler.handle(this);
    }
  }

  /** Runs a step of it, whose log lines carry its id; what the step throws is its answer. */
  void step(Runnable step) {
    operation.run(
        () -> {
          try {
            step.run();
          } catch (RuntimeException | Error e) {
            refuse(e);
          }
        });
  }

  /**
   * Runs a step on its event loop, soon. From any thread.
   *
   * @throws RejectedExecutionException if the event loop is gone
   */
  void later(Runnable step) {
    client.later(() -> step(step));
  }

  /** Answers when something is known. From any thread. */
  <T> void answer(CompletionStage<T> stage, Consumer<T> then) {
    var _ =
        stage.whenComplete(
            (value, failure) ->
                later(
                    () -> {
                      if (failure == null) {
                        then.accept(value);
                      } else {
                        refuse(failure);
                      }
                    }));
  }

  /** Runs a task when the client hangs up before it is answered; at once if it did. */
  void onHangUp(Runnable task) {
    onHangUp = task;
    if (!client.isOpen()) {
      task.run();
    }
  }

  boolean isAnswered() {
    return answered;
  }

  /** Adds a header to the answer. */
  Exchange header(String name, String value) {
    request.response().putHeader(name, value);
    return this;
  }

  /** Closes the connection after the answer. */
  void closeAfterwards() {
    closing = true;
  }

  /** Answers with JSON, compressed where it is large and the client wishes so. */
  Future<Void> send(int status, byte[] json) {
    if (isPlain(json)) {
      return send(status, JSON, Payload.plain(json));
    }
    Future<Payload> compressed = client.work(() -> Payload.compressed(json));
    compressed.onFailure(failure -> step(() -> refuse(failure)));
    return compressed.compose(payload -> send(status, JSON, payload));
  }

  private boolean isPlain(byte[] bytes) {
    if (!Payload.isWorthCompressing(bytes)) {
      return true;
    }
    header("Vary", "Accept-Encoding");
    return !Payload.isAccepted(request.getHeader("Accept-Encoding"));
  }

  /**
   * Answers with JSON that may be large: such is written by a worker, so that the event loop goes
   * on, and in memory that is set aside until the client took it.
   *
   * @param estimate how many bytes it is about
   * @throws Problem if there is no memory for it
   */
  void send(int status, long estimate, Supplier<byte[]> json) {
    if (estimate <= SMALL_ANSWER) {
      send(status, json.get());
      return;
    }
    if (!state.reserve(estimate)) {
      throw Problem.largeAnswer(UNTIL_MEMORY);
    }
    Future<byte[]> built = client.work(json);
    built.onFailure(failure -> step(() -> refuse(failure)));
    built.compose(bytes -> send(status, bytes)).onComplete(result -> state.release(estimate));
  }

  /** Answers with a file, or that the client has it already. */
  Future<Void> send(WebFile file) {
    file.headers().forEach(this::header);
    header("ETag", file.tag()).header("Vary", "Accept-Encoding");
    if (file.isKnown(request.headers().getAll("If-None-Match"))) {
      return send(NOT_MODIFIED);
    }
    return send(200, file.contentType(), file.payload(request.getHeader("Accept-Encoding")));
  }

  /** Answers without a body. */
  Future<Void> send(int status) {
    return send(status, JSON, NOTHING);
  }

  private Future<Void> send(int status, String contentType, Payload payload) {
    audit(status, "");
    return answered || !client.isOpen() ? NOT_SENT : end(status, contentType, payload);
  }

  /** Writes down what has become of it, also when nobody is there to be told. */
  private void audit(int status, String reason) {
    if (audited) {
      return;
    }
    audited = true;
    boolean change = route != null && route.isChange();
    // The same that was there already is no change.
    boolean same = status == 200 && route != null && route.creates();
    boolean made = change && status < 300 && !same;
    if (made) {
      state.audit().changed(deed(status, reason));
    } else if (status == 401 || status == 403 || (change && status >= 400)) {
      state.audit().refused(deed(status, reason), state.now());
    }
  }

  private Audit.Deed deed(int status, String reason) {
    return new Audit.Deed(
        route == null ? request.method().name() : route.method() + " " + route.pattern(),
        status,
        caller == null ? "" : caller.subject().replace('\n', '/'),
        place.namespace(),
        shown(Route.GROUP),
        shown(Route.SESSION),
        client.address(),
        operation.id(),
        reason);
  }

  private String shown(String parameter) {
    Segment segment = parameters.get(parameter);
    return segment == null ? "" : segment.shown();
  }

  private Future<Void> end(int status, String contentType, Payload payload) {
    answered = true;
    onHangUp = null;
    endpoint.answered(status);
    if (bodyWaits) {
      takeBody();
    }
    HttpServerResponse response = request.response().setStatusCode(status);
    byte[] bytes = payload.bytes();
    if (bytes.length > 0) {
      response
          .putHeader("Content-Type", contentType)
          .putHeader("Content-Length", Integer.toString(bytes.length))
          .putHeader("X-Content-Type-Options", "nosniff");
    }
    if (payload.compressed()) {
      response.putHeader("Content-Encoding", "gzip");
    }
    if (!response.headers().contains("Cache-Control")) {
      response.putHeader("Cache-Control", "no-store");
    }
    closing |= state.isDraining() || client.isEnding();
    if (closing) {
      response.putHeader("Connection", "close");
    }
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      response.headersEndHandler(ignored -> response.headers().remove("Content-Length"));
    }
    log.debug("{} {} answered {}", request.method(), request.uri(), status);
    if (bodyEnded) {
      finish();
    }
    client.writeBegun();
    // The next request on the connection may begin inside of end().
    Future<Void> written =
        request.method().equals(HttpMethod.HEAD)
            ? response.end()
            : response.end(Buffer.buffer(bytes));
    return written.onComplete(
        result -> {
          client.writeEnded();
          if (closing && bodyEnded) {
            client.close();
          }
        });
  }

  /** Answers why it is not carried out. */
  Future<Void> refuse(Throwable failure) {
    Problem problem =
        switch (Lookup.unwrapped(failure)) {
          case Problem known -> known;
          case Refusal refusal -> Problem.of(refusal);
          case AccessLists.Unavailable unavailable ->
              Problem.unavailable(unavailable.reason(), unavailable.retryAfter());
          case Throwable fault -> {
            log.error("{} {} failed", request.method(), request.uri(), fault);
            yield Problem.unavailable(
                "Something went wrong here; the log says what, under this OperationId.",
                AFTER_A_FAULT);
          }
        };
    audit(problem.status(), problem.reason());
    if (answered || !client.isOpen()) {
      return NOT_SENT;
    }
    // What was to be said of another answer is not said of this one.
    request.response().headers().clear();
    if (problem.retryAfter() != null) {
      header("Retry-After", Long.toString(wholeSeconds(problem.retryAfter())));
    }
    if (problem.allow() != null) {
      header("Allow", problem.allow());
    }
    if (!problem.challenges().isEmpty()) {
      request.response().putHeader("WWW-Authenticate", problem.challenges());
    }
    return send(problem.status(), JSON, Payload.plain(ErrorBody.of(problem, operation)));
  }

  private static long wholeSeconds(Duration duration) {
    return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
  }

  // What becomes of its body and its connection

  /** Counts it in; says whether it may be carried out. */
  boolean begin() {
    client.begin(this);
    counted = true;
    return state.requestBegun();
  }

  /** Takes memory for a part of its body, if there is some left. */
  boolean reserve(int bytes) {
    boolean fits = state.reserve(bytes);
    reserved += fits ? bytes : 0;
    return fits;
  }

  /** Lets its body wait where it is, until it is known who sends it. */
  void awaitCaller() {
    bodyWaits = true;
    request.pause();
    client.bodyWaits();
  }

  /** Lets its body arrive after all, to be read or, if it is answered already, dropped. */
  void takeBody() {
    bodyWaits = false;
    client.bodyExpected();
    request.resume();
  }

  /** The whole body has arrived, or was dropped. */
  void bodyEnded(byte[] whole) {
    bodyEnded = true;
    body = whole;
    client.bodyEnded();
    if (answered) {
      finish();
      if (closing) {
        client.close();
      }
    }
  }

  /** The body takes too long. */
  void abandonBody() {
    closing = true;
    if (answered) {
      client.cutOff();
    } else {
      bodyEnded = true;
      step(
          () -> {
            throw Problem.slowBody(state.options().bodyTimeout());
          });
    }
  }

  /** Nobody answered it: that is a fault, and its client waits no longer. */
  void giveUp() {
    Runnable task = onHangUp;
    refuse(new IllegalStateException("nobody answered"));
    if (task != null) {
      step(task);
    }
  }

  /** The client hung up. */
  void hungUp() {
    Runnable task = onHangUp;
    onHangUp = null;
    finish();
    if (task != null) {
      step(task);
    }
  }

  private void finish() {
    client.finish(this);
    forgetBody();
    if (counted) {
      counted = false;
      state.requestEnded();
    }
  }

  private void forgetBody() {
    state.release(reserved);
    reserved = 0;
    body = new byte[0];
  }
}
