package dev.understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.clients.ScriptedTransport;
import dev.understudy.clients.VirtualTimers;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The polling client does what stock adapters do, step by step. */
class PollingClientTest {

  private static final String SECONDARY = "{\"Role\":0}";
  private static final String PRIMARY = "{\"Role\":1,\"Term\":7}";
  private static final String PENDING = "{\"Role\":2}";
  private static final String HEARTBEAT = "POST groups/G/clientsessions/A%2aB/heartbeat";

  private final VirtualTimers timers = new VirtualTimers();
  private final ScriptedTransport server = new ScriptedTransport(timers);
  private final Journal journal = new Journal(1000);
  private final SavedRole saved = new SavedRole();
  private final PollingClient client =
      new PollingClient(
          new PollingClient.Settings(
              "G",
              "A%2aB",
              "A B",
              Duration.ofSeconds(60),
              () -> 50,
              () -> Optional.of(Instant.parse("2026-01-02T03:04:05.678Z"))),
          server,
          timers,
          journal,
          saved);

  private void start() {
    client.start();
    timers.run();
    answer(201, "{}");
    answer(201, "{}");
  }

  private void answer(int status, String body) {
    server.answer(status, body);
    timers.run();
  }

  private void seconds(double seconds) {
    timers.advance(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private long count(Event event) {
    return journal.entries().stream().filter(entry -> entry.event() == event).count();
  }

  @Test
  void it_registers_its_group_and_its_session_and_then_sends_a_heartbeat() {
    client.start();
    timers.run();
    assertThat(server.open()).containsExactly("POST groups/");
    assertThat(server.body()).contains("\"Id\":\"G\"").contains("\"FailoverTimeout\":\"00:01:00\"");

    answer(201, "{}");
    assertThat(server.open()).containsExactly("POST groups/G/clientsessions");
    assertThat(server.body()).contains("\"Id\":\"A%2aB\"").contains("\"Name\":\"A B\"");

    answer(200, "{}");
    assertThat(server.open()).containsExactly(HEARTBEAT);
    assertThat(server.body())
        .isEqualTo("{\"FailoverScore\":0.0,\"LastDataProcessedTime\":\"0001-01-01T00:00:00\"}");
  }

  @Test
  void it_adopts_the_timeout_of_a_group_that_exists_otherwise() {
    client.start();
    timers.run();
    answer(409, "{}");
    assertThat(server.open()).containsExactly("GET groups/G");
    answer(200, "{\"FailoverTimeout\":\"00:00:06\"}");

    assertThat(server.open()).containsExactly("POST groups/G/clientsessions");
    answer(201, "{}");
    assertThat(client.failoverTimeout()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void its_start_waits_for_the_first_answer() {
    var started = client.start().toCompletableFuture();
    timers.run();
    answer(201, "{}");
    answer(201, "{}");
    seconds(20);
    assertThat(started).isNotDone();

    answer(200, SECONDARY);
    assertThat(started).isCompleted();
  }

  @Test
  void its_second_heartbeat_comes_a_second_after_the_first_answer_then_one_every_half_timeout() {
    start();
    seconds(3);
    answer(200, SECONDARY);

    seconds(0.999);
    assertThat(server.open()).isEmpty();
    seconds(0.001);
    assertThat(server.open()).containsExactly(HEARTBEAT);
    assertThat(server.body()).contains("\"FailoverScore\":0.0,");
    seconds(2);
    answer(200, SECONDARY);

    seconds(27.999);
    assertThat(server.open()).isEmpty();
    seconds(0.001);
    assertThat(server.body())
        .isEqualTo(
            "{\"FailoverScore\":50.0,\"LastDataProcessedTime\":\"2026-01-02T03:04:05.678Z\"}");
  }

  @Test
  void a_tick_that_comes_while_a_request_is_open_is_lost() {
    start();
    answer(200, SECONDARY);
    seconds(1);
    seconds(30.5);
    assertThat(server.open()).hasSize(1);
    assertThat(count(Event.TICK_LOST)).isEqualTo(1);

    answer(200, SECONDARY);
    assertThat(server.open()).isEmpty();
    seconds(29.5);
    assertThat(server.open()).hasSize(1);
  }

  @Test
  void told_to_be_pending_it_asks_again_at_once_up_to_ten_times() {
    start();
    answer(200, SECONDARY);
    seconds(1);
    for (int i = 1; i <= 10; i++) {
      answer(200, PENDING);
      assertThat(server.open()).as("after %d", i).containsExactly(HEARTBEAT);
    }
    assertThat(client.role()).isEqualTo(Role.SECONDARY);

    answer(200, PENDING);
    assertThat(server.open()).isEmpty();
    assertThat(count(Event.PENDING_TOO_OFTEN)).isEqualTo(1);

    seconds(30);
    answer(200, PENDING);
    assertThat(server.open()).hasSize(1);
  }

  @Test
  void a_pending_primary_keeps_acting() {
    start();
    answer(200, PRIMARY);
    seconds(1);
    answer(200, PENDING);

    assertThat(client.role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void a_failure_ends_a_chain_of_pending_answers() {
    start();
    answer(200, SECONDARY);
    seconds(1);
    answer(200, PENDING);
    answer(503, "{}");

    assertThat(server.open()).isEmpty();
    seconds(30);
    assertThat(server.open()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 409, 429, 500, 503})
  void after_an_error_it_keeps_its_role_and_tries_at_the_next_tick(int status) {
    start();
    answer(200, PRIMARY);
    seconds(1);
    answer(status, "{}");
    assertThat(client.role()).isEqualTo(Role.PRIMARY);
    assertThat(server.open()).isEmpty();

    seconds(30);
    server.breakOff();
    timers.run();
    assertThat(client.role()).isEqualTo(Role.PRIMARY);
    assertThat(count(Event.FAILED)).isEqualTo(2);
  }

  @Test
  void after_a_404_it_registers_again_and_goes_on_at_the_next_tick() {
    start();
    answer(200, PRIMARY);
    seconds(1);
    seconds(10);
    answer(404, "{}");
    assertThat(server.open()).containsExactly("POST groups/");
    answer(200, "{}");
    answer(201, "{}");
    assertThat(server.open()).isEmpty();
    assertThat(client.role()).isEqualTo(Role.PRIMARY);

    seconds(20);
    assertThat(server.open()).containsExactly(HEARTBEAT);
    answer(200, SECONDARY);
    assertThat(client.role()).isEqualTo(Role.SECONDARY);
  }

  @Test
  void if_it_cannot_register_it_polls_at_once() {
    client.start();
    timers.run();
    server.breakOff();
    timers.run();

    assertThat(server.open()).containsExactly(HEARTBEAT);
    answer(404, "{}");
    assertThat(server.open()).containsExactly("POST groups/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"Role\":\"Primary\"}",
        "{\"Role\":3}",
        "{\"Role\":null}",
        "{\"Role\":1,\"LastDataProcessedTime\":null}",
        "{\"Role\":1,\"LastDataProcessedTime\":\"\"}",
        "{\"Role\":1,\"LastDataProcessedTime\":\"2026-01-01T00:00:00.123456789Z\"}",
        "{\"Role\":1} x"
      })
  void an_answer_that_it_cannot_read_counts_for_nothing(String body) {
    start();
    answer(200, body);

    assertThat(client.role()).isEqualTo(Role.SECONDARY);
    assertThat(count(Event.FAILED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Role\":1}",
        "{\"Role\":1,\"LastDataProcessedTime\":\"2026-01-01T00:00:00.1234567Z\"}",
        "{\"Role\":1,\"LastDataProcessedTime\":\"2026-01-01T00:00:00\"}",
        "{\"Role\":1,\"LastDataProcessedTime\":\"2026-01-01T00:00:00+01:00\"}",
        "{\"Something\":{\"else\":[]},\"Role\":1}"
      })
  void an_answer_that_it_can_read_counts(String body) {
    start();
    answer(200, body);

    assertThat(client.role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void an_answer_without_a_role_reads_as_secondary() {
    start();
    answer(200, PRIMARY);
    seconds(1);
    answer(200, "{}");

    assertThat(client.role()).isEqualTo(Role.SECONDARY);
  }

  @Test
  void it_stops_acting_then_deletes_its_session_while_a_heartbeat_is_open() {
    start();
    answer(200, PRIMARY);
    seconds(1);
    assertThat(server.open()).hasSize(1);

    var stopped = client.stop().toCompletableFuture();
    timers.run();
    assertThat(client.role()).isEqualTo(Role.SECONDARY);
    assertThat(server.open()).containsExactly(HEARTBEAT, "DELETE groups/G/clientsessions/A%2aB");
    assertThat(stopped).isNotDone();

    server.answerLatest(204, "");
    timers.run();
    assertThat(stopped).isCompleted();
    assertThat(server.open()).as("the heartbeat was given up").isEmpty();
    seconds(120);
    assertThat(server.open()).isEmpty();
    assertThat(saved.get()).contains(Role.PRIMARY);
  }

  @Test
  void its_next_life_acts_on_the_saved_role_until_the_second_answer() {
    saved.set(Role.PRIMARY);
    start();
    assertThat(client.role()).isEqualTo(Role.SECONDARY);
    answer(200, SECONDARY);
    assertThat(client.role()).isEqualTo(Role.PRIMARY);

    seconds(1);
    answer(200, SECONDARY);
    assertThat(client.role()).isEqualTo(Role.SECONDARY);
  }

  @Test
  void it_crashes_without_a_word() {
    start();
    answer(200, PRIMARY);
    seconds(1);

    client.crash();
    timers.run();

    assertThat(server.open()).isEmpty();
    seconds(120);
    assertThat(server.open()).isEmpty();
    assertThat(count(Event.CRASHED)).isEqualTo(1);
  }

  @Test
  void its_journal_tells_when_it_was_told_what() {
    start();
    Duration sent = timers.now();
    seconds(2);
    answer(200, PRIMARY);

    Entry answered = journal.last(entry -> entry.isAnswer("A%2aB", Role.PRIMARY)).orElseThrow();
    assertThat(answered.sent()).isEqualTo(sent);
    assertThat(answered.at()).isEqualTo(sent.plusSeconds(2));
    assertThat(answered.term()).isEqualTo(7);
    assertThat(journal.entries())
        .extracting(Entry::event)
        .isEqualTo(List.of(Event.REGISTERED, Event.SENT, Event.ANSWERED, Event.ACTS));
  }
}
