package dev.understudy.history;

import static dev.understudy.history.Tale.GROUP;
import static dev.understudy.history.Tale.begun;
import static dev.understudy.history.Tale.dataTime;
import static dev.understudy.history.Tale.grant;
import static dev.understudy.history.Tale.in;
import static dev.understudy.history.Tale.signs;
import static dev.understudy.history.Tale.wall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Signs;
import dev.understudy.history.GroupWrite.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each invariant: a history that keeps it passes, one that breaks it is caught. */
class JudgeTest {

  // I1

  @Test
  void two_that_act_one_after_the_other_are_in_order() {
    assertThat(begun().acts("a", 1, 1, 11).acts("b", 2, 11, 20).broken()).isEmpty();
  }

  @Test
  void two_that_act_at_the_same_time_are_caught() {
    assertThat(begun().acts("a", 1, 1, 11).acts("b", 2, 10.9, 20).broken()).containsExactly("I1");
  }

  @Test
  void one_that_acts_within_the_long_stretch_of_another_is_caught() {
    assertThat(begun().acts("a", 1, 1, 30).acts("b", 2, 5, 5).acts("b", 3, 20, 21).broken())
        .containsExactly("I1");
  }

  @Test
  void the_same_process_may_act_in_two_terms_at_once() {
    assertThat(begun().acts("a", 1, 1, 11).acts("a", 2, 5, 20).broken()).isEmpty();
  }

  // I2

  @Test
  void primary_with_a_write_of_its_own_is_in_order() {
    assertThat(
            begun()
                .at(1)
                .grantsAndTells("a", 1)
                .at(2)
                .renews()
                .tells("a", Role.PRIMARY, 1)
                .broken())
        .isEmpty();
  }

  @Test
  void primary_without_a_write_is_caught() {
    assertThat(begun().at(1).grants("a", 1).at(3).tells("a", Role.PRIMARY, 1).broken())
        .containsExactly("I2");
  }

  @Test
  void two_primaries_of_one_write_are_caught() {
    assertThat(begun().at(1).grantsAndTells("a", 1).tells("a", Role.PRIMARY, 1).broken())
        .containsExactly("I2");
  }

  @Test
  void a_write_that_renews_nothing_is_no_write_for_primary() {
    assertThat(
            begun()
                .at(1)
                .grants("a", 1)
                .at(2)
                .writes(GroupLeases::edited)
                .tells("a", Role.PRIMARY, 1)
                .broken())
        .containsExactly("I2");
  }

  @Test
  void a_term_with_two_holders_is_caught() {
    assertThat(
            begun()
                .at(1)
                .grants("a", 1)
                .writes(lease -> in(lease, 1, new Phase.Held(grant("b", 2))))
                .broken())
        .contains("I2");
  }

  // I3

  @Test
  void a_term_that_falls_is_caught() {
    assertThat(
            begun()
                .at(1)
                .writes(lease -> in(lease, 7, new Phase.Held(unknown())))
                .at(20)
                .writes(lease -> in(lease, 6, new Phase.Vacant()))
                .broken())
        .contains("I3");
  }

  @Test
  void a_grant_that_leaves_terms_out_is_caught() {
    assertThat(begun().at(1).grants("a", 2).broken()).containsExactly("I3");
  }

  @Test
  void a_grant_in_the_term_before_is_caught() {
    assertThat(begun().at(1).grants("a", 1).at(2).ends(true).at(3).grants("b", 1).broken())
        .contains("I3");
  }

  @Test
  void a_term_that_rises_without_a_grant_is_caught() {
    assertThat(begun().at(1).writes(lease -> in(lease, 1, new Phase.Vacant())).broken())
        .containsExactly("I3");
  }

  @Test
  void a_lease_made_anew_below_what_clients_were_told_is_caught() {
    assertThat(
            begun()
                .at(1)
                .grantsAndTells("a", 1)
                .at(2)
                .removes("fg.pumps")
                .at(20)
                .writes(lease -> in(lease, 1, new Phase.Held(unknown())))
                .broken())
        .containsExactly("I3");
  }

  @Test
  void a_lease_that_stands_in_for_a_lost_one_is_in_order() {
    assertThat(
            begun()
                .at(1)
                .grantsAndTells("a", 1)
                .at(2)
                .removes("fg.pumps")
                .at(3)
                .writes(lease -> in(lease, 1001, new Phase.Held(unknown())))
                .at(14)
                .grants("b", 1002)
                .broken())
        .isEmpty();
  }

  // I4

