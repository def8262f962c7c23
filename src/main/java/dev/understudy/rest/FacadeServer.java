package dev.understudy.rest;

import static dev.understudy.access.Right.DELETE;
import static dev.understudy.access.Right.MANAGE_ACCESS_CONTROL;
import static dev.understudy.access.Right.READ;
import static dev.understudy.access.Right.WRITE;

import dev.understudy.access.AccessControl;
import dev.understudy.auth.Authenticator;
import dev.understudy.group.GroupService;
import dev.understudy.group.Loop;
import dev.understudy.group.Namespaces;
import dev.understudy.telemetry.Telemetry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The REST facade as it runs: an HTTP/1.1 server over the groups. Thread-safe.
 *
 * <p>It does not stop the groups: whoever drains both ends the holds of the groups first, so that
 * held heartbeats are answered and not cut off.
 */
public final class FacadeServer {

  private static final long DRAIN_CHECK_MILLIS = 10;
  private static final String PROVIDER_DOCUMENT = ".well-known/openid-configuration";

  private final Vertx vertx;
  private final FacadeState state;
  private final Routes routes;
  private final List<ServingLoop> loops;
  private final String deployment;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();

  private FacadeServer(
      Vertx vertx, FacadeState state, Routes routes, List<ServingLoop> loops, String deployment) {
    this.vertx = vertx;
    this.state = state;
    this.routes = routes;
    this.loops = List.copyOf(loops);
    this.deployment = deployment;
  }

  /**
   * Starts to listen.
   *
   * @param vertx whose event loops serve the connections; it stays the caller's
   * @param options where to listen, and how much to take on
   * @param authenticator finds out who asks, before anything is told or taken
   * @param access decides who may do what
   * @param groups what is asked
   * @param namespaces finds the Kubernetes namespaces that paths speak of
   * @param loop the clock of the groups
   * @param telemetry counts and measures; stays the caller's
   * @return the server once it listens; fails with the reason if it cannot
   */
  public static CompletionStage<FacadeServer> start(
      Vertx vertx,
      FacadeOptions options,
      Authenticator authenticator,
      AccessControl access,
      GroupService groups,
      Namespaces namespaces,
      Loop loop,
      Telemetry telemetry) {
    FacadeState state = new FacadeState(options, loop, new RestMetrics(telemetry));
    Routes routes = routes(vertx, state, authenticator, access, groups);
    Front front = new Front(state, routes, namespaces, authenticator);
    int port = options.port() == 0 ? anyPort() : options.port();
    List<ServingLoop> loops = new CopyOnWriteArrayList<>();
    return vertx
        .deployVerticle(
            () -> {
              ServingLoop serving = new ServingLoop(state, front, port);
              loops.add(serving);
              return serving;
            },
            new DeploymentOptions().setInstances(options.eventLoops()))
        .map(deployment -> new FacadeServer(vertx, state, routes, loops, deployment))
        .toCompletionStage();
  }

  /** The table of routes, each behind the right that it takes. */
  static Routes routes(
      Vertx vertx,
      FacadeState state,
      Authenticator authenticator,
      AccessControl access,
      GroupService service) {
    ProviderHandlers provider = new ProviderHandlers(authenticator);
    Guard guard = new Guard(access);
    GroupHandlers groups = new GroupHandlers(service, access, guard);
    AccessHandlers lists = new AccessHandlers(access, guard, service);
    SessionHandlers sessions = new SessionHandlers(service);
    HeartbeatHandlers heartbeats = new HeartbeatHandlers(service, state, vertx);
    byte[] information = WireWriter.object(json -> json.text("Version", state.options().version()));
    String collection = "clientfailover/groups";
    String group = collection + "/" + Route.GROUP;
    String list = group + "/accesscontrol";
    String session = group + "/clientsessions/" + Route.SESSION;
    List<Route> table = new ArrayList<>();
    table.addAll(
        List.of(
            // Whoever belongs to the tenant.
            Route.get(1, "clientfailover", exchange -> exchange.send(200, information)),
            Route.get(2, collection, guard.collection(READ, groups::list)),
            // This, 7 and 8 ask for their rights themselves: they copy or replace what is stored.
            Route.post(3, collection, groups::create),
            Route.get(4, group, guard.group(READ, groups::get)),
            Route.delete(5, group, guard.group(DELETE, groups::delete)),
            Route.get(6, group + "/status", guard.group(READ, groups::status)),
            Route.get(7, list, lists::ofGroup),
            Route.put(7, list, lists::replaceOfGroup),
            Route.get(8, "accesscontrol/" + collection, lists::ofCollection),
            Route.put(8, "accesscontrol/" + collection, lists::replaceOfCollection),
            Route.get(9, group + "/clientsessions", guard.group(READ, sessions::list)),
            Route.post(10, group + "/clientsessions", guard.group(WRITE, sessions::register)),
            Route.get(11, session, guard.group(READ, sessions::get)),
            Route.delete(11, session, guard.group(WRITE, sessions::delete)),
            Route.post(12, session + "/heartbeat", guard.group(WRITE, heartbeats::post)),
            Route.post(
                13,
                session + "/roleoverride",
                guard.group(MANAGE_ACCESS_CONTROL, sessions::override)),
            Route.open("identity/" + PROVIDER_DOCUMENT, provider::show),
            Route.open(PROVIDER_DOCUMENT, provider::show)));
    table.addAll(new DocumentHandlers(ApiDocument.read(state.options().version())).routes());
    return new Routes(table);
  }

  /** A negative port is any free one, the same for all that listen under the same number. */
  private static int anyPort() {
    return -1 - ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE - 1);
  }

  /** What it has taken on. */
  FacadeState state() {
    return state;
  }

  /** Where requests go. */
  Routes routes() {
    return routes;
  }

  /** The port that it listens on. */
  public int port() {
    return loops.getFirst().port();
  }

  /**
   * Takes no more connections, closes those without a request, lets requests in progress finish,
   * and stops. What is not finished within the bound is cut off. Later calls change nothing.
   *
   * @param bound how long to wait at most
   * @return done when everything is closed and the port is free
   */
  public CompletionStage<Void> drain(Duration bound) {
    if (stopping.compareAndSet(false, true)) {
      state.drain();
      loops.forEach(ServingLoop::drain);
      stopWhenEmpty(state.now().plus(bound));
    }
    return stopped.future().toCompletionStage();
  }

  private void stopWhenEmpty(Duration deadline) {
    if (state.connections() > 0 && state.now().compareTo(deadline) < 0) {
      vertx.setTimer(DRAIN_CHECK_MILLIS, ignored -> stopWhenEmpty(deadline));
      return;
    }
    loops.forEach(ServingLoop::cutOff);
    vertx.undeploy(deployment).onComplete(stopped);
  }
}
