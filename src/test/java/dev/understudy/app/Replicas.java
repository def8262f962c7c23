package dev.understudy.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.contract.ApiContract;
import dev.understudy.contract.Call;
import dev.understudy.group.SessionRules;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Whole replicas in this process, and a client of their facades, whose requests and answers are
 * held to the contract.
 */
final class Replicas implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Config cluster;
  private final String namespace;

  /** For tests whose clients do not pace themselves. */
  static final SessionRules ANY_PACE =
      new SessionRules(Duration.ofHours(24), 1_000, 10_000, 1_000, 0);

  private final SessionRules rules;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Replica> running = new ArrayList<>();

  /** None yet. */
  Replicas(Config cluster, String namespace) {
    this(cluster, namespace, SessionRules.DEFAULT);
  }

  /** None yet; they will keep to the given rules. */
  Replicas(Config cluster, String namespace, SessionRules rules) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.rules = rules;
  }

  /** Starts one. */
  Replica start() {
    Replica replica = Replica.start(ReplicaOptions.local(cluster, namespace).under(rules));
    running.add(replica);
    return replica;
  }

  /** Starts one and waits until it can serve. */
  Replica ready() {
    Replica replica = start();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(replica::isReady);
    return replica;
  }

  /** What a facade answered. */
  record Answer(int status, JsonNode body, Optional<String> retryAfter) {}

  Answer send(Replica at, String method, String path, String body) {
    URI uri =
        URI.create("http://127.0.0.1:" + at.restPort() + "/api/v1/clientfailover/groups" + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(40))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      ApiContract.get().check(Call.of(request, response));
      return new Answer(
          response.statusCode(),
          JSON.readTree(response.body()),
          response.headers().firstValue("Retry-After"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void register(Replica at, String group, String session) {
    Answer answer =
        send(at, "POST", "/" + group + "/clientsessions", "{\"Id\":\"%s\"}".formatted(session));
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
  }

  /** A stock client's heartbeat: the role, as a number. */
  int beat(Replica at, String group, String session) {
    Answer answer =
        send(
            at,
            "POST",
            "/" + group + "/clientsessions/" + session + "/heartbeat",
            "{\"FailoverScore\":50,\"LastDataProcessedTime\":\"2026-01-01T00:00:00Z\"}");
    if (answer.status() != 200) {
      throw new AssertionError(answer);
    }
    return answer.body().get("Role").asInt();
  }

  @Override
  public void close() {
    running.forEach(Replica::close);
    http.close();
  }
}
