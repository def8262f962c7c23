package dev.understudy.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Challenges;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Moment;
import dev.understudy.election.Pace;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.SessionView.OpenRequest;
import dev.understudy.election.Settings;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a session that does not come back may be removed, and what keeps it. */
class RetentionTest {
  private static final Duration F = Duration.ofMinutes(1);
  private static final Timing TIMING = new Timing(F, Duration.ofSeconds(3));
  private static final Duration W = TIMING.expiry();
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration MINUTES = Retention.PROBATION;

  private static final Instant WALL = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration NOW = Duration.ofDays(1_000);
  private static final Moment MOMENT = new Moment(NOW, WALL);

  private static final SessionRef A = new SessionRef("a", "uid-a");
  private static final SessionRef B = new SessionRef("b", "uid-b");
  private static final Candidate NEXT_A = new Candidate(A.id(), A.uid(), false);
  private static final Candidate NEXT_B = new Candidate(B.id(), B.uid(), false);
  private static final Grant GRANT_OF_A = new Grant(A, false, TIMING, 5, Signs.NONE);

  private final Retention retention = new Retention(DAY);

  private static Settings settings(boolean deleting) {
    return new Settings(TIMING, 0, F, false, Settings.Holding.DEFAULT, List.of(), 1, deleting);
  }

  private static Signs signs(Instant at) {
    return new Signs(7, 1, 7, 50, null, at, false, null, null, null);
  }

  private static SessionLease lease(SessionRef ref, Instant at) {
    return new SessionLease(
        ref, "", WALL.minus(Duration.ofDays(300)), "", F, signs(at), Pace.UNKNOWN);
  }

  private static GroupLease lease(Phase phase, @Nullable LastHolder previous) {
    return new GroupLease(3, phase, 1, null, previous, Map.of(), Set.of(), 0, null);
  }

  private static GroupView view(Phase phase, boolean deleting, SessionView session) {
    return new GroupView(
        settings(deleting),
        lease(phase, null),
        NOW,
        NOW,
        null,
        Map.of(A.uid(), session),
        Challenges.NONE);
  }

  private Optional<Duration> due(Phase phase, SessionView session) {
    return retention.due(view(phase, false, session), session, MOMENT);
  }

  private Duration due(SessionView session) {
    return due(new Phase.Vacant(), session).orElseThrow();
  }

  /** A session that this replica has not heard since it began to watch it. */
  private static SessionView unheard(Duration watchedFor, Instant at) {
    return new SessionView(lease(A, at), null, NOW.minus(watchedFor), null);
  }

  /** A session that this replica heard once. */
  private static SessionView heard(Duration ago, Instant at) {
    return new SessionView(lease(A, at), NOW.minus(ago), NOW.minus(Duration.ofDays(9)), null);
  }

  @Test
  void a_session_that_this_replica_has_heard_is_removed_a_retention_later() {
    assertThat(due(heard(Duration.ofHours(5), WALL))).isEqualTo(NOW.plus(Duration.ofHours(19)));
  }

  @Test
  void what_this_replica_has_heard_counts_more_than_an_old_time_in_the_lease() {
    // It was in charge for days, and its own Lease was not written meanwhile.
    SessionView session = heard(Duration.ofHours(1), WALL.minus(Duration.ofDays(3)));

    assertThat(due(session)).isEqualTo(NOW.plus(Duration.ofHours(23)));
  }

  @Test
  void a_replica_that_has_just_started_goes_by_the_time_in_the_lease() {
    SessionView session = unheard(Duration.ofMinutes(10), WALL.minus(Duration.ofHours(20)));

    assertThat(due(session)).isEqualTo(NOW.plus(Duration.ofHours(4)));
  }