  @Test
  void a_holder_that_keeps_its_term_after_it_was_told_is_caught() {
    assertThat(
            begun()
                .at(1)
                .grants("a", 1)
                .at(2)
                .writes(lease -> in(lease, 1, releasing("a")))
                .at(3)
                .writes(lease -> in(lease, 1, new Phase.Held(grant("a", 2))))
                .broken())
        .containsExactly("I4");
  }

  @Test
  void a_term_that_comes_back_is_caught() {
    assertThat(
            begun()
                .at(1)
                .grants("a", 1)
                .at(2)
                .ends(true)
                .at(3)
                .writes(lease -> in(lease, 1, new Phase.Held(grant("a", 2))))
                .broken())
        .contains("I4");
  }

  @Test
  void a_renewal_for_a_session_whose_deletion_was_answered_is_caught() {
    Tale deleted =
        begun()
            .heard("a", 1, 50)
            .at(1)
            .grants("a", 1)
            .at(2)
            .asksToDelete("a", "somebody", 2.1)
            .removes("fs.a");

    assertThat(deleted.at(2.05).renews().broken()).as("before the answer").isEmpty();
    assertThat(deleted.at(3).renews().broken()).containsExactly("I4");
  }

  // I5

  @Test
  void a_grant_that_ends_by_time_waits_for_all_of_it() {
    assertThat(begun().at(1).grantsAndTells("a", 1).at(11.52).ends(false).broken()).isEmpty();
    assertThat(begun().at(1).grantsAndTells("a", 1).at(11.49).ends(false).broken())
        .containsExactly("I5");
  }

  @Test
  void the_wait_begins_anew_with_each_renewal() {
    assertThat(begun().at(1).grants("a", 1).at(6).renews().at(11.6).ends(false).broken())
        .containsExactly("I5");
  }

  @Test
  void a_grant_that_ends_by_its_holders_word_does_not_wait() {
    assertThat(begun().at(1).grants("a", 1).at(2).renews().at(3).ends(true).broken()).isEmpty();
  }

  @Test
  void a_claim_that_is_taken_back_does_not_wait() {
    assertThat(begun().at(1).grants("a", 1).at(1.1).ends(false).broken()).isEmpty();
  }

  @Test
  void a_claim_that_is_taken_back_after_a_renewal_is_caught() {
    assertThat(begun().at(1).grants("a", 1).at(2).renews().at(2.1).ends(false).broken())
        .containsExactly("I5");
  }

  @Test
  void a_session_that_its_owner_deletes_ends_its_grant_and_one_that_others_delete_does_not() {
    assertThat(leaves("owner").broken()).isEmpty();
    assertThat(leaves("somebody").broken()).containsExactly("I5");
  }

  private static Tale leaves(String subject) {
    return begun()
        .heard("a", 1, 50)
        .at(1)
        .grants("a", 1)
        .at(2)
        .renews()
        .at(3)
        .asksToDelete("a", subject, null)
        .removes("fs.a")
        .ends(false);
  }

  @Test
  void a_stock_client_that_was_told_is_followed_and_one_that_must_confirm_is_not() {
    assertThat(told(false).broken()).isEmpty();
    assertThat(told(true).broken()).containsExactly("I5");
  }

  private static Tale told(boolean extended) {
    Signs signs = new Signs(5, 1, 5, 50, null, null, extended, null, null, null);
    Grant grant = new Grant(Tale.ref("a"), false, Tale.TIMING, 5, signs);
    return begun()
        .at(1)
        .writes(lease -> in(lease, 1, new Phase.Held(grant)))
        .at(2)
        .writes(lease -> in(lease, 1, new Phase.Releasing(grant, null, Cause.FORCED_SECONDARY)))
        .tells("a", Role.SECONDARY, 1)
        .at(2.25)
        .ends(false);
  }

  @Test
  void a_grant_outlives_its_lease() {
    assertThat(
            begun()
                .at(1)
                .grants("a", 1)
                .at(2)
                .removes("fg.pumps")
                .at(3)
                .writes(lease -> in(lease, 0, new Phase.Vacant()))
                .broken())
        .contains("I5");
  }

  @Test
  void a_holder_that_nobody_knows_is_waited_for_too() {
    assertThat(
            begun()
                .at(1)
                .grantsAndTells("a", 1)
                .at(2)
                .writes(lease -> in(lease, 1001, new Phase.Held(unknown())))
                .at(12)
                .grants("b", 1002)
                .broken())
        .containsExactly("I5");
  }

  // I6

  @Test
  void a_primary_that_is_shown_as_its_own_successor_is_caught() {
    assertThat(begun().shows("a", "a", 1).broken()).containsExactly("I6");
  }

