package dev.understudy.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers probes and metrics on a port of its own. */
final class ManagementServer implements AutoCloseable {
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Starts to answer.
   *
   * @param telemetry what {@code /metrics} shows; stays the caller's
   * @param unwell why the process should be started anew, if it should
   * @param unready why requests should go elsewhere, if they should
   */
  ManagementServer(
      String address,
      int port,
      Telemetry telemetry,
      Supplier<Optional<String>> unwell,
      Supplier<Optional<String>> unready) {
    try {
      server = HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on " + address + ":" + port + " for probes and metrics: " + e.getMessage(),
          e);
    }
    server.setExecutor(threads);
    server.createContext("/livez", exchange -> probe(exchange, unwell.get()));
    server.createContext("/readyz", exchange -> probe(exchange, unready.get()));
    server.createContext("/metrics", exchange -> scrape(exchange, telemetry));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void probe(HttpExchange exchange, Optional<String> problem) throws IOException {
    send(exchange, problem.isEmpty() ? 200 : 503, PLAIN, problem.orElse("ok") + "\n");
  }

  private static void scrape(HttpExchange exchange, Telemetry telemetry) throws IOException {
    String form = Telemetry.form(exchange.getRequestHeaders().getFirst("Accept"));
    send(exchange, 200, form, telemetry.scrape(form));
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
