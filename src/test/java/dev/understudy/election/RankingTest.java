package dev.understudy.election;

import static dev.understudy.election.Member.beats;
import static dev.understudy.election.Member.incarnation;
import static dev.understudy.election.Member.score;
import static dev.understudy.election.Member.stale;
import static dev.understudy.election.Member.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.WhyNot;
import dev.understudy.election.Ranking.Place;
import dev.understudy.election.SessionView.Liveness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who stands where, and why nobody but the primary is the primary. */
class RankingTest {

  private static List<Place> places(Given group) {
    return Ranking.of(group.view(), new Moment(Given.NOW, Given.WALL));
  }

  private static String why(Given group, String id) {
    return places(group).stream()
        .filter(place -> place.session().ref().id().equals(id))
        .findFirst()
        .orElseThrow()
        .whyNot()
        .orElse("");
  }

  private static Given held() {
    return Given.group().heldBy("a").session("a", score(50));
  }

  @Test
  void the_primary_comes_first_then_who_is_next_then_the_others_best_first() {
    List<Place> places =
        places(
            Given.group()
                .handover("a", "b", Cause.FORCED_SECONDARY)
                .forced("a", Role.SECONDARY)
                .session("d", score(90), stale())
                .session("c", score(80))
                .session("a", score(50))
                .session("b", score(20)));

    assertThat(places)
        .extracting(place -> place.session().ref().id())
        .containsExactly("a", "b", "c", "d");
    assertThat(places)
        .extracting(Place::role)
        .containsExactly(Role.PRIMARY, Role.PENDING_PRIMARY, Role.SECONDARY, Role.SECONDARY);
    assertThat(places).extracting(Place::liveness).last().isEqualTo(Liveness.STALE);
    assertThat(places.getFirst().whyNot()).isEmpty();
    assertThat(places.getFirst().signs().score()).isEqualTo(50);
  }

  @Test
  void who_is_next_waits_for_its_heartbeat_or_for_the_primary() {
    assertThat(why(Given.group().pending("b").session("b"), "b"))
        .isEqualTo("waits for its next heartbeat");
    assertThat(why(Given.group().releasing("a", "b", Cause.BETTER_SCORE).session("b"), "b"))
        .isEqualTo("waits until the primary has given way");
  }

  @Test
  void a_forced_secondary_is_called_so() {
    assertThat(why(held().session("b", score(90)).forced("b", Role.SECONDARY), "b"))
        .isEqualTo(WhyNot.FORCED_SECONDARY);
  }

  @Test
  void who_is_not_heard_is_stale_or_not_watched_long_enough() {
    assertThat(why(held().session("b", stale()), "b")).isEqualTo(WhyNot.STALE);
    assertThat(why(held().session("b", unknown()), "b")).isEqualTo(WhyNot.UNKNOWN);
  }

  @Test
  void who_stayed_silent_when_elected_is_passed_over() {
    assertThat(why(held().session("b", beats(10)).passedOver("b", 10), "b"))
        .isEqualTo(WhyNot.PASSED_OVER);
    assertThat(why(held().session("b", beats(11)).passedOver("b", 10), "b"))
        .isEqualTo("same score as the primary");
  }

  @Test
  void a_forced_primary_stands_before_all() {
    assertThat(why(held().session("b", score(99)).forced("a", Role.PRIMARY), "b"))
        .isEqualTo(WhyNot.OTHER_FORCED);
  }

  @Test
  void by_hand_no_score_counts() {
    assertThat(why(held().manual().session("b", score(99)), "b")).isEqualTo(WhyNot.MANUAL);
    assertThat(why(Given.group().manual().vacant().session("b"), "b")).isEqualTo(WhyNot.MANUAL);
  }

  @Test
  void scores_are_compared_with_the_primary() {
    assertThat(why(held().session("b", score(49)), "b")).isEqualTo("lower score");
    assertThat(why(held().session("b", score(50)), "b")).isEqualTo("same score as the primary");
    assertThat(why(held().margin(10).session("b", score(60)), "b")).isEqualTo("within margin");
  }

  @Test
  void a_challenger_is_told_how_long_it_must_stay_better() {
    Given challenged = held().session("b", score(60));

    assertThat(why(challenged.challenged("b", 12.5), "b")).isEqualTo("stabilizing 18 s more");
    assertThat(why(challenged, "b")).isEqualTo("stabilizing 18 s more");
    assertThat(why(held().session("b", score(60)), "b")).isEqualTo("stabilizing 30 s more");
    assertThat(why(challenged.challenged("b", 31), "b"))
        .isEqualTo("stabilizing until the next heartbeats");
  }

  @Test
  void without_a_grant_another_one_is_better() {
    assertThat(why(Given.group().pending("b").session("b").session("c"), "c"))
        .isEqualTo("another session is better");
  }

  @Test
  void a_grant_that_has_not_ended_is_waited_for() {
    assertThat(why(Given.group().heldBy("a").holderGone().session("b"), "b"))
        .isEqualTo("the last grant has not ended yet");
    assertThat(why(Given.group().heldByNobodyKnown().session("b"), "b"))
        .isEqualTo("the last grant has not ended yet");
    assertThat(why(Given.group().heldBy("a").session("a", incarnation(2)), "a"))
        .isEqualTo("the last grant has not ended yet");
  }

  @Test
  void a_group_that_is_being_deleted_says_so() {
    assertThat(why(held().deleting().session("b"), "b")).isEqualTo(WhyNot.DELETING);
  }
}