  @Test
  void a_status_whose_term_falls_is_caught() {
    assertThat(begun().shows("a", null, 2).shows("a", null, 1).broken()).containsExactly("I6");
  }

  @Test
  void a_status_that_stays_behind_is_caught() {
    Tale tale =
        begun()
            .at(1)
            .grants("a", 1)
            .expects(new Expectation.StatusSettled(GROUP, Duration.ofSeconds(9)));

    assertThat(tale.at(2).shows("b", null, 1).broken()).containsExactly("I6");
    assertThat(tale.at(3).shows("a", "b", 1).broken()).containsExactly("I6");
    assertThat(tale.at(4).shows("a", null, 1).broken()).isEmpty();
  }

  // I7

  @Test
  void a_challenger_that_was_better_for_all_of_the_period_is_followed() {
    assertThat(challenged(2, 7.1).broken()).isEmpty();
  }

  @Test
  void a_challenger_that_was_better_for_too_short_a_time_is_caught() {
    assertThat(challenged(3, 7.1).broken()).containsExactly("I7");
  }

  @Test
  void a_challenger_whose_score_dips_is_caught() {
    assertThat(challenged(2, 7.1, tale -> tale.at(4).heard("b", 4, 52)).broken())
        .containsExactly("I7");
  }

  @Test
  void a_dip_that_the_deciding_replica_may_not_have_seen_is_forgiven() {
    assertThat(challenged(2, 7.1, tale -> tale.at(4).heard("b", 4, 52).at(5.5).lists()).broken())
        .isEmpty();
  }

  @Test
  void a_challenger_within_the_margin_is_caught() {
    assertThat(
            begun()
                .heard("b", 3, 54)
                .at(1)
                .grants("a", 1)
                .at(2)
                .heard("b", 4, 54)
                .at(6)
                .renews()
                .heard("b", 5, 54)
                .at(9)
                .writes(JudgeTest::handOver)
                .broken())
        .containsExactly("I7");
  }

  private static Tale challenged(double betterFrom, double decided) {
    return challenged(betterFrom, decided, tale -> tale);
  }

  private static Tale challenged(double betterFrom, double decided, UnaryOperator<Tale> meanwhile) {
    Tale tale = begun().heard("b", 2, 50).at(1).grants("a", 1).at(betterFrom).heard("b", 3, 60);
    return meanwhile
        .apply(tale)
        .at(5)
        .heard("b", 5, 60)
        .at(6)
        .renews()
        .at(decided)
        .writes(JudgeTest::handOver);
  }

  private static GroupLease handOver(GroupLease lease) {
    Grant grant = lease.phase().current().orElseThrow();
    return in(
        lease,
        lease.term(),
        new Phase.Handover(grant, new Candidate("b", "uid-fs.b", false), Cause.BETTER_SCORE));
  }

  // I8

  @Test
  void a_grant_beside_a_forced_primary_is_caught() {
    assertThat(overridden(new RoleOverride("b", Role.PRIMARY, null), 2).broken())
        .containsExactly("I8");
  }

  @Test
  void a_grant_to_a_forced_secondary_is_caught() {
    assertThat(overridden(new RoleOverride("a", Role.SECONDARY, null), 2).broken())
        .containsExactly("I8");
  }

  @Test
  void a_grant_by_who_did_not_know_of_the_override_yet_is_in_order() {
    assertThat(overridden(new RoleOverride("b", Role.PRIMARY, null), 1).broken()).isEmpty();
  }

  @Test
  void an_override_that_the_lease_names_as_ended_binds_nobody() {
    Instant end = wall(60);
    Tale tale =
        begun()
            .overrides(new RoleOverride("b", Role.PRIMARY, end))
            .writes(lease -> lease.actedOn(2))
            .writes(lease -> GroupLeases.expired(lease, "b", end));

    assertThat(tale.at(1).writes(lease -> GroupLeases.held(lease, "a", 1)).broken()).isEmpty();
  }

  private static Tale overridden(RoleOverride override, long generation) {
    return begun()
        .overrides(override)
        .writes(lease -> lease.actedOn(generation))
        .at(1)
        .grants("a", 1);
  }

  // I9

  @Test
  void a_group_that_goes_while_a_grant_lasts_is_caught() {
    Tale tale = begun().at(1).grants("a", 1).deletesGroup().removes("fg.pumps");

    assertThat(tale.at(12).goes().broken()).isEmpty();
    assertThat(begun().at(1).grants("a", 1).removes("fg.pumps").at(11).goes().broken())
        .containsExactly("I9");
  }

  @Test
  void a_group_that_goes_while_somebody_acts_is_caught() {
    assertThat(begun().acts("a", 1, 1, 11).at(10).goes().broken()).containsExactly("I9");
  }