  @Test
  void a_replica_that_has_watched_for_the_whole_retention_needs_no_time_in_the_lease() {
    SessionView session = unheard(Duration.ofHours(23), WALL.plus(Duration.ofDays(5_000)));

    assertThat(due(session)).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void however_old_the_lease_says_it_is_a_replica_must_have_seen_it_stale_for_minutes() {
    SessionView session = unheard(Duration.ZERO, WALL.minus(Duration.ofDays(200)));

    assertThat(due(session)).isEqualTo(NOW.plus(W).plus(MINUTES));
  }

  @Test
  void a_wall_clock_years_ahead_removes_no_session_that_was_not_stale_for_minutes() {
    Moment ahead = new Moment(NOW, WALL.plus(Duration.ofDays(4_000)));
    SessionView live = heard(Duration.ofSeconds(20), WALL);
    SessionView unknown = unheard(Duration.ofSeconds(20), WALL);

    assertThat(retention.due(view(new Phase.Vacant(), false, live), live, ahead))
        .contains(NOW.plus(DAY).minusSeconds(20));
    assertThat(retention.due(view(new Phase.Vacant(), false, unknown), unknown, ahead))
        .contains(NOW.minusSeconds(20).plus(W).plus(MINUTES));
  }

  @Test
  void a_retention_shorter_than_the_wait_still_waits_until_the_session_is_stale() {
    Retention short_ = new Retention(Duration.ofSeconds(2));
    SessionView session = heard(Duration.ofSeconds(30), WALL);

    assertThat(short_.due(view(new Phase.Vacant(), false, session), session, MOMENT))
        .contains(NOW.minusSeconds(30).plus(W).plusSeconds(2));
  }

  @Test
  void a_session_that_registered_under_a_longer_timeout_is_judged_by_that() {
    Duration registered = Duration.ofHours(24);
    SessionLease slow = new SessionLease(A, "", WALL, "", registered, signs(WALL), Pace.UNKNOWN);
    SessionView session =
        new SessionView(slow, NOW.minus(Duration.ofHours(24)), Duration.ZERO, null);

    assertThat(due(session))
        .isEqualTo(
            NOW.minus(Duration.ofHours(24))
                .plus(TIMING.atLeast(registered).expiry())
                .plus(MINUTES));
  }

  @Test
  void one_that_never_sent_a_heartbeat_counts_from_its_registration() {
    SessionLease silent = SessionLease.registered(A, "", WALL.minus(Duration.ofHours(23)), "", F);
    SessionView session = new SessionView(silent, null, NOW.minus(Duration.ofHours(2)), null);

    assertThat(due(session)).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void the_time_of_a_last_holder_s_heartbeat_stands_in_the_group_lease() {
    SessionView session = unheard(Duration.ofHours(2), WALL.minus(Duration.ofDays(3)));
    Signs asHolder =
        new Signs(99, 1, 99, 50, null, WALL.minus(Duration.ofHours(10)), false, null, null, null);
    GroupView view =
        new GroupView(
            settings(false),
            lease(new Phase.Vacant(), new LastHolder(A, 3, asHolder)),
            NOW,
            NOW,
            null,
            Map.of(A.uid(), session),
            Challenges.NONE);

    assertThat(retention.due(view, session, MOMENT)).contains(NOW.plus(Duration.ofHours(14)));
  }

  @Test
  void the_holder_of_a_grant_that_has_not_ended_is_kept() {
    SessionView gone = heard(Duration.ofDays(5), WALL.minus(Duration.ofDays(5)));

    assertThat(due(new Phase.Held(GRANT_OF_A), gone)).isEmpty();
    assertThat(due(new Phase.Handover(GRANT_OF_A, NEXT_B, Cause.FORCED_PRIMARY), gone)).isEmpty();
    assertThat(due(new Phase.Releasing(GRANT_OF_A, NEXT_B, Cause.FORCED_PRIMARY), gone)).isEmpty();
  }

  @Test
  void nobody_is_removed_while_it_is_unknown_who_is_in_charge() {
    SessionView gone = heard(Duration.ofDays(5), WALL.minus(Duration.ofDays(5)));

    assertThat(due(new Phase.Held(new Grant(null, true, TIMING, 0, Signs.NONE)), gone)).isEmpty();
  }

  @Test
  void who_takes_over_from_a_grant_that_has_not_ended_is_kept() {
    SessionView gone = heard(Duration.ofDays(5), WALL.minus(Duration.ofDays(5)));
    Grant ofB = new Grant(B, false, TIMING, 5, Signs.NONE);

    assertThat(due(new Phase.Handover(ofB, NEXT_A, Cause.FORCED_PRIMARY), gone)).isEmpty();
    assertThat(due(new Phase.Held(ofB), gone)).isPresent();
  }

  @Test
  void a_pin_does_not_keep_a_session_because_it_outlives_it() {
    SessionView gone = heard(Duration.ofDays(5), WALL.minus(Duration.ofDays(5)));
    Candidate pinned = new Candidate(A.id(), A.uid(), true);

    assertThat(due(new Phase.Pending(pinned, Cause.FORCED_PRIMARY), gone)).isPresent();
  }

  @Test
  void an_open_request_keeps_its_session() {
    SessionView open =
        new SessionView(
            lease(A, WALL),
            NOW.minus(Duration.ofDays(5)),
            Duration.ZERO,
            new OpenRequest(NOW, null));

    assertThat(due(new Phase.Vacant(), open)).isEmpty();
  }

  @Test
  void a_group_that_is_being_deleted_takes_its_sessions_with_it() {
    SessionView gone = heard(Duration.ofDays(5), WALL.minus(Duration.ofDays(5)));

    assertThat(retention.due(view(new Phase.Vacant(), true, gone), gone, MOMENT)).isEmpty();
  }

  @Test
  void no_time_in_a_lease_is_too_strange() {
    assertThat(due(unheard(Duration.ofHours(1), Instant.MAX)))
        .isEqualTo(NOW.plus(Duration.ofHours(23)));
    assertThat(due(unheard(Duration.ofHours(1), Instant.MIN)))
        .as("not the registration's, which is later")
        .isEqualTo(NOW.minus(Duration.ofHours(1)).plus(W).plus(MINUTES));
  }
}
