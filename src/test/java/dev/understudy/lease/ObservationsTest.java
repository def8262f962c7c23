package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Signs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private final Observations observed = new Observations();

  @Nested
  class Renewals {

    @Test
    void a_renewal_is_as_old_as_its_first_observation() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(4, 10, 101), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(15));
    }

    @Test
    void another_write_to_the_lease_does_not_make_it_younger() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(group(handover(4, 9), 101), at(15));
      observed.group(group(releasing(4, 9), 102), at(16));

      assertThat(observed.renewalSeen()).isEqualTo(at(10));
    }

    @Test
    void an_echo_or_a_relist_does_not_make_it_younger() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(4, 9, 100), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(10));
    }

    @Test
    void the_same_count_in_another_term_is_another_renewal() {
      observed.group(held(4, 1, 100), at(10));
      observed.group(held(5, 1, 101), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(15));
    }

    @Test
    void the_same_count_in_another_lease_is_another_renewal() {
      observed.group(Samples.group(Samples.held(4, 1), "one", 100), at(10));
      observed.group(Samples.group(Samples.held(4, 1), "two", 101), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(15));
    }

    @Test
    void a_grant_that_ended_and_the_next_one_are_two() {
      observed.group(held(4, 1, 100), at(10));
      observed.group(group(Samples.lease(4, new Phase.Vacant()), 101), at(15));
      observed.group(held(5, 1, 102), at(20));

      assertThat(observed.renewalSeen()).isEqualTo(at(20));
    }

    @Test
    void an_own_write_counts_from_before_it_was_sent() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(4, 10, 101), at(14));
      observed.group(held(4, 10, 101), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(14));
    }

    @Test
    void an_own_write_counts_from_before_it_was_sent_also_when_its_echo_came_first() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(4, 10, 101), at(15));
      observed.group(held(4, 10, 101), at(14));

      assertThat(observed.renewalSeen()).isEqualTo(at(14));
    }

    @Test
    void a_late_answer_to_an_own_write_does_not_hide_a_renewal_by_another_replica() {
      observed.group(held(4, 10, 101), at(11));
      observed.group(held(4, 11, 102), at(15));
      observed.group(held(4, 10, 101), at(10));

      assertThat(observed.renewalSeen()).isEqualTo(at(15));
    }

    @Test
    void an_own_write_that_renews_nothing_leaves_the_renewal_alone() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(group(releasing(4, 9), 101), at(8));

      assertThat(observed.renewalSeen()).isEqualTo(at(10));
    }

    @Test
    void a_pause_makes_it_young_again() {
      observed.group(held(4, 9, 100), at(10));
      observed.beginAnew(at(60));

      assertThat(observed.renewalSeen()).isEqualTo(at(60));
    }

    @Test
    void an_own_write_that_was_sent_before_a_pause_is_no_older_than_the_pause() {
      observed.group(held(4, 9, 100), at(10));
      observed.beginAnew(at(60));
      observed.group(held(4, 10, 101), at(11));

      assertThat(observed.renewalSeen()).isEqualTo(at(60));
    }

    @Test
    void a_lease_that_was_set_back_is_not_older_than_its_observation() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(3, 2, 101), at(15));

      assertThat(observed.renewalSeen()).isEqualTo(at(15));
    }
  }

  @Nested
  class Phases {

    @Test
    void a_phase_is_as_old_as_its_first_observation() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(group(handover(4, 9), 101), at(15));
      observed.group(group(handover(4, 10), 102), at(20));

      assertThat(observed.phaseSeen()).isEqualTo(at(15));
    }

    @Test
    void another_candidate_makes_another_phase() {
      observed.group(group(pending(4, "B"), 100), at(10));
      observed.group(group(pending(4, "C"), 101), at(15));

      assertThat(observed.phaseSeen()).isEqualTo(at(15));
    }

    @Test
    void another_term_makes_another_phase() {
      observed.group(held(4, 9, 100), at(10));
      observed.group(held(5, 1, 101), at(15));

      assertThat(observed.phaseSeen()).isEqualTo(at(15));
    }

    @Test
    void a_late_answer_to_an_own_write_does_not_bring_a_phase_back() {
      observed.group(group(handover(4, 9), 101), at(11));
      observed.group(group(releasing(4, 9), 102), at(15));
      observed.group(group(handover(4, 9), 101), at(10));

      assertThat(observed.phaseSeen()).isEqualTo(at(15));
    }

    @Test
    void a_pause_makes_it_young_again() {
      observed.group(group(pending(4, "B"), 100), at(10));
      observed.beginAnew(at(60));

      assertThat(observed.phaseSeen()).isEqualTo(at(60));
    }
  }

  @Nested
  class Sessions {

    @Test
    void the_first_read_after_a_start_is_no_sign() {
      observed.sessions(List.of(session(5)), GroupLease.FIRST, at(10), false);

      assertThat(sighting()).isEqualTo(new Observations.Sighting(null, at(10)));
    }

    @Test
    void a_heartbeat_is_a_sign() {
      observed.sessions(List.of(session(5)), GroupLease.FIRST, at(10), false);
      observed.session(session(6), GroupLease.FIRST, at(15), true);

      assertThat(sighting()).isEqualTo(new Observations.Sighting(at(15), at(10)));
    }

    @Test
    void a_registration_that_was_seen_is_a_sign() {
      observed.session(session(0), GroupLease.FIRST, at(15), true);

      assertThat(sighting().seen()).isEqualTo(at(15));
    }

    @Test
    void a_registration_anew_is_a_sign() {
      observed.sessions(List.of(session(5)), GroupLease.FIRST, at(10), false);
      SessionLease anew =
          session(5).registeredAnew(GroupLease.FIRST, "subject", Duration.ofSeconds(10));
      observed.session(anew, GroupLease.FIRST, at(15), true);

      assertThat(sighting().seen()).isEqualTo(at(15));
    }

    @Test
    void a_write_without_a_heartbeat_is_no_sign() {
      observed.sessions(List.of(session(5)), GroupLease.FIRST, at(10), false);
      observed.session(session(5), GroupLease.FIRST, at(15), true);
      observed.sessions(List.of(session(5)), GroupLease.FIRST, at(16), true);

      assertThat(sighting().seen()).isNull();
    }

    @Test
    void the_holders_renewal_is_its_sign() {
      GroupLease before = Samples.held(Samples.OTHER, 4, 20);
      GroupLease after = Samples.held(Samples.OTHER, 4, 21);
      observed.sessions(List.of(session(5)), before, at(10), false);
      observed.session(session(5), after, at(15), true);

      assertThat(sighting().seen()).isEqualTo(at(15));
    }

    @Test
    void a_claim_by_a_held_request_is_no_sign_of_its_own() {
      GroupLease pending = pending(3, "B");
      GroupLease claimed = Samples.held(Samples.OTHER, 4, 6);
      observed.session(session(6), pending, at(10), true);
      observed.session(session(6), claimed, at(30), true);

      assertThat(sighting().seen()).isEqualTo(at(10));
    }

    @Test
    void a_former_holder_that_the_group_lease_has_forgotten_is_heard_at_its_next_heartbeat() {
      GroupLease itsOwn = Samples.held(Samples.OTHER, 4, 100);
      GroupLease previous = withPrevious(Samples.held(5, 1), Samples.OTHER, 100);
      GroupLease forgotten = withPrevious(Samples.held(6, 1), new SessionRef("C", "uid-c"), 7);
      observed.sessions(List.of(session(20)), itsOwn, at(10), true);
      observed.session(session(20), previous, at(20), true);
      assertThat(sighting().seen()).isEqualTo(at(10));

      observed.session(session(21), forgotten, at(90), true);

      assertThat(sighting().seen()).isEqualTo(at(90));
    }

    @Test
    void a_session_lease_that_was_set_back_is_heard_at_its_next_heartbeat() {
      observed.session(session(50), GroupLease.FIRST, at(10), true);
      observed.session(session(20), GroupLease.FIRST, at(20), true);
      assertThat(sighting().seen()).isEqualTo(at(10));

      observed.session(session(21), GroupLease.FIRST, at(30), true);

      assertThat(sighting().seen()).isEqualTo(at(30));
    }

    @Test
    void after_a_pause_a_session_is_unknown_until_its_next_heartbeat() {
      observed.session(session(5), GroupLease.FIRST, at(10), true);
      observed.beginAnew(at(60));
      assertThat(sighting()).isEqualTo(new Observations.Sighting(null, at(60)));

      observed.session(session(5), GroupLease.FIRST, at(61), true);
      assertThat(sighting().seen()).isNull();

      observed.session(session(6), GroupLease.FIRST, at(62), true);
      assertThat(sighting()).isEqualTo(new Observations.Sighting(at(62), at(60)));
    }

    @Test
    void a_session_that_is_gone_is_forgotten() {
      observed.session(session(5), GroupLease.FIRST, at(10), true);
      observed.forget(Samples.OTHER.uid());

      assertThat(sighting()).isEqualTo(new Observations.Sighting(null, at(99)));
    }

    @Test
    void a_session_that_is_not_listed_is_forgotten() {
      observed.session(session(5), GroupLease.FIRST, at(10), true);
      observed.sessions(List.of(), GroupLease.FIRST, at(20), true);

      assertThat(sighting()).isEqualTo(new Observations.Sighting(null, at(99)));
    }

    @Test
    void the_id_registered_anew_is_another_session() {
      observed.session(session(5), GroupLease.FIRST, at(10), true);
      SessionLease another = Samples.session(new SessionRef("B", "uid-b2"), 0);
      observed.session(another, GroupLease.FIRST, at(20), true);

      assertThat(sighting().seen()).isEqualTo(at(10));
      assertThat(observed.sighting(another, at(99)).seen()).isEqualTo(at(20));
    }

    private Observations.Sighting sighting() {
      return observed.sighting(session(0), at(99));
    }
  }

  private static Duration at(long second) {
    return Duration.ofSeconds(second);
  }

  private static StoredGroup held(long term, long renewals, long version) {
    return group(Samples.held(term, renewals), version);
  }

  private static StoredGroup group(GroupLease lease, long version) {
    return Samples.group(lease, version);
  }

  private static GroupLease handover(long term, long renewals) {
    return Samples.lease(
        term, new Phase.Handover(grant(renewals), candidate("B"), Cause.BETTER_SCORE));
  }

  private static GroupLease releasing(long term, long renewals) {
    return Samples.lease(
        term, new Phase.Releasing(grant(renewals), candidate("B"), Cause.BETTER_SCORE));
  }

  private static GroupLease pending(long term, String id) {
    return Samples.lease(term, new Phase.Pending(candidate(id), Cause.ELECTED));
  }

  private static Grant grant(long renewals) {
    return new Grant(Samples.HOLDER, false, Samples.TIMING, renewals, Samples.signs(renewals));
  }

  private static Candidate candidate(String id) {
    return new Candidate(id, "uid-" + id, false);
  }

  private static GroupLease withPrevious(GroupLease lease, SessionRef session, long beats) {
    LastHolder previous = new LastHolder(session, lease.term() - 1, Samples.signs(beats));
    return new GroupLease(
        lease.term(), lease.phase(), 3, Samples.NOW, previous, Map.of(), Set.of(), 0, null);
  }

  private static SessionLease session(long beats) {
    Signs signs = Samples.signs(beats);
    SessionLease session = Samples.session(Samples.OTHER, beats);
    return new SessionLease(
        session.ref(),
        session.name(),
        session.registered(),
        session.subject(),
        session.timeout(),
        signs,
        session.pace());
  }
}
