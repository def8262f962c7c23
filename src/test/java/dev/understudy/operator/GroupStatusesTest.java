package dev.understudy.operator;

import static dev.understudy.operator.Samples.EARLY;
import static dev.understudy.operator.Samples.LATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.group.GroupStatusFacts.Vacancy;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupStatusesTest {

  private static FailoverGroupStatus seen(GroupRecord group, GroupStatusFacts facts) {
    return GroupStatuses.next(group, new Observation.Seen(facts), LATE);
  }

  private static Map<String, String> conditions(FailoverGroupStatus status) {
    return status.conditions().stream()
        .collect(
            Collectors.toMap(
                Condition::type, condition -> condition.status() + " " + condition.reason()));
  }

  private final FailoverGroupStatus served =
      GroupStatuses.next(
          Samples.group(1, null), new Observation.Seen(Samples.held(1, 1, "A")), EARLY);

  @Test
  void a_served_group_is_ready_and_shows_its_primary() {
    assertThat(conditions(served))
        .isEqualTo(Map.of("Ready", "TRUE Served", "PrimaryElected", "TRUE Elected"));
    assertThat(served.observedGeneration()).isEqualTo(1);
    assertThat(served.id()).isEqualTo("g");
    assertThat(served.primary()).isEqualTo("A");
    assertThat(served.term()).isEqualTo(1);
    assertThat(served.lastTransition().to()).isEqualTo("A");
  }

  @Test
  void looking_again_changes_nothing() {
    assertThat(seen(Samples.group(1, served), Samples.held(1, 1, "A"))).isEqualTo(served);
  }

  @Test
  void the_uid_of_the_lease_is_left_to_whoever_makes_it() {
    assertThat(served.leaseUid()).isNull();
  }

  @Test
  void what_was_seen_of_an_older_term_changes_nothing() {
    FailoverGroupStatus newer = seen(Samples.group(1, served), Samples.held(1, 7, "B"));

    assertThat(seen(Samples.group(1, newer), Samples.held(1, 6, "A"))).isEqualTo(newer);
  }

  @Test
  void data_times_and_failovers_never_go_back() {
    GroupStatusFacts facts = Samples.held(1, 2, "B");
    FailoverGroupStatus before =
        new FailoverGroupStatus(
            1L, "g", "A", null, 1L, EARLY, LATE, "lease", 3L, null, null, served.conditions());

    FailoverGroupStatus next = seen(Samples.group(1, before), facts);

    assertThat(next.lastDataProcessedTime()).isEqualTo(LATE);
    assertThat(next.failovers()).isEqualTo(3);
    assertThat(next.leaseUid()).isEqualTo("lease");
  }

  @Test
  void a_generation_that_is_not_served_yet_is_reconciling_and_keeps_the_readiness() {
    FailoverGroupStatus next = seen(Samples.group(2, served), Samples.held(1, 1, "A"));

    assertThat(conditions(next))
        .containsEntry("Reconciling", "TRUE NewGeneration")
        .containsEntry("Ready", "TRUE Served");
    assertThat(next.observedGeneration()).isEqualTo(1);
    FailoverGroupStatus done = seen(Samples.group(2, next), Samples.held(2, 1, "A"));
    assertThat(conditions(done)).doesNotContainKey("Reconciling");
    assertThat(done.observedGeneration()).isEqualTo(2);
  }

  @Test
  void a_specification_that_breaks_a_rule_stalls_and_the_old_one_goes_on() {
    GroupRecord broken = Samples.group(2, served, Duration.ofMillis(1));

    FailoverGroupStatus next = seen(broken, Samples.held(1, 1, "A"));

    assertThat(conditions(next))
        .containsEntry("Stalled", "TRUE InvalidSpec")
        .containsEntry("Ready", "FALSE InvalidSpec")
        .containsEntry("PrimaryElected", "TRUE Elected");
    assertThat(next.primary()).isEqualTo("A");
    assertThat(next.observedGeneration()).isEqualTo(2);
    assertThat(next.conditions().getFirst().message())
        .startsWith("spec.failoverTimeout is '1ms': ")
        .endsWith("until then the last good specification stays in force");
    assertThat(conditions(seen(Samples.group(3, next), Samples.held(3, 1, "A"))))
        .doesNotContainKey("Stalled");
  }

  @Test
  void a_group_that_was_never_valid_stalls() {
    GroupRecord broken = Samples.group(1, null, Duration.ofMillis(1));

    FailoverGroupStatus next = GroupStatuses.next(broken, new Observation.Refused(), LATE);

    assertThat(conditions(next)).containsEntry("Stalled", "TRUE InvalidSpec");
    assertThat(next.conditions().getLast().message())
        .isEqualTo(
            "spec.failoverTimeout is '1ms': the failover timeout is a duration from 2s to 24h;"
                + " write it like 1m30s, 20s or 500ms; until then the group is not served");
  }

  @Test
  void an_id_that_several_clients_use_is_told_of_for_as_long_as_they_do() {
    FailoverGroupStatus next =
        seen(Samples.group(1, served), Samples.shared("stop all clients of 'A' but one"));

    assertThat(conditions(next))
        .containsEntry("DuplicateSession", "TRUE SharedId")
        .containsEntry("Ready", "TRUE Served")
        .containsEntry("PrimaryElected", "TRUE Elected");
    assertThat(next.conditions().getLast().message()).isEqualTo("stop all clients of 'A' but one");
    assertThat(conditions(seen(Samples.group(1, next), Samples.held(1, 1, "A"))))
        .doesNotContainKey("DuplicateSession");
  }

  @Test
  void a_lease_that_cannot_be_read_stalls() {
    GroupStatusFacts facts = Samples.held(1, 1, "A");
    GroupStatusFacts unserved =
        new GroupStatusFacts(
            facts.groupUid(),
            1,
            "A",
            null,
            null,
            1,
            EARLY,
            "lease",
            null,
            facts.sessions(),
            null,
            0,
            Optional.empty(),
            Optional.of("format 9"));

    assertThat(conditions(seen(Samples.group(1, served), unserved)))
        .containsEntry("Stalled", "TRUE UnreadableLease");
  }

  @Test
  void the_second_of_two_groups_with_one_id_names_the_first() {
    FailoverGroupStatus next =
        GroupStatuses.next(Samples.group(1, null), new Observation.Duplicate("first"), LATE);

    assertThat(conditions(next))
        .isEqualTo(Map.of("Ready", "FALSE DuplicateId", "Stalled", "TRUE DuplicateId"));
    assertThat(next.conditions().getFirst().message()).contains("'first'", "'g'");
  }

  @Test
  void a_group_that_nobody_can_tell_of_is_neither_ready_nor_not() {
    FailoverGroupStatus next =
        GroupStatuses.next(
            Samples.group(1, served),
            new Observation.Unknown(Reason.PERMISSION_DENIED, "may not"),
            LATE);

    assertThat(conditions(next)).containsEntry("Ready", "UNKNOWN PermissionDenied");
    assertThat(next.primary()).isEqualTo("A");
  }

  @Test
  void a_group_that_ends_says_what_it_waits_for() {
    FailoverGroupStatus next =
        GroupStatuses.next(Samples.group(1, served), new Observation.Ending("session 'A'"), LATE);

    assertThat(conditions(next))
        .containsEntry("Ready", "FALSE Draining")
        .containsEntry("Reconciling", "TRUE Draining");
  }

  @ParameterizedTest
  @EnumSource(Vacancy.Kind.class)
  void a_group_without_a_primary_says_why(Vacancy.Kind kind) {
    FailoverGroupStatus next = seen(Samples.group(1, served), Samples.vacant(1, kind));

    assertThat(next.primary()).isNull();
    assertThat(next.primarySince()).isNull();
    assertThat(conditions(next).get("PrimaryElected")).startsWith("FALSE ");
    assertThat(conditions(next).get("Ready")).isEqualTo("TRUE Served");
    assertThat(conditions(next).containsKey("NeedsOperator"))
        .isEqualTo(kind == Vacancy.Kind.MANUAL_FAILOVER);
    assertThat(conditions(seen(Samples.group(1, next), Samples.held(1, 2, "B"))))
        .doesNotContainKey("NeedsOperator");
  }
}
