package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.telemetry.Metric;
import dev.understudy.testing.Installed;
import dev.understudy.testing.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What probes are told, on a real API server. */
@WithControlPlane
class HealthOnControlPlaneTest {

  private final ControlPlane plane;
  private final Replicas replicas;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.understudy");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  HealthOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
    replicas =
        new Replicas(
            plane.config(plane.serviceAccount("understudy", "understudy")),
            plane.freshNamespace("health"));
  }

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void end() {
    replicas.close();
    http.close();
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  private HttpResponse<String> get(Replica replica, String path) {
    URI uri = URI.create("http://127.0.0.1:" + replica.managementPort() + path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Scrape scrape(Replica replica) {
    return Scrape.parse(get(replica, "/metrics").body());
  }

  private List<String> told(String part) {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }

  @Test
  void a_replica_says_that_a_crd_is_missing_and_goes_on_when_it_is_there() {
    serve(false);
    try {
      Replica replica = replicas.start();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(told("not ready, waiting: "))
                      .singleElement()
                      .satisfies(
                          line ->
                              assertThat(line)
                                  .contains("groupacls.understudy.dev are missing", "deploy/crds")
                                  .doesNotContain("failovergroups.understudy.dev are")));
      assertThat(get(replica, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(replica, "/readyz").body()).contains("groupacls.understudy.dev are missing");
      assertThat(get(replica, "/livez").statusCode()).isEqualTo(200);
      assertThat(scrape(replica).value(Metric.READY)).isZero();
      assertThat(scrape(replica).value(Metric.READY_CHECK, "crds")).isZero();
      assertThat(scrape(replica).value(Metric.READY_CHECK, "permissions")).isEqualTo(1);

      serve(true);
      await().atMost(Duration.ofSeconds(30)).until(replica::isReady);
      assertThat(get(replica, "/readyz").body()).isEqualTo("ok\n");
      assertThat(scrape(replica).value(Metric.READY)).isEqualTo(1);
      await().untilAsserted(() -> assertThat(told("ready after ")).hasSize(1));
    } finally {
      serve(true);
    }
  }

  /** Has the API server serve a kind or not; its objects stay. */
  private void serve(boolean served) {
    if (served) {
      plane
          .kubectl(
              "apply",
              "--server-side",
              "--force-conflicts",
              "-f",
              TwoReplicas.DEPLOY.resolve("crds/groupacls.understudy.dev.yaml").toString())
          .orFail();
    } else {
      plane
          .kubectl(
              "patch",
              "crd",
              "groupacls.understudy.dev",
              "--type=json",
              "-p=[{\"op\":\"replace\",\"path\":\"/spec/versions/0/served\",\"value\":false}]")
          .orFail();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                plane
                        .kubectl("get", "--raw=/apis/understudy.dev/v1alpha1")
                        .out()
                        .contains("\"groupacls\"")
                    == served);
  }

  @Test
  void a_replica_that_cannot_write_to_the_api_server_is_not_ready_until_it_can() {
    Replica replica = replicas.ready();
    assertThat(scrape(replica).value(Metric.READY_CHECK, "api_server_writable")).isEqualTo(1);

    plane.stopApiServer();
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(get(replica, "/readyz").body()).contains("takes no write"));
    assertThat(get(replica, "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(replica, "/livez").statusCode())
        .as("nothing is mended by a restart")
        .isEqualTo(200);
    assertThat(scrape(replica).value(Metric.READY_CHECK, "api_server_writable")).isZero();

    plane.startApiServer();
    await().atMost(Duration.ofSeconds(40)).until(replica::isReady);
  }

  @Test
  void a_replica_that_drains_is_not_ready() throws Exception {
    Replica replica = replicas.ready();
    Thread closing;
    try (Socket unfinished = new Socket(InetAddress.getLoopbackAddress(), replica.restPort())) {
      unfinished
          .getOutputStream()
          .write(
              "POST /api/v1/clientfailover/groups HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      await()
          .untilAsserted(
              () -> assertThat(scrape(replica).value(Metric.HTTP_IN_FLIGHT)).isEqualTo(1));
      closing = Thread.ofVirtual().start(replica::close);

      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> ready = get(replica, "/readyz");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("draining");
              });
    }
    closing.join();
  }
}
