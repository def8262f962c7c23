package dev.understudy.election;

import static dev.understudy.election.Given.WALL;
import static dev.understudy.election.When.BeatOf.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of a client from its heartbeats. */
class SignsTest {

  private static final Signs REGISTERED = Signs.NONE.registeredAnew();
  private static final Arrival NOW = new Arrival(WALL, null, Given.seconds(60));

  private static Signs heard(Signs signs, double score) {
    return signs.heard(session("a").score(score).beat(), NOW);
  }

  private static Signs heard(Signs signs, @Nullable Instant dataTime) {
    When.BeatOf beat = session("a");
    return signs.heard((dataTime == null ? beat : beat.dataTime(dataTime)).beat(), NOW);
  }

  @Test
  void the_scores_of_the_first_two_heartbeats_after_a_registration_do_not_count() {
    Signs first = heard(REGISTERED, 70);
    Signs second = heard(first, 80);
    Signs third = heard(second, 90);

    assertThat(first.score()).isZero();
    assertThat(second.score()).isZero();
    assertThat(second.scoreCounts()).isFalse();
    assertThat(third.score()).isEqualTo(90);
    assertThat(third.scoreCounts()).isTrue();
  }

  @Test
  void a_score_below_one_is_a_score_like_any_other() {
    Signs third = heard(heard(heard(REGISTERED, 0), 0), 0.25);

    assertThat(third.score()).isEqualTo(0.25);
  }

  @Test
  void a_registration_begins_the_score_anew_and_not_the_count_of_beats() {
    Signs signs = heard(heard(heard(REGISTERED, 70), 70), 70).registeredAnew();

    assertThat(signs.score()).isZero();
    assertThat(signs.beats()).isEqualTo(3);
    assertThat(signs.fresh()).isZero();
    assertThat(signs.registration()).isEqualTo(2);
  }

  @Test
  void a_holder_that_registered_anew_keeps_its_score_until_a_new_one_counts() {
    Signs holder = new Signs(10, 1, 10, 70, null, WALL, false, null, null, null);
    Beat again = new Beat(Given.ref("a"), 2, 5, null, null, null, null, null, false);

    Signs second = holder.heard(again, NOW).heard(again, NOW);

    assertThat(second.score()).isEqualTo(70);
    assertThat(second.fresh()).isEqualTo(2);
    assertThat(second.heard(again, NOW).score()).isEqualTo(5);
  }

  @Test
  void an_older_heartbeat_that_comes_late_counts_as_a_sign_and_not_as_a_score() {
    Signs signs = new Signs(10, 1, 10, 70, null, WALL, false, null, null, null);

    Signs after = signs.heard(session("a").score(5).overtaken().beat(), NOW);

    assertThat(after.score()).isEqualTo(70);
    assertThat(after.beats()).isEqualTo(11);
  }

  @Test
  void the_data_time_never_goes_back() {
    Signs signs = heard(REGISTERED, WALL.minusSeconds(10));

    assertThat(heard(signs, WALL.minusSeconds(20)).dataTime()).isEqualTo(WALL.minusSeconds(10));
    assertThat(heard(signs, (Instant) null).dataTime()).isEqualTo(WALL.minusSeconds(10));
    assertThat(heard(signs, WALL).dataTime()).isEqualTo(WALL);
  }

  @Test
  void a_data_time_more_than_five_minutes_ahead_is_not_taken() {
    assertThat(heard(REGISTERED, WALL.plusSeconds(300)).dataTime())
        .isEqualTo(WALL.plusSeconds(300));
    assertThat(heard(REGISTERED, WALL.plusSeconds(300).plusNanos(1)).dataTime()).isNull();
  }

  @Test
  void the_extension_the_instance_and_the_peer_are_remembered() {
    Signs signs =
        REGISTERED.heard(
            new Beat(Given.ref("a"), 1, 0, null, Role.SECONDARY, 3L, "one", "peer", false), NOW);

    Signs after = heard(signs, 50);

    assertThat(after.extended()).isTrue();
    assertThat(after.instance()).isEqualTo("one");
    assertThat(after.peer()).isEqualTo("peer");
  }

  @Test
  void a_role_without_a_term_is_the_extension_too() {
    assertThat(session("a").says(Role.SECONDARY, null).beat().extended()).isTrue();
    assertThat(session("a").says(Role.PRIMARY, 3L).beat().extended()).isTrue();
    assertThat(session("a").beat().extended()).isFalse();
  }

  @Test
  void only_the_present_term_in_a_role_that_does_not_act_is_an_acknowledgement() {
    assertThat(session("a").says(Role.SECONDARY, 7L).beat().acknowledges(7)).isTrue();
    assertThat(session("a").says(Role.PENDING_PRIMARY, 7L).beat().acknowledges(7)).isTrue();
    assertThat(session("a").says(Role.PRIMARY, 7L).beat().acknowledges(7)).isFalse();
    assertThat(session("a").says(Role.SECONDARY, 6L).beat().acknowledges(7)).isFalse();
    assertThat(session("a").says(Role.SECONDARY, 8L).beat().acknowledges(7)).isFalse();
    assertThat(session("a").says(Role.SECONDARY, null).beat().acknowledges(7)).isFalse();
    assertThat(session("a").beat().acknowledges(7)).isFalse();
  }

  @Test
  void the_signs_with_more_heartbeats_are_the_newer_word() {
    Signs older = heard(REGISTERED, 1);
    Signs newer = heard(older, 2);

    assertThat(older.orNewer(newer)).isSameAs(newer);
    assertThat(newer.orNewer(older)).isSameAs(newer);
  }

  @Test
  void a_former_holder_is_known_by_what_the_group_lease_says_of_it() {
    Given group = Given.group().heldBy("a").session("a", Member.beats(12), Member.score(66));
    SessionLease stored = SessionLease.registered(Given.ref("a"), "", WALL, "", Given.seconds(60));
    GroupLease held = group.view().lease();

    assertThat(stored.signsIn(held).score()).isEqualTo(66);
    assertThat(stored.signsIn(held.ended()).score()).isEqualTo(66);
    assertThat(stored.signsIn(GroupLease.FIRST).score()).isZero();
  }

  @Test
  void the_parts_check_what_they_are_given() {
    assertThatThrownBy(() -> new SessionRef("", "uid"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SessionRef("id", "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Candidate("", null, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Candidate("a", null, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RoleOverride("a", Role.PENDING_PRIMARY, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
