package dev.understudy.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A client that sends heartbeats to whichever replica takes them, as through a Service, and keeps
 * what it was told.
 */
final class Collector implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Supplier<List<Integer>> ports;
  private final String namespace;
  private final String group;
  private final String session;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<Integer> roles = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /** Registers; sends nothing before {@link #start}. */
  Collector(Supplier<List<Integer>> ports, String namespace, String group, String session) {
    this.ports = ports;
    this.namespace = namespace;
    this.group = group;
    this.session = session;
    send("POST", "groups/" + group + "/clientsessions", "{\"Id\":\"" + session + "\"}");
  }

  /** What was answered. */
  record Answer(int status, JsonNode body) {}

  /** Sends heartbeats from now on. */
  void start() {
    var _ = thread.scheduleAtFixedRate(this::beat, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The roles that it was told, in order; 1 is Primary. */
  List<Integer> roles() {
    return List.copyOf(roles);
  }

  /** What went wrong. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Sends one heartbeat. */
  void beat() {
    Answer answer =
        send(
            "POST",
            "groups/" + group + "/clientsessions/" + session + "/heartbeat",
            "{\"FailoverScore\":50,\"LastDataProcessedTime\":\"2026-01-01T00:00:00Z\"}");
    if (answer.status() == 200) {
      roles.add(answer.body().path("Role").asInt());
    } else {
      failures.add(answer.toString());
    }
  }

  /**
   * Asks one replica after another until one answers.
   *
   * @param path from the root, or from what is the namespace's own
   */
  Answer send(String method, String path, String body) {
    String problem = "no replica runs";
    String own = "/api/v1/tenants/default/namespaces/" + namespace + "/clientfailover/";
    for (int attempt = 0; attempt < 3; attempt++) {
      List<Integer> running = ports.get();
      if (running.isEmpty()) {
        continue;
      }
      int port = running.get(Math.floorMod(turn.getAndIncrement(), running.size()));
      try {
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:"
                                + port
                                + (path.startsWith("/") ? path : own + path)))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .timeout(Duration.ofSeconds(30))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        // A replica that stops sends its clients elsewhere.
        if (response.statusCode() != 503) {
          return new Answer(response.statusCode(), JSON.readTree(response.body()));
        }
        problem = response.body();
      } catch (IOException e) {
        problem = String.valueOf(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return new Answer(0, JSON.getNodeFactory().textNode(problem));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    http.close();
  }
}
