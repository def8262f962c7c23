package dev.understudy.rest;

import static dev.understudy.rest.FacadeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.election.Role;
import dev.understudy.group.HeartbeatRequest;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import dev.understudy.group.Reply.Delivery;
import dev.understudy.rest.FakeGroups.Beat;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats: what the groups are told of them, and how their answers get back. */
@TestInstance(Lifecycle.PER_CLASS)
class HeartbeatsTest {

  private static final String GROUPS = FacadeFixture.ON_PREMISES + "/clientfailover/groups";
  private static final String SESSIONS = GROUPS + "/G/clientsessions";
  private static final String HEARTBEAT = SESSIONS + "/S/heartbeat";

  private FacadeFixture facade;

  @BeforeAll
  void start() {
    facade = new FacadeFixture();
  }

  @AfterAll
  void stop() {
    facade.close();
  }

  @BeforeEach
  void register() {
    facade.groups.clear();
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(SESSIONS, "{\"Id\":\"S\"}");
  }

  private Beat beat() throws InterruptedException {
    Beat beat = facade.groups.beats.poll(10, TimeUnit.SECONDS);
    assertThat(beat).as("a heartbeat reached the groups").isNotNull();
    return beat;
  }

  private Reply.Answer primary(Duration left) {
    return new Reply.Answer(
        Role.PRIMARY,
        7,
        Duration.ofSeconds(60),
        Instant.parse("2030-01-01T00:00:00.5Z"),
        facade.loop.now().monotonic().plus(left));
  }

