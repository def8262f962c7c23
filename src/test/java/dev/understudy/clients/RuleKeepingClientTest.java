package dev.understudy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.demo.HeartbeatAnswer;
import dev.understudy.demo.Journal;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Role;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rule for clients, point by point. */
class RuleKeepingClientTest {

  private static final String HEARTBEAT = "POST groups/G/clientsessions/A/heartbeat";

  private final VirtualTimers timers = new VirtualTimers();
  private final ScriptedTransport server = new ScriptedTransport(timers);
  private final Journal journal = new Journal(1000);
  private final RuleKeepingClient client =
      new RuleKeepingClient(
          new RuleKeepingClient.Settings(
              "G",
              "A",
              "A",
              "i-1",
              Duration.ofSeconds(10),
              Optional.empty(),
              () -> 50,
              Optional::empty),
          server,
          timers,
          journal);

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

  private void primary(long term) {
    answer(200, "{\"Role\":1,\"Term\":%d,\"ValidFor\":\"00:00:10\"}".formatted(term));
  }

  private void secondary(long term) {
    answer(200, "{\"Role\":0,\"Term\":%d}".formatted(term));
  }

  private void seconds(double seconds) {
    timers.advance(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private boolean acts() {
    return journal
        .last(entry -> entry.event() == Event.ACTS || entry.event() == Event.STANDS_BY)
        .filter(entry -> entry.event() == Event.ACTS)
        .isPresent();
  }

  @Test
  void it_sends_a_heartbeat_every_fifth_of_the_timeout_and_says_who_it_is() {
    start();
    assertThat(server.body()).isEqualTo("{\"FailoverScore\":50.0,\"Role\":0,\"Instance\":\"i-1\"}");
    secondary(3);
    assertThat(server.open()).isEmpty();

    seconds(2);
    assertThat(server.body())
        .isEqualTo("{\"FailoverScore\":50.0,\"Role\":0,\"Term\":3,\"Instance\":\"i-1\"}");
    primary(4);
    seconds(2);
    assertThat(server.body())
        .isEqualTo("{\"FailoverScore\":50.0,\"Role\":1,\"Term\":4,\"Instance\":\"i-1\"}");
  }

  @Test
  void it_acts_until_the_validity_counted_from_the_sending_ends() {
    start();
    seconds(0.5);
    primary(1);
    seconds(2);
    assertThat(server.open()).containsExactly(HEARTBEAT);
    seconds(7.499);
    assertThat(acts()).isTrue();

    seconds(0.001);
    assertThat(acts()).isFalse();
    assertThat(client.acted())
        .singleElement()
        .satisfies(
            acted ->
                assertThat(acted.until().minus(acted.from())).isEqualTo(Duration.ofMillis(9500)));
    assertThat(server.open()).hasSize(1);
  }

  @Test
  void a_term_that_lapsed_is_not_reported_as_ended() {
    start();
    primary(5);
    seconds(2);
    server.breakOff();
    seconds(8);
    assertThat(acts()).isFalse();
    server.breakOff();
    seconds(2);

    assertThat(server.body()).isEqualTo("{\"FailoverScore\":50.0,\"Role\":0,\"Instance\":\"i-1\"}");
  }

  @Test
  void told_secondary_it_stops_first_and_then_says_so_at_once() {
    start();
    primary(5);
    seconds(2);
    secondary(5);

    assertThat(acts()).isFalse();
    assertThat(server.open()).containsExactly(HEARTBEAT);
    assertThat(server.body()).contains("\"Role\":0,\"Term\":5");
    secondary(5);
    assertThat(server.open()).as("it says so once").isEmpty();
  }

  @Test
  void a_primary_of_a_term_that_was_ended_does_not_count() {
    start();
    primary(5);
    seconds(2);
    secondary(5);
    primary(5);

    assertThat(acts()).isFalse();
  }

  @Test
  void a_primary_of_an_older_term_than_was_seen_does_not_count() {
    start();
    secondary(7);
    seconds(2);
    primary(6);

    assertThat(acts()).isFalse();
  }

  @Test
  void a_secondary_of_an_older_term_does_not_end_this_one() {
    start();
    primary(5);
    seconds(2);
    secondary(4);

    assertThat(acts()).isTrue();
  }

  @Test
  void an_answer_that_came_too_late_to_be_valid_does_not_count() {
    start();
    seconds(10);
    primary(5);

    assertThat(acts()).isFalse();
  }

  @Test
  void promoted_by_a_held_request_it_sends_another_at_once() {
    start();
    secondary(1);
    seconds(2);
    seconds(4);
    primary(2);

    assertThat(acts()).isTrue();
    assertThat(server.open()).containsExactly(HEARTBEAT);
    assertThat(server.body()).contains("\"Role\":1,\"Term\":2");
  }

  @Test
  void a_heartbeat_that_fell_due_meanwhile_follows_the_answer_at_once() {
    start();
    secondary(1);
    seconds(2);
    seconds(1);
    secondary(1);
    assertThat(server.open()).isEmpty();

    seconds(1);
    seconds(3);
    secondary(1);
    assertThat(server.open()).containsExactly(HEARTBEAT);
  }

  @Test
  void told_to_be_pending_it_asks_again_at_once() {
    start();
    answer(200, "{\"Role\":2,\"Term\":1}");

    assertThat(server.open()).containsExactly(HEARTBEAT);
  }

  @Test
  void it_stops_acting_before_it_deletes_its_session_and_hears_nothing_any_more() {
    start();
    primary(5);
    seconds(2);
    var stopped = client.stop().toCompletableFuture();
    timers.run();
    assertThat(acts()).isFalse();
    assertThat(server.open())
        .containsExactly(HEARTBEAT, "DELETE groups/G/clientsessions/A?instance=i-1");

    primary(5);
    seconds(20);
    assertThat(acts()).isFalse();
    answer(204, "");
    assertThat(stopped).isCompleted();
    seconds(20);
    assertThat(server.open()).isEmpty();
  }

  @Test
  void after_a_404_it_registers_again() {
    start();
    answer(404, "{}");
    assertThat(server.open()).containsExactly("POST groups/");
    answer(200, "{}");
    answer(201, "{}");

    assertThat(server.open()).containsExactly(HEARTBEAT);
  }

  @Test
  void after_a_404_it_is_another_client_for_which_terms_begin_anew() {
    start();
    primary(7);
    seconds(2);
    secondary(7);
    answer(404, "{}");
    assertThat(acts()).isFalse();
    answer(201, "{}");
    answer(201, "{}");
    assertThat(server.body())
        .isEqualTo("{\"FailoverScore\":50.0,\"Role\":0,\"Instance\":\"i-1.2\"}");

    primary(1);

    assertThat(acts()).as("the group was made anew and counts from one").isTrue();
  }

  @Test
  void a_404_ends_its_acting_at_once() {
    start();
    primary(7);
    seconds(2);
    answer(404, "{}");

    assertThat(acts()).isFalse();
  }

  @Test
  void an_answer_to_an_earlier_request_than_the_last_applied_is_dropped() {
    Tenure tenure = new Tenure();
    var later = new HeartbeatAnswer(Role.SECONDARY, null, 5L, null);
    var earlier = new HeartbeatAnswer(Role.PRIMARY, null, 6L, Duration.ofSeconds(10));

    tenure.apply(later, Duration.ofSeconds(2), Duration.ofSeconds(3));

    assertThat(tenure.apply(earlier, Duration.ofSeconds(1), Duration.ofSeconds(3)))
        .isEqualTo(Tenure.Outcome.NOTHING);
    assertThat(tenure.term()).isEmpty();
  }
}
