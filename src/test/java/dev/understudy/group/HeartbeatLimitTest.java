package dev.understudy.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastAnswer;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which heartbeats come too soon, and which ones never do. */
class HeartbeatLimitTest {
  private static final Duration F = Duration.ofMinutes(1);
  private static final Timing TIMING = new Timing(F, Duration.ofSeconds(3));
  private static final SessionRef A = new SessionRef("a", "uid-a");
  private static final SessionRef B = new SessionRef("b", "uid-b");
  private static final Grant OF_A = new Grant(A, false, TIMING, 5, Signs.NONE);
  private static final Grant OF_B = new Grant(B, false, TIMING, 5, Signs.NONE);
  private static final Candidate NEXT_A = new Candidate(A.id(), A.uid(), false);
  private static final long TERM = 7;

  private final Requests requests = new Requests();
  private HeartbeatLimit limit = limit(1);
  private Duration now = Duration.ofHours(1);
  private Duration timeout = F;
  private GroupLease lease = lease(new Phase.Held(OF_B));
  private Duration sinceRenewal = Duration.ZERO;

  private HeartbeatLimit limit(int heartbeatsInSecond) {
    return new HeartbeatLimit(
        new SessionRules(Duration.ZERO, 0, 0, 0, heartbeatsInSecond), requests);
  }

  private static GroupLease lease(Phase phase) {
    return new GroupLease(TERM, phase, 1, null, null, Map.of(), Set.of(), 0, null);
  }

  private Optional<Refusal> beat() {
    return beat(A, null, null);
  }

  private Optional<Refusal> beat(SessionRef session, @Nullable Role role, @Nullable Long term) {
    HeartbeatRequest request =
        new HeartbeatRequest(session.id(), 50, null, role, term, null, null, now);
    return limit.take(request, session, 0, timeout, lease, now.minus(sinceRenewal), now);
  }

  private void spend() {
    for (int i = 0; i < 20 && beat().isEmpty(); i++) {
      assertThat(limit.size()).isPositive();
    }
    assertThat(beat()).isPresent();
  }

