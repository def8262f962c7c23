package dev.understudy.rest;

import io.netty.channel.Channel;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop that serves connections, and what it knows of them. */
final class ServingLoop extends AbstractVerticle {

  private static final Logger log = LoggerFactory.getLogger(ServingLoop.class);

  private static final long SWEEP_MILLIS = 500;
  private static final long LOOK_MILLIS = 2000;

  private final FacadeState state;
  private final Front front;
  private final int port;
  private final Set<ClientConnection> clients = new HashSet<>();
  private volatile @Nullable HttpServer server;
  private volatile @Nullable Channel listening;
  private @Nullable Duration swept;

  ServingLoop(FacadeState state, Front front, int port) {
    this.state = state;
    this.front = front;
    this.port = port;
  }

  @Override
  public void start(Promise<Void> started) {
    HttpServer listener =
        vertx
            .createHttpServer(options())
            .connectionHandler(this::accept)
            // Each connection has a handler of its own, as accept() sets it.
            .requestHandler(request -> request.connection().close())
            .exceptionHandler(failure -> log.debug("a connection failed early", failure));
    server = listener;
    listener.listen().<Void>mapEmpty().onComplete(started);
    vertx.setPeriodic(SWEEP_MILLIS, ignored -> sweep());
    ServerTls tls = state.options().tls();
    if (tls != null) {
      tls.listen(() -> checkClients(tls));
      vertx.setPeriodic(LOOK_MILLIS, ignored -> look(tls));
    }
  }

  private void look(ServerTls tls) {
    var _ =
        vertx.<Boolean>executeBlocking(
            () -> {
              tls.look();
              return true;
            });
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(state.options().address())
            .setPort(port)
            .setAcceptBacklog(state.options().backlog())
            .setTcpKeepAlive(true)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(Front.ADDRESS_LIMIT)
            .setMaxHeaderSize(Front.HEADER_LIMIT)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    ServerTls tls = state.options().tls();
    if (tls != null) {
      tls.addTo(options);
    }
    return options;
  }

  /** The port that it listens on. */
  int port() {
    HttpServer listener = server;
    return listener == null ? port : listener.actualPort();
  }

  private void accept(HttpConnection connection) {
    if (!(connection instanceof Http1xServerConnection http1)) {
      connection.close();
      return;
    }
    FacadeState.Admission admission = state.connectionOpened();
    listening = http1.channel().parent();
    http1.exceptionHandler(failure -> log.debug("a connection failed", failure));
    if (admission == FacadeState.Admission.DROPPED || state.isDraining()) {
      whenClosed(http1, state::connectionClosed);
      http1.close();
      return;
    }
    ClientConnection client =
        new ClientConnection(http1, state, admission == FacadeState.Admission.REFUSED);
    clients.add(client);
    http1.handler(request -> front.handle(client, request));
    http1.invalidRequestHandler(request -> front.handleInvalid(client, request));
    whenClosed(
        http1,
        () -> {
          clients.remove(client);
          state.connectionClosed();
          client.closed();
        });
  }

  /** The channel itself tells of its end in every case. */
  private static void whenClosed(Http1xServerConnection connection, Runnable task) {
    var _ = connection.channel().closeFuture().addListener(ignored -> task.run());
  }

  private void sweep() {
    Duration now = state.now();
    if (swept != null) {
      state.metrics().late(now.minus(swept).minusMillis(SWEEP_MILLIS));
    }
    swept = now;
    state.audit().sweep(now);
    List.copyOf(clients).forEach(client -> client.sweep(now));
  }

  /** Others may vouch for clients now. From any thread. */
  private void checkClients(ServerTls tls) {
    context.runOnContext(
        ignored -> List.copyOf(clients).forEach(client -> client.checkCertificate(tls)));
  }

  /** Takes no more connections, and closes those without a request. From any thread. */
  void drain() {
    Channel acceptor = listening;
    if (acceptor != null) {
      var _ = acceptor.close();
    }
    context.runOnContext(ignored -> List.copyOf(clients).forEach(ClientConnection::closeIfIdle));
  }

  /** Closes what is still open. From any thread. */
  void cutOff() {
    context.runOnContext(ignored -> List.copyOf(clients).forEach(ClientConnection::cutOff));
  }
}