  @Test
  void all_of_a_heartbeat_reaches_the_groups() throws Exception {
    Duration before = facade.loop.now().monotonic();
    facade.post(
        FacadeFixture.CLOUD + "/clientfailover/groups/G/clientsessions/S/heartbeat",
        """
        {"failoverscore":99.5,"LASTDATAPROCESSEDTIME":"2030-01-01T00:00:00.12345678",
         "role":"pendingprimary","term":9223372036854775807,"Instance":"i","Other":[{}]}
        """);

    Beat beat = beat();
    HeartbeatRequest request = beat.request;
    assertThat(beat.namespace).isEqualTo("cloud-namespace");
    assertThat(beat.groupId).isEqualTo("G");
    assertThat(request.sessionId()).isEqualTo("S");
    assertThat(request.score()).isEqualTo(99.5);
    assertThat(request.dataTime()).isEqualTo(Instant.parse("2030-01-01T00:00:00.1234567Z"));
    assertThat(request.role()).isEqualTo(Role.PENDING_PRIMARY);
    assertThat(request.term()).isEqualTo(Long.MAX_VALUE);
    assertThat(request.instance()).isEqualTo("i");
    assertThat(request.peer()).matches("[0-9a-f]{16}");
    assertThat(request.arrived()).isBetween(before, facade.loop.now().monotonic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"FailoverScore\":null,\"LastDataProcessedTime\":null,\"Role\":null,\"Term\":null}",
        "{\"LastDataProcessedTime\":\"0001-01-01T00:00:00\"}",
        "{\"LastDataProcessedTime\":\"0001-01-01T00:00:00Z\",\"Instance\":\"\"}",
        "{\"LastDataProcessedTime\":\"0001-01-01T00:00:00.0000000+02:00\"}",
        "{\"FailoverScore\":-0.0}"
      })
  void what_is_absent_unset_or_null_is_absent(String json) throws Exception {
    assertThat(facade.post(HEARTBEAT, json).status()).isEqualTo(200);

    HeartbeatRequest request = beat().request;
    assertThat(request.score()).hasToString("0.0");
    assertThat(request.dataTime()).isNull();
    assertThat(request.role()).isNull();
    assertThat(request.term()).isNull();
    assertThat(request.instance()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"FailoverStatus\":5}|5",
        "{\"FailoverStatus\":5,\"FailoverScore\":6}|6",
        "{\"FailoverStatus\":5,\"FailoverScore\":null}|5",
        "{\"failoverSCORE\":1e2}|100",
        "{\"FailoverScore\":0.000000001}|1e-9"
      })
  void the_score_has_an_older_name_too(String json, double score) throws Exception {
    facade.post(HEARTBEAT, json);

    assertThat(beat().request.score()).isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource({
    "0,SECONDARY",
    "1,PRIMARY",
    "2,PENDING_PRIMARY",
    "'\"1\"',PRIMARY",
    "'\"SECONDARY\"',SECONDARY",
    "'\"Primary\"',PRIMARY"
  })
  void roles_are_numbers_or_names(String json, Role role) throws Exception {
    facade.post(HEARTBEAT, "{\"Role\":" + json + "}");

    assertThat(beat().request.role()).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({"7,7", "7.0,7", "0.7e1,7", "-0.0,0", "9007199254740991.0,9007199254740991"})
  void a_term_is_a_whole_number_however_it_is_written(String json, long term) throws Exception {
    facade.post(HEARTBEAT, "{\"Term\":" + json + "}");

    assertThat(beat().request.term()).isEqualTo(term);
  }

  @Test
  void a_primary_is_told_its_term_and_for_how_long() throws Exception {
    facade.groups.onHeartbeat(beat -> beat.answer(primary(Duration.ofSeconds(5))));

    FacadeFixture.Answer answer = facade.post(HEARTBEAT, "{}");

    assertThat(answer.body())
        .isEqualTo(
            "{\"Role\":1,\"LastDataProcessedTime\":\"2030-01-01T00:00:00.5Z\",\"Term\":7,"
                + "\"ValidFor\":\"00:01:00\"}");
    assertThat(await(beat().delivery)).isEqualTo(Delivery.WRITTEN);
  }

  @Test
  void an_unknown_data_time_is_left_out_and_never_null() {
    facade.groups.onHeartbeat(
        beat -> beat.answer(new Reply.Answer(Role.PENDING_PRIMARY, 3, null, null, null)));

    assertThat(facade.post(HEARTBEAT, "{}").body()).isEqualTo("{\"Role\":2,\"Term\":3}");
  }

  @Test
  void a_held_heartbeat_is_answered_later_and_delays_nobody() throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    CompletableFuture<FacadeFixture.Answer> held = facade.postLater(HEARTBEAT, "{}");
    Beat beat = beat();

    for (int i = 0; i < 20; i++) {
      assertThat(facade.get(GROUPS + "/G").status()).isEqualTo(200);
    }
    assertThat(held).isNotDone();
    assertThat(beat.reply.isOpen()).isTrue();
    beat.answer(FakeGroups.SECONDARY);

    assertThat(await(held).body()).isEqualTo("{\"Role\":0,\"Term\":0}");
    assertThat(await(beat.delivery)).isEqualTo(Delivery.WRITTEN);
    assertThat(beat.hungUp).isNotDone();
  }

  @Test
  void a_primary_that_comes_too_late_becomes_unavailable() throws Exception {
    facade.groups.onHeartbeat(beat -> beat.answer(primary(Duration.ofMillis(-1))));

    EndpointsTest.assertError(facade.post(HEARTBEAT, "{}"), 503);
    assertThat(await(beat().delivery)).isEqualTo(Delivery.NOT_SENT);
  }

  @Test
  void a_secondary_is_never_too_late() throws Exception {
    facade.groups.onHeartbeat(
        beat ->
            beat.answer(
                new Reply.Answer(
                    Role.SECONDARY, 7, null, null, facade.loop.now().monotonic().minusSeconds(9))));

    assertThat(facade.post(HEARTBEAT, "{}").status()).isEqualTo(200);
    assertThat(await(beat().delivery)).isEqualTo(Delivery.WRITTEN);
  }

  @Test
  void a_refusal_ends_a_held_heartbeat() throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    CompletableFuture<FacadeFixture.Answer> held = facade.postLater(HEARTBEAT, "{}");

    beat().reply.refuse(Refusal.unavailable("The API server is gone.", Duration.ofSeconds(3)));

    FacadeFixture.Answer answer = await(held);
    EndpointsTest.assertError(answer, 503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_groups_are_told_when_a_client_hangs_up(boolean reset) throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    RawClient client = facade.raw().send(RawClient.post(HEARTBEAT, "{}"));
    Beat beat = beat();
    assertThat(beat.reply.isOpen()).isTrue();

    if (reset) {
      client.reset();
    } else {
      client.close();
    }

    await(beat.hungUp);
    assertThat(beat.reply.isOpen()).isFalse();
    beat.answer(primary(Duration.ofSeconds(5)));
    assertThat(await(beat.delivery)).isEqualTo(Delivery.NOT_SENT);
  }

  @Test
  void a_client_that_hung_up_before_its_heartbeat_was_taken_is_noticed_too() throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    CompletableFuture<Void> busy = new CompletableFuture<>();
    facade.loop.execute(busy::join);
    RawClient client = facade.raw().send(RawClient.post(HEARTBEAT, "{}"));
    client.close();
    busy.complete(null);

    await(beat().hungUp);
  }