  @Test
  void twenty_may_come_at_once_and_the_next_is_told_when() {
    for (int i = 0; i < 20; i++) {
      assertThat(beat()).isEmpty();
    }

    assertThat(beat())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_MANY);
              assertThat(refusal.reason()).contains("'a'");
              assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
            });
  }

  @Test
  void who_comes_again_when_told_to_is_let_in() {
    spend();
    Duration wait = beat().orElseThrow().retryAfter().orElseThrow();

    now = now.plus(wait).minusMillis(1);
    assertThat(beat()).isPresent();
    now = now.plusMillis(1);
    assertThat(beat()).isEmpty();
    assertThat(beat()).isPresent();
  }

  @Test
  void one_a_second_goes_on_for_ever_and_two_a_second_do_not() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(beat()).isEmpty();
      now = now.plusSeconds(1);
    }
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      refused += beat().isPresent() ? 1 : 0;
      now = now.plusMillis(500);
    }
    assertThat(refused).isBetween(470, 500);
  }

  @Test
  void a_refused_heartbeat_costs_nothing() {
    spend();
    for (int i = 0; i < 100; i++) {
      assertThat(beat()).isPresent();
    }

    now = now.plusSeconds(1);
    assertThat(beat()).isEmpty();
  }

  @Test
  void a_session_that_was_quiet_may_send_many_at_once_again() {
    spend();
    now = now.plusSeconds(3_600);

    for (int i = 0; i < 20; i++) {
      assertThat(beat()).isEmpty();
    }
    assertThat(beat()).isPresent();
  }

  @Test
  void with_a_short_timeout_more_may_come() {
    timeout = Duration.ofSeconds(2);

    for (int i = 0; i < 1_000; i++) {
      assertThat(beat()).isEmpty();
      now = now.plusMillis(100);
    }
    spend();
    now = now.plusMillis(99);
    assertThat(beat()).isPresent();
  }

  @Test
  void clients_that_poll_as_they_should_never_get_there() {
    for (Duration each : new Duration[] {Duration.ofSeconds(2), F, Duration.ofHours(24)}) {
      timeout = each;
      for (int i = 0; i < 1_000; i++) {
        assertThat(beat()).as("a stock client's tick").isEmpty();
        for (int again = 0; again < 10; again++) {
          assertThat(beat()).as("at once after a PendingPrimary of another replica").isEmpty();
        }
        now = now.plus(each.dividedBy(2));
        for (int pending = 0; pending < 5; pending++) {
          assertThat(beat()).as("an extension client").isEmpty();
          now = now.plus(each.dividedBy(5));
        }
      }
    }
  }

  @Test
  void each_session_has_its_own() {
    spend();

    assertThat(beat(B, null, null)).isEmpty();
  }

  @Test
  void a_heartbeat_that_follows_a_pending_primary_is_never_refused() {
    spend();
    requests.answered(
        A.uid(), 0, new LastAnswer(Role.PENDING_PRIMARY, TERM), Reply.Delivery.WRITTEN);

    for (int i = 0; i < 100; i++) {
      assertThat(beat()).isEmpty();
    }

    requests.answered(A.uid(), 0, new LastAnswer(Role.SECONDARY, TERM), Reply.Delivery.WRITTEN);
    assertThat(beat()).isPresent();
  }

  @Test
  void what_another_replica_answered_may_have_been_pending_primary_while_a_grant_ends() {
    spend();
    sinceRenewal = TIMING.overdue();
    assertThat(beat()).as("the primary is overdue").isEmpty();
    sinceRenewal = TIMING.overdue().minusNanos(1);
    assertThat(beat()).as("the primary is on time").isPresent();
    lease = lease(new Phase.Handover(OF_B, NEXT_A, Cause.BETTER_SCORE));
    assertThat(beat()).isEmpty();
    lease = lease(new Phase.Releasing(OF_B, NEXT_A, Cause.BETTER_SCORE));
    assertThat(beat()).isEmpty();

    requests.answered(A.uid(), 0, new LastAnswer(Role.SECONDARY, TERM), Reply.Delivery.WRITTEN);
    assertThat(beat()).as("it was this replica that answered last").isPresent();
  }

  @Test
  void the_claim_of_an_elected_session_is_never_refused() {
    spend();
    lease = lease(new Phase.Pending(NEXT_A, Cause.ELECTED));
    assertThat(beat()).isEmpty();

    lease = lease(new Phase.Pending(new Candidate("b", "uid-b", false), Cause.ELECTED));
    assertThat(beat()).isPresent();
    lease = lease(new Phase.Vacant());
    assertThat(beat()).isPresent();
  }

  @Test
  void the_holder_s_word_that_it_has_stopped_is_never_refused() {
    spend();
    lease = lease(new Phase.Held(OF_A));

    assertThat(beat(A, Role.SECONDARY, TERM)).isEmpty();
    assertThat(beat(A, Role.SECONDARY, TERM - 1)).as("of another term").isPresent();
    assertThat(beat(A, Role.PRIMARY, TERM)).as("a renewal").isPresent();
    assertThat(beat(A, null, TERM)).isPresent();
    assertThat(beat(A, Role.SECONDARY, null)).isPresent();
    lease = lease(new Phase.Held(OF_B));
    assertThat(beat(A, Role.SECONDARY, TERM)).as("not the holder").isPresent();
  }

  @Test
  void without_a_limit_all_are_let_in_and_nothing_is_remembered() {
    limit = limit(0);

    for (int i = 0; i < 1_000; i++) {
      assertThat(beat()).isEmpty();
    }
    assertThat(limit.size()).isZero();
  }

  @Test
  void of_sessions_that_are_quiet_nothing_is_remembered() {
    for (int i = 0; i < 1_000; i++) {
      beat(new SessionRef("s" + i, "uid-" + i), null, null);
    }
    spend();
    now = now.plusSeconds(59);
    beat(B, null, null);
    now = now.plusSeconds(1);
    beat(B, null, null);

    assertThat(limit.size()).isEqualTo(1);
  }
}
