package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Two clients that were given the same session id, as their owner comes to know of it. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class SharedIdsOnControlPlaneTest {
  private static final int SECONDARY = 0;
  private static final int PRIMARY = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControlPlane plane;
  private String namespace = "";
  private Replicas replicas;
  private Replica one;
  private Replica two;

  SharedIdsOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() {
    Installed.on(plane);
    namespace = plane.freshNamespace("shared");
    replicas =
        new Replicas(
            plane.config(plane.serviceAccount("understudy", "understudy")),
            namespace,
            Replicas.ANY_PACE);
    one = replicas.ready();
    two = replicas.ready();
  }

  @AfterAll
  void stop() {
    replicas.close();
  }

  private void group(String id) {
    String path = "/" + id + "/clientsessions";
    replicas.send(
        one, "POST", "/", "{\"Id\":\"%s\",\"FailoverTimeout\":\"00:00:06\"}".formatted(id));
    // A busy machine may answer 503 first.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> replicas.send(one, "POST", path, "{\"Id\":\"A\"}").status() < 300);
  }

  private Optional<Condition> duplicate(String group) {
    return plane
        .adminClient()
        .resources(FailoverGroup.class)
        .inNamespace(namespace)
        .withName(group)
        .get()
        .statusIfAny()
        .orElseThrow()
        .conditions()
        .stream()
        .filter(condition -> condition.type().equals("DuplicateSession"))
        .findFirst();
  }

  /** One heartbeat; the role, as a number. */
  private static int beat(HttpClient from, Replica at, String group, String body) {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/clientfailover/groups/%s/clientsessions/A/heartbeat"
                .formatted(at.restPort(), group));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      String answer = from.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JSON.readTree(answer).get("Role").asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpClient machine(String address) throws UnknownHostException {
    return HttpClient.newBuilder().localAddress(InetAddress.getByName(address)).build();
  }

  @Test
  void two_machines_with_one_id_show_in_the_status_until_one_is_stopped() throws IOException {
    group("machines");
    String stock = "{\"FailoverScore\":50}";
    try (HttpClient here = machine("127.0.0.1");
        HttpClient there = machine("127.0.0.2")) {
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> {
                beat(here, one, "machines", stock);
                beat(there, two, "machines", stock);
                assertThat(duplicate("machines"))
                    .hasValueSatisfying(
                        told -> {
                          assertThat(told.status()).isEqualTo(Condition.Status.TRUE);
                          assertThat(told.reason()).isEqualTo("SharedId");
                          assertThat(told.message()).contains("'A'", "different addresses", "Stop");
                        });
              });

      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> {
                beat(here, one, "machines", stock);
                assertThat(duplicate("machines")).isEmpty();
              });
    }
  }

  @Test
  void of_two_processes_with_one_id_the_second_is_secondary_and_both_show_in_the_status() {
    group("processes");
    String first = "{\"FailoverScore\":50,\"Role\":1,\"Term\":1,\"Instance\":\"first\"}";
    String second = "{\"FailoverScore\":50,\"Role\":0,\"Instance\":\"second\"}";
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(beat(http, one, "processes", first)).isEqualTo(PRIMARY);
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> {
                assertThat(beat(http, two, "processes", second)).isEqualTo(SECONDARY);
                assertThat(beat(http, one, "processes", first)).isEqualTo(PRIMARY);
                assertThat(duplicate("processes"))
                    .hasValueSatisfying(
                        told -> assertThat(told.message()).contains("'A'", "different processes"));
              });

      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> {
                assertThat(beat(http, two, "processes", first)).isEqualTo(PRIMARY);
                assertThat(duplicate("processes")).isEmpty();
              });
    }
  }
}