  @Test
  void a_grant_in_a_group_that_is_known_to_go_is_caught() {
    assertThat(
            begun().deletesGroup().writes(lease -> lease.actedOn(2)).at(1).grants("a", 1).broken())
        .containsExactly("I9");
  }

  @Test
  void a_deletion_of_a_group_with_a_grant_or_a_live_session_is_caught() {
    assertThat(begun().at(1).grants("a", 1).at(20).accepted().broken()).containsExactly("I9");
    assertThat(begun().at(1).heard("a", 1, 0).at(11).accepted().broken()).containsExactly("I9");
    assertThat(begun().at(1).heard("a", 1, 0).at(12).accepted().broken()).isEmpty();
  }

  // I10

  @Test
  void a_data_time_that_goes_back_is_caught() {
    assertThat(
            begun()
                .writes(lease -> dataTime(lease, wall(9)))
                .writes(lease -> dataTime(lease, wall(8)))
                .broken())
        .containsExactly("I10");
    assertThat(
            begun()
                .writes(lease -> dataTime(lease, wall(9)))
                .writes(lease -> dataTime(lease, null))
                .broken())
        .containsExactly("I10");
  }

  @Test
  void a_shown_data_time_that_goes_back_is_caught() {
    assertThat(
            begun()
                .shows(new Shown(null, null, 0, wall(9)))
                .shows(new Shown(null, null, 0, wall(8)))
                .broken())
        .containsExactly("I10");
  }

  @Test
  void a_data_time_far_ahead_is_caught() {
    assertThat(ahead(299).broken()).isEmpty();
    assertThat(ahead(302).broken()).containsExactly("I10");
  }

  private static Tale ahead(double second) {
    return begun()
        .heard("a", 1, 0)
        .at(1)
        .heard("a", new Signs(2, 1, 2, 0, wall(second), null, true, null, null, null));
  }

  // I11

  @Test
  void a_group_without_a_primary_in_time_is_caught() {
    Expectation primary =
        new Expectation.Primary(GROUP, Duration.ofSeconds(1), Duration.ofSeconds(10));

    assertThat(begun().expects(primary).broken()).containsExactly("I11");
    assertThat(begun().expects(primary).at(5).grants("a", 1).broken())
        .as("nobody acts")
        .containsExactly("I11");
    assertThat(begun().expects(primary).at(5).grants("a", 1).acts("a", 1, 5, 15).broken())
        .isEmpty();
    assertThat(begun().expects(primary).at(12).grants("a", 1).acts("a", 1, 12, 15).broken())
        .as("too late")
        .containsExactly("I11");
  }

  // I12

  @Test
  void a_primary_that_is_relieved_though_its_heartbeats_are_answered_is_caught() {
    assertThat(rolled(true).broken()).containsExactly("I12");
    assertThat(rolled(false).broken()).as("its heartbeats were not answered").isEmpty();
  }

  private static Tale rolled(boolean answered) {
    Tale tale =
        begun()
            .expects(
                new Expectation.Undisturbed(
                    GROUP, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(6)))
            .at(0.5)
            .grantsAndTells("a", 1)
            .at(5)
            .renews();
    if (answered) {
      tale.tells("a", Role.PRIMARY, 1);
    }
    return tale.at(10).ends(true);
  }

  private static Grant unknown() {
    return new Grant(null, true, Tale.TIMING, 0, Signs.NONE);
  }

  private static Phase releasing(@Nullable String holder) {
    return new Phase.Releasing(
        grant(holder == null ? "" : holder, 1), null, Cause.FORCED_SECONDARY);
  }

  /** Other changes of a group Lease. */
  private static final class GroupLeases {
    private GroupLeases() {}

    static GroupLease edited(GroupLease lease) {
      return lease.actedOn(lease.generation());
    }

    static GroupLease expired(GroupLease lease, String session, Instant end) {
      return with(
          lease, lease.phase(), lease.term(), java.util.Set.of(expiredOverride(session, end)));
    }

    static GroupLease held(GroupLease lease, String session, long term) {
      return with(lease, new Phase.Held(grant(session, 1)), term, lease.expired());
    }

    private static GroupLease.ExpiredOverride expiredOverride(String session, Instant end) {
      return new GroupLease.ExpiredOverride(session, end);
    }

    private static GroupLease with(
        GroupLease lease,
        Phase phase,
        long term,
        java.util.Set<GroupLease.ExpiredOverride> expired) {
      return new GroupLease(
          term, phase, lease.generation(), null, null, java.util.Map.of(), expired, 0, null);
    }
  }
}
