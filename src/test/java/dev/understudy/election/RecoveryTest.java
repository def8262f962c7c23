package dev.understudy.election;

import static dev.understudy.election.Given.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Recovery.Known;
import dev.understudy.election.Recovery.Seen;
import org.junit.jupiter.api.Test;

/**
 * The election table, row 22: the group Lease is gone, or another, or lies before what was seen.
 */
class RecoveryTest {

  private static final Timing LONGEST = new Timing(seconds(60), seconds(3));
  private static final GroupLease HELD =
      Given.group().heldBy("a").term(7).renewals(4).view().lease();

  private static void standsForALostOne(GroupLease lease, long term, String lost) {
    Grant grant = lease.phase().current().orElseThrow();
    assertThat(lease.phase()).isInstanceOf(Phase.Held.class);
    assertThat(grant.holder()).isNull();
    assertThat(grant.gone()).isTrue();
    assertThat(grant.timing()).isEqualTo(LONGEST);
    assertThat(lease.term()).isEqualTo(term);
    assertThat(lease.recovers()).isEqualTo(lost);
    assertThat(lease.previous()).isNull();
  }

  @Test
  void a_group_that_never_had_a_lease_gets_its_first() {
    GroupLease first = Recovery.created(new Known(null, 0, null, LONGEST), 3);

    assertThat(first.phase()).isEqualTo(new Phase.Vacant());
    assertThat(first.term()).isZero();
    assertThat(first.generation()).isEqualTo(3);
    assertThat(first.recovers()).isNull();
  }

  @Test
  void a_lease_that_was_deleted_by_hand_is_stood_in_for() {
    standsForALostOne(Recovery.created(new Known("old", 7, null, LONGEST), 3), 1007, "old");
    standsForALostOne(
        Recovery.created(new Known("old", 7, new Seen("old", 9, 2), LONGEST), 3), 1009, "old");
  }

  @Test
  void a_replica_that_has_seen_the_lost_one_knows_of_it_before_any_status_does() {
    standsForALostOne(
        Recovery.created(new Known(null, 0, new Seen("old", 2, 1), LONGEST), 3), 1002, "old");
  }

  @Test
  void a_lease_in_order_is_left_alone() {
    assertThat(Recovery.repaired("u", HELD, new Known("u", 7, null, LONGEST), 3)).isEmpty();
    assertThat(Recovery.repaired("u", HELD, new Known(null, 0, null, LONGEST), 3)).isEmpty();
    assertThat(Recovery.repaired("u", HELD, new Known("u", 6, new Seen("u", 7, 4), LONGEST), 3))
        .isEmpty();
  }

  @Test
  void another_lease_than_the_recorded_one_is_repaired() {
    GroupLease repaired =
        Recovery.repaired("new", HELD, new Known("old", 5, null, LONGEST), 3).orElseThrow();

    standsForALostOne(repaired, 1007, "old");
    assertThat(repaired.edits()).isEqualTo(HELD.edits() + 1);
    assertThat(Recovery.repaired("new", repaired, new Known("old", 5, null, LONGEST), 3)).isEmpty();
  }

  @Test
  void a_lease_that_lies_before_what_this_replica_saw_was_set_back() {
    standsForALostOne(
        Recovery.repaired("u", HELD, new Known("u", 7, new Seen("u", 8, 1), LONGEST), 3)
            .orElseThrow(),
        1008,
        "u");
    standsForALostOne(
        Recovery.repaired("u", HELD, new Known("u", 7, new Seen("u", 7, 5), LONGEST), 3)
            .orElseThrow(),
        1007,
        "u");
  }

  @Test
  void a_grant_that_was_released_already_is_not_revived_by_a_backup() {
    Seen released = new Seen("u", 7, Long.MAX_VALUE);

    assertThat(Recovery.repaired("u", HELD, new Known("u", 7, released, LONGEST), 3)).isPresent();
    assertThat(Recovery.repaired("u", HELD.ended(), new Known("u", 7, released, LONGEST), 3))
        .isEmpty();
  }

  @Test
  void a_lease_behind_the_status_was_set_back() {
    standsForALostOne(
        Recovery.repaired("u", HELD, new Known("u", 12, null, LONGEST), 3).orElseThrow(),
        1012,
        "u");
  }

  @Test
  void what_was_seen_of_another_lease_says_nothing_of_this_one() {
    assertThat(
            Recovery.repaired("u", HELD, new Known("u", 7, new Seen("other", 99, 9), LONGEST), 3))
        .isEmpty();
  }

  @Test
  void the_longest_timing_that_there_can_be_is_waited_for() {
    GroupLease longer = Given.group().heldBy("a").grantedUnder(600, 1).view().lease();

    Grant grant =
        Recovery.repaired("new", longer, new Known("old", 5, null, LONGEST), 3)
            .flatMap(lease -> lease.phase().current())
            .orElseThrow();

    assertThat(grant.timing()).isEqualTo(new Timing(seconds(600), seconds(3)));
  }

  @Test
  void what_is_beside_the_grant_survives() {
    GroupLease lease =
        Given.group()
            .heldBy("a")
            .dataTime(Given.WALL)
            .generation(1, 9)
            .passedOver("b", 3)
            .expired("c", Given.WALL)
            .view()
            .lease();

    GroupLease repaired =
        Recovery.repaired("new", lease, new Known("old", 5, null, LONGEST), 3).orElseThrow();

    assertThat(repaired.dataTime()).isEqualTo(Given.WALL);
    assertThat(repaired.generation()).isEqualTo(9);
    assertThat(repaired.passedOver()).isEqualTo(lease.passedOver());
    assertThat(repaired.expired()).isEqualTo(lease.expired());
  }
}
