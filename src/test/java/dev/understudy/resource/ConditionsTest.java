package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-01T01:00:00.9Z");

  private final List<Condition> before =
      new Conditions(List.of(), 1, EARLY)
          .isTrue(ConditionType.STALLED, Reason.INVALID_SPEC, "bad")
          .isTrue(ConditionType.READY, Reason.SERVED, "fine")
          .list();

  @Test
  void the_time_changes_only_with_the_status() {
    Conditions same =
        new Conditions(before, 2, LATE).isTrue(ConditionType.READY, Reason.ENFORCED, "new words");
    Conditions other =
        new Conditions(before, 2, LATE).isFalse(ConditionType.READY, Reason.DRAINING, "not now");

    assertThat(same.get(ConditionType.READY))
        .contains(
            new Condition("Ready", Condition.Status.TRUE, 2L, EARLY, "Enforced", "new words"));
    assertThat(other.get(ConditionType.READY))
        .contains(
            new Condition(
                "Ready",
                Condition.Status.FALSE,
                2L,
                Instant.parse("2026-01-01T01:00:00Z"),
                "Draining",
                "not now"));
  }

  @Test
  void a_condition_that_is_set_to_and_fro_at_once_has_not_changed() {
    Conditions conditions =
        new Conditions(before, 1, LATE)
            .isUnknown(ConditionType.READY, Reason.NOT_YET_KNOWN, "?")
            .isTrue(ConditionType.READY, Reason.SERVED, "fine");

    assertThat(conditions.list()).isEqualTo(before);
  }

  @Test
  void conditions_stand_in_one_order_and_foreign_ones_stay() {
    Condition foreign =
        new Condition("Newer", Condition.Status.TRUE, null, EARLY, "Because", "of a newer version");
    List<Condition> all =
        new Conditions(List.of(foreign, before.get(1), before.get(0)), 1, LATE).list();

    assertThat(all).extracting(Condition::type).containsExactly("Ready", "Stalled", "Newer");
    assertThat(new Conditions(all, 1, LATE).isAbsent(ConditionType.STALLED).list())
        .extracting(Condition::type)
        .containsExactly("Ready", "Newer");
  }
}
