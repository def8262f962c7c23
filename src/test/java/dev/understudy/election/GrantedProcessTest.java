package dev.understudy.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two processes have one id: a request of the first is open, the second was heard since. */
class GrantedProcessTest {
  private static final Timing TIMING = new Timing(Duration.ofSeconds(10), Duration.ofMillis(500));
  private static final Moment NOW = new Moment(Duration.ofHours(1), Instant.EPOCH);
  private static final SessionRef SESSION = new SessionRef("s", "u");

  private static GroupView view(GroupLease lease) {
    Settings settings =
        new Settings(
            TIMING, 0, Duration.ofSeconds(5), false, Settings.Holding.DEFAULT, List.of(), 1, false);
    SessionLease session =
        new SessionLease(
            SESSION,
            "",
            Instant.EPOCH,
            "",
            TIMING.timeout(),
            new Signs(9, 1, 9, 50, null, null, true, "second", null, null),
            Pace.UNKNOWN);
    Duration seen = NOW.monotonic().minusSeconds(1);
    return new GroupView(
        settings,
        lease,
        seen,
        seen,
        null,
        Map.of("u", new SessionView(session, seen, seen, new OpenRequest(seen, "first"))),
        Challenges.NONE);
  }

  private static WriteGroup claim() {
    return (WriteGroup) Election.decide(view(GroupLease.FIRST), new Event.Observed(), NOW);
  }

  @Test
  void the_grant_is_of_the_process_whose_request_is_answered() {
    assertThat(claim().next().phase().current().orElseThrow().signs().instance())
        .isEqualTo("first");
  }

  @Test
  void the_other_process_ends_nothing_by_saying_that_it_does_not_act() {
    Beat word = new Beat(SESSION, 1, 50, null, Role.SECONDARY, 1L, "second", null, false);

    Decision decision =
        Election.decide(
            view(claim().next()), new Event.Heartbeat(word, NOW.monotonic(), null), NOW);

    assertThat(decision.row()).isEqualTo(Row.OTHER_INSTANCE);
  }
}
