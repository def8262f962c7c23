package dev.understudy.rest;

import static dev.understudy.rest.FacadeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.access.AccessControl;
import dev.understudy.access.RoleNames;
import dev.understudy.auth.Authenticator;
import dev.understudy.rest.FakeGroups.Beat;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections: what they may ask of the server, and how they end. */
class ConnectionsTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final String HEARTBEAT = GROUPS + "/G/clientsessions/S/heartbeat";

  private FacadeFixture facade;

  private static FacadeOptions options(int connections, int requests, Duration timeout) {
    return new FacadeOptions(
        "127.0.0.1", 0, 1, 64, connections, requests, 128 * 1024, timeout, timeout, "0");
  }

  private void start(FacadeOptions options) {
    facade = new FacadeFixture(options);
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(GROUPS + "/G/clientsessions", "{\"Id\":\"S\"}");
  }

  @AfterEach
  void stop() {
    facade.close();
  }

  private Beat held(RawClient client) throws InterruptedException {
    facade.groups.onHeartbeat(beat -> {});
    client.send(RawClient.post(HEARTBEAT, "{}"));
    return facade.groups.beats.poll(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /api HTTP/9.9', 505",
    "'GET /api SPDY/1.1', 505",
    "'GET /api HTTP/x', 400",
    "'GET', 400",
    "'', 400"
  })
  void what_is_no_http_1_is_refused_and_closed(String line, int status) {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      RawClient.Answer answer = client.send(line + "\r\nHost: x\r\n\r\n").answer();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains("OperationId", "Resolution");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void addresses_and_headers_are_bounded() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      RawClient.Answer answer = client.send(RawClient.get("/" + "x".repeat(20_000))).answer();
      assertThat(answer.status()).isEqualTo(414);
      assertThat(answer.body()).contains("OperationId");
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = facade.raw()) {
      String request = "GET / HTTP/1.1\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n";
      RawClient.Answer answer = client.send(request).answer();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void http_1_0_closes_unless_asked_to_stay() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      client.send("GET " + GROUPS + " HTTP/1.0\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void a_large_body_is_refused_and_the_connection_goes_on() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      client.send(RawClient.post(GROUPS, " ".repeat(300_000)) + RawClient.get(GROUPS + "/G"));

      assertThat(client.answer().status()).isEqualTo(413);
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void a_body_without_end_is_cut_off() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".formatted(GROUPS));
      String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(chunk);
                }
              })
          .hasMessageMatching("(?i).*(reset|broken pipe|aborted|closed).*");
    }
    assertThat(facade.get(GROUPS + "/G").status()).isEqualTo(200);
  }

  @Test
  void a_broken_chunk_ends_the_connection_only() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
              .formatted(GROUPS));
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(facade.get(GROUPS + "/G").status()).isEqualTo(200);
  }

  @Test
  void who_asks_before_sending_a_body_is_told_to_go_on_or_why_not() {
    start(FacadeOptions.local());
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n";
    try (RawClient client = facade.raw()) {
      client.send(head.formatted(GROUPS, 12));
      assertThat(client.answer().status()).isEqualTo(100);
      client.send("{\"Id\":\"New\"}");
      assertThat(client.answer().status()).isEqualTo(201);
    }
    try (RawClient client = facade.raw()) {
      client.send(head.formatted(GROUPS, 70_000));
      RawClient.Answer refused = client.answer();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.headers()).containsEntry("Connection", "close");
    }
  }

  @Test
  void a_slow_body_is_given_up() {
    start(options(10, 10, Duration.ofMillis(300)));
    try (RawClient client = facade.raw()) {
      client.send("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{".formatted(GROUPS));

      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("OperationId");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void idle_connections_and_slow_heads_are_closed_but_held_ones_are_not() throws Exception {
    start(options(10, 10, Duration.ofMillis(300)));
    try (RawClient held = facade.raw();
        RawClient idle = facade.raw();
        RawClient slow = facade.raw()) {
      Beat beat = held(held);
      slow.send("GET /api HT");

      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(slow.isClosedByServer()).isTrue();
      assertThat(beat.reply.isOpen()).isTrue();
      beat.answer(FakeGroups.SECONDARY);
      assertThat(held.answer().status()).isEqualTo(200);
      assertThat(held.isClosedByServer()).isTrue();
    }
  }

  @Test
  void a_client_may_send_a_few_requests_ahead_but_not_many() throws Exception {
    start(FacadeOptions.local());
    try (RawClient few = facade.raw();
        RawClient many = facade.raw()) {
      Beat beat = held(few);
      few.send(RawClient.get(GROUPS).repeat(4));
      beat.answer(FakeGroups.SECONDARY);
      for (int i = 0; i < 5; i++) {
        assertThat(few.answer().status()).isEqualTo(200);
      }

      Beat other = held(many);
      many.send(RawClient.get(GROUPS).repeat(5));
      await(other.hungUp);
      assertThat(many.isClosedByServer()).isTrue();
    }
  }

  @Test
  void a_client_may_not_send_large_bodies_ahead() throws Exception {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      Beat beat = held(client);
      client.send(
          RawClient.post(GROUPS, " ".repeat(40_000)) + RawClient.post(GROUPS, " ".repeat(40_000)));

      await(beat.hungUp);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void one_connection_too_many_is_told_so_and_closed() {
    start(options(2, 10, Duration.ofSeconds(30)));
    try (RawClient first = facade.raw();
        RawClient second = facade.raw()) {
      // The client of the fixture has one open already.
      first.send(RawClient.get(GROUPS));
      assertThat(first.answer().status()).isEqualTo(200);
      second.send(RawClient.get(GROUPS));

      RawClient.Answer answer = second.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("Retry-After").containsEntry("Connection", "close");
      assertThat(second.isClosedByServer()).isTrue();
      first.send(RawClient.get(GROUPS));
      assertThat(first.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void far_too_many_connections_are_dropped() {
    start(options(1, 10, Duration.ofSeconds(30)));
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 70; i++) {
        clients.add(facade.raw());
      }
      assertThat(clients.getLast().isClosedByServer()).isTrue();
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void one_request_too_many_is_told_to_come_again() throws Exception {
    start(options(10, 1, Duration.ofSeconds(30)));
    try (RawClient client = facade.raw()) {
      Beat beat = held(client);

      FacadeFixture.Answer answer = facade.get(GROUPS);
      EndpointsTest.assertError(answer, 503);

      beat.answer(FakeGroups.SECONDARY);
      client.answer();
      assertThat(facade.get(GROUPS).status()).isEqualTo(200);
    }
  }

  @Test
  void bodies_share_a_bounded_memory() {
    start(options(10, 10, Duration.ofSeconds(30)));
    String half =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n".formatted(GROUPS)
            + "x".repeat(60_000);
    try (RawClient one = facade.raw();
        RawClient two = facade.raw();
        RawClient three = facade.raw()) {
      one.send(half);
      two.send(half);
      three.send(half);

      assertThat(three.answer().status()).isEqualTo(503);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> facade.post(GROUPS, "{\"Name\":\"" + "x".repeat(60_000) + "\"}").status() == 201);
  }

  @Test
  void large_answers_share_the_same_memory() {
    start(options(10, 10, Duration.ofSeconds(30)));
    for (int i = 0; i < 5; i++) {
      facade.post(GROUPS, "{\"Name\":\"" + "x".repeat(60_000) + "\"}");
    }

    FacadeFixture.Answer all = facade.get(GROUPS);
    EndpointsTest.assertError(all, 503);
    assertThat(all.json().get("Resolution").asText()).contains("count");
    for (int i = 0; i < 10; i++) {
      assertThat(facade.get(GROUPS + "?count=2").status()).isEqualTo(200);
    }
  }

  @Test
  void an_answer_that_nobody_takes_is_given_up_and_its_memory_is_free_again() {
    start(
        new FacadeOptions(
            "127.0.0.1",
            0,
            1,
            64,
            10,
            10,
            20L << 20,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            "0"));
    for (int i = 0; i < 300; i++) {
      facade.post(GROUPS, "{\"Name\":\"" + "x".repeat(60_000) + "\"}");
    }
    try (RawClient deaf = facade.raw()) {
      deaf.send(RawClient.get(GROUPS + "?count=1000"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> facade.get(GROUPS + "?count=1000").status() == 503);

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> facade.get(GROUPS + "?count=1000").status() == 200);
    }
  }

  @Test
  void a_trace_is_the_operation_of_the_answer() {
    start(FacadeOptions.local());
    FacadeFixture.Answer answer =
        facade.send(
            facade
                .request(GROUPS + "/missing")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .GET());

    assertThat(answer.json().get("OperationId").asText())
        .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void an_offer_of_http_2_or_of_a_web_socket_is_not_taken_up() {
    start(FacadeOptions.local());
    try (RawClient client = facade.raw()) {
      client.send(
          RawClient.request(
              "GET",
              GROUPS,
              "Connection: Upgrade, HTTP2-Settings",
              "Upgrade: h2c",
              "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(
          RawClient.request(
              "GET",
              GROUPS,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void a_get_may_have_a_body_that_nobody_reads() {
    start(FacadeOptions.local());
    FacadeFixture.Answer answer =
        facade.send(
            facade
                .request(GROUPS)
                .header("Content-Type", "text/plain")
                .method("GET", BodyPublishers.ofString("not json")));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void a_drain_lets_requests_finish_and_closes_the_rest() throws Exception {
    start(FacadeOptions.local());
    try (RawClient held = facade.raw();
        RawClient idle = facade.raw()) {
      idle.send(RawClient.get(GROUPS));
      idle.answer();
      Beat beat = held(held);

      CompletableFuture<Void> drained =
          facade.server.drain(Duration.ofSeconds(20)).toCompletableFuture();

      assertThat(idle.isClosedByServer()).isTrue();
      assertThatThrownBy(() -> facade.raw().send(RawClient.get(GROUPS)).answer())
          .isInstanceOf(java.io.UncheckedIOException.class);
      assertThat(drained).isNotDone();
      beat.answer(FakeGroups.SECONDARY);
      RawClient.Answer answer = held.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).containsEntry("Connection", "close");
      assertThat(held.isClosedByServer()).isTrue();
      await(drained);
    }
  }

  @Test
  void a_drain_does_not_wait_for_a_client_that_takes_nothing() {
    start(FacadeOptions.local());
    for (int i = 0; i < 300; i++) {
      facade.post(GROUPS, "{\"Name\":\"" + "x".repeat(60_000) + "\"}");
    }
    try (RawClient deaf = facade.raw()) {
      deaf.send(RawClient.get(GROUPS + "?count=1000"));
      facade.get(GROUPS + "?count=1000");

      await(facade.server.drain(Duration.ofMillis(200)).toCompletableFuture());

      assertThatThrownBy(deaf::answer).hasMessageMatching("(?i).*(reset|closed|end of).*");
    }
  }

  @Test
  void a_drain_has_an_end() throws Exception {
    start(FacadeOptions.local());
    try (RawClient held = facade.raw()) {
      Beat beat = held(held);

      await(facade.server.drain(Duration.ofMillis(100)).toCompletableFuture());

      assertThat(held.isClosedByServer()).isTrue();
      await(beat.hungUp);
    }
  }

  @Test
  void several_event_loops_share_a_port_and_a_drain() throws Exception {
    FacadeOptions local = FacadeOptions.local();
    start(
        new FacadeOptions(
            local.address(),
            0,
            2,
            64,
            100,
            100,
            128 * 1024,
            local.idleTimeout(),
            local.bodyTimeout(),
            "0"));
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        clients.add(facade.raw().send(RawClient.get(GROUPS)));
        assertThat(clients.getLast().answer().status()).isEqualTo(200);
      }
      await(facade.server.drain(Duration.ofSeconds(5)).toCompletableFuture());
      clients.forEach(client -> assertThat(client.isClosedByServer()).isTrue());
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void a_port_that_is_taken_is_said_so() {
    start(FacadeOptions.local());
    Vertx other = Vertx.vertx();
    try {
      FacadeOptions same = FacadeOptions.local().listeningOn("127.0.0.1", facade.server.port());
      assertThatThrownBy(
              () ->
                  await(
                      FacadeServer.start(
                              other,
                              same,
                              Authenticator.none(),
                              new AccessControl(facade.lists, RoleNames.AS_THEY_ARE),
                              facade.groups,
                              facade.namespaces,
                              facade.loop,
                              facade.telemetry)
                          .toCompletableFuture()))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(BindException.class);
    } finally {
      await(other.close().toCompletionStage().toCompletableFuture());
    }
  }
}