  @Test
  void two_heartbeats_on_one_connection_are_taken_one_after_the_other() throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    try (RawClient client = facade.raw()) {
      client.send(
          RawClient.post(HEARTBEAT, "{\"FailoverScore\":1}")
              + RawClient.post(HEARTBEAT, "{\"FailoverScore\":2}"));
      Beat first = beat();
      assertThat(first.request.score()).isEqualTo(1);
      Duration afterBothCame = facade.loop.now().monotonic();
      Awaitility.await()
          .during(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(5))
          .until(facade.groups.beats::isEmpty);

      first.answer(primary(Duration.ofSeconds(5)));
      Beat second = beat();
      assertThat(second.request.score()).isEqualTo(2);
      assertThat(second.request.arrived())
          .as("counted from its own arrival, not from its turn")
          .isLessThan(afterBothCame.plusMillis(50));
      second.answer(FakeGroups.SECONDARY);

      assertThat(client.answer().body()).contains("\"Role\":1");
      assertThat(client.answer().body()).contains("\"Role\":0");
      assertThat(await(first.delivery)).isEqualTo(Delivery.WRITTEN);
      assertThat(await(second.delivery)).isEqualTo(Delivery.WRITTEN);
    }
  }

  @Test
  void hanging_up_ends_the_held_one_of_two_and_drops_the_other() throws Exception {
    facade.groups.onHeartbeat(beat -> {});
    RawClient client =
        facade.raw().send(RawClient.post(HEARTBEAT, "{}") + RawClient.post(HEARTBEAT, "{}"));
    Beat first = beat();

    client.close();

    await(first.hungUp);
    assertThat(facade.groups.beats).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "A%2aB, A%2aB",
    "A%2aB, A*B",
    "A%252aB, A%2aB",
    "x%zz, x%zz",
    "%e9, %e9",
    "a%2Fb, a%2Fb",
    "%C3%A9, é"
  })
  void a_session_is_found_by_its_decoded_or_raw_text(String path, String id) throws Exception {
    for (String group : new String[] {id, "other"}) {
      facade.post(GROUPS, "{\"Id\":\"" + group + "\"}");
    }
    String groupPath = path.equals("x%zz") ? "x%zz" : path;
    try (RawClient client = facade.raw()) {
      String sessions = GROUPS + "/" + groupPath + "/clientsessions";
      client.send(RawClient.post(sessions, "{\"Id\":\"" + id + "\"}"));
      assertThat(client.answer().status()).isEqualTo(201);

      client.send(RawClient.post(sessions + "/" + path + "/heartbeat", "{}"));

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(beat().request.sessionId()).isEqualTo(id);
      client.send(RawClient.get(sessions + "/" + path));
      assertThat(client.answer().body()).contains("\"Id\":\"" + id + "\"");
    }
  }

  @Test
  void the_decoded_text_goes_before_the_raw_one() throws Exception {
    facade.post(SESSIONS, "{\"Id\":\"A*B\"}");
    facade.post(SESSIONS, "{\"Id\":\"A%2aB\"}");

    facade.post(SESSIONS + "/A%2aB/heartbeat", "{}");

    assertThat(beat().request.sessionId()).isEqualTo("A*B");
  }

  @Test
  void an_answer_that_cannot_be_written_is_still_told_of() throws Exception {
    facade.groups.onHeartbeat(
        beat ->
            beat.answer(new Reply.Answer(Role.SECONDARY, 1, Duration.ofSeconds(-1), null, null)));

    try (LogCapture log = new LogCapture(Exchange.class)) {
      JsonNode error = facade.post(HEARTBEAT, "{}").json();
      assertThat(error.has("OperationId")).isTrue();
      assertThat(log.at(Level.ERROR)).hasSize(1);
    }
    assertThat(await(beat().delivery)).isEqualTo(Delivery.NOT_SENT);
  }

  @Test
  void a_primary_does_not_wait_behind_answers_that_its_client_does_not_read() throws Exception {
    facade.post(GROUPS, "{\"AdditionalData\":{\"x\":\"" + "x".repeat(60_000) + "\"}}");
    for (int i = 0; i < 200; i++) {
      facade.post(GROUPS, "{\"AdditionalData\":{\"x\":\"%d%s\"}}".formatted(i, "x".repeat(60_000)));
    }
    facade.groups.onHeartbeat(beat -> beat.answer(primary(Duration.ofSeconds(30))));
    try (RawClient client = facade.raw()) {
      client.send(RawClient.get(GROUPS + "?count=1000") + RawClient.post(HEARTBEAT, "{}"));

      assertThat(await(beat().delivery)).isEqualTo(Delivery.NOT_SENT);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(503);
    }
  }
}
