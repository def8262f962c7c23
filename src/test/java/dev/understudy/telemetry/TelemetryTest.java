package dev.understudy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.election.Cause;
import dev.understudy.testing.Scrape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private final Telemetry telemetry = new Telemetry();

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void a_counter_is_there_before_anything_was_counted() {
    assertThat(Scrape.of(telemetry).value(Metric.TRANSITIONS, "HolderExpired")).isZero();
    assertThat(Scrape.of(telemetry).count(Metric.FAILOVER_OVERSHOOT)).isZero();
    assertThat(Scrape.of(telemetry).value(Metric.LEASE_WRITES, "group", "conflict")).isZero();

    telemetry.tally(Metric.TRANSITIONS, "HolderExpired").add();

    assertThat(Scrape.of(telemetry).value(Metric.TRANSITIONS, "HolderExpired")).isEqualTo(1);
    assertThat(Scrape.of(telemetry).value(Metric.TRANSITIONS, "Elected")).isZero();
  }

  @Test
  void every_cause_of_the_election_has_its_label_value() {
    assertThat(Metric.TRANSITIONS.labels().getFirst().values())
        .containsExactlyElementsOf(Stream.of(Cause.values()).map(Cause::word).toList());
  }

  @Test
  void a_label_value_that_is_not_foreseen_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> telemetry.tally(Metric.TRANSITIONS, "Whim"))
        .withMessageContaining("no reason Whim");
    assertThatIllegalArgumentException().isThrownBy(() -> telemetry.tally(Metric.TRANSITIONS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> telemetry.tally(Metric.HOLD))
        .withMessageContaining("not counted like this");
  }

  @Test
  void durations_are_given_in_seconds_and_none_is_negative() {
    Spans spans = telemetry.spans(Metric.HANDOVER);
    spans.record(Duration.ofMillis(1500));
    spans.record(Duration.ofMillis(-5));

    Scrape scrape = Scrape.of(telemetry);
    assertThat(scrape.count(Metric.HANDOVER)).isEqualTo(2);
    assertThat(scrape.sum(Metric.HANDOVER)).isEqualTo(1.5);
    assertThat(scrape.value("understudy_handover_seconds_bucket", "1.0")).isEqualTo(1);
    assertThat(scrape.value("understudy_handover_seconds_bucket", "2.5")).isEqualTo(2);
  }

  @Test
  void two_telemetries_know_nothing_of_each_other() {
    try (Telemetry other = new Telemetry()) {
      other.tally(Metric.CLOCK_PAUSES).add();

      assertThat(Scrape.of(telemetry).value(Metric.CLOCK_PAUSES)).isZero();
      assertThat(Scrape.of(other).value(Metric.CLOCK_PAUSES)).isEqualTo(1);
    }
  }

  @Test
  void whoever_accepts_open_metrics_gets_it_and_everybody_else_the_older_text() {
    String open =
        Telemetry.form("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3");
    assertThat(open).startsWith("application/openmetrics-text");
    assertThat(telemetry.scrape(open)).endsWith("# EOF\n");
    assertThat(Telemetry.form(null)).isEqualTo(Telemetry.TEXT);
    assertThat(Telemetry.form("*/*")).isEqualTo(Telemetry.TEXT);
    assertThat(telemetry.scrape(Telemetry.TEXT)).doesNotContain("# EOF");
  }

  // Groups

  private static GroupState group(
      String name, long failovers, long seconds, Map<GroupState.Trouble, Duration> troubles) {
    return new GroupState(
        "plant",
        name,
        "uid-" + name,
        GroupState.Phase.HELD,
        true,
        2,
        1,
        0,
        7,
        failovers,
        1,
        0,
        Duration.ofSeconds(seconds),
        troubles);
  }

  @Test
  void groups_are_shown_together_and_each() {
    telemetry.groups(
        () ->
            List.of(
                group("a", 3, 5, Map.of(GroupState.Trouble.NO_STANDBY, Duration.ofSeconds(9))),
                group("b", 0, 0, Map.of())),
        10);

    Scrape scrape = Scrape.of(telemetry);
    assertThat(scrape.value(Metric.GROUPS, "held")).isEqualTo(2);
    assertThat(scrape.value(Metric.GROUPS, "vacant")).isZero();
    assertThat(scrape.value(Metric.SESSIONS, "live")).isEqualTo(4);
    assertThat(scrape.value(Metric.SESSIONS, "stale")).isEqualTo(2);
    assertThat(scrape.value(Metric.OVERRIDES, "primary")).isEqualTo(2);
    assertThat(scrape.value(Metric.GROUPS_IN_TROUBLE, "no_standby")).isEqualTo(1);
    assertThat(scrape.value(Metric.GROUPS_IN_TROUBLE, "stalled")).isZero();
    assertThat(scrape.value(Metric.WITHOUT_PRIMARY)).isEqualTo(5);
    assertThat(scrape.value(Metric.GROUP_TERM, "plant", "a")).isEqualTo(7);
    assertThat(scrape.value(Metric.GROUP_FAILOVERS, "plant", "a")).isEqualTo(3);
    assertThat(scrape.value(Metric.GROUP_PRIMARY, "plant", "b")).isEqualTo(1);
    assertThat(scrape.value(Metric.GROUP_OVERRIDES, "plant", "b")).isEqualTo(1);
    assertThat(scrape.value(Metric.GROUP_TROUBLE, "a", "no_standby")).isEqualTo(9);
    assertThat(scrape.all(Metric.GROUP_TROUBLE.metricName())).hasSize(1);
  }

  @Test
  void groups_over_the_limit_share_one_series_that_no_group_can_have() {
    AtomicReference<List<GroupState>> groups = new AtomicReference<>();
    telemetry.groups(groups::get, 1);
    groups.set(
        List.of(
            group("c", 100, 2, Map.of(GroupState.Trouble.STALLED, Duration.ofSeconds(4))),
            group("b", 50, 1, Map.of(GroupState.Trouble.STALLED, Duration.ofSeconds(6))),
            group("a", 7, 0, Map.of())));

    Scrape first = Scrape.of(telemetry);
    assertThat(first.all(Metric.GROUP_PRIMARY.metricName())).hasSize(2);
    assertThat(first.value(Metric.GROUP_PRIMARY, "plant", "a")).isEqualTo(1);
    assertThat(first.value(Metric.GROUP_PRIMARY, GroupSeries.OTHER)).isEqualTo(2);
    assertThat(first.value(Metric.GROUP_SESSIONS, GroupSeries.OTHER, "live")).isEqualTo(4);
    assertThat(first.value(Metric.GROUP_TROUBLE, GroupSeries.OTHER, "stalled")).isEqualTo(6);
    assertThat(first.value(Metric.GROUP_WITHOUT_PRIMARY, GroupSeries.OTHER)).isEqualTo(3);
    assertThat(first.has(Metric.GROUP_TERM, GroupSeries.OTHER)).isFalse();
    assertThat(first.value(Metric.GROUP_FAILOVERS, GroupSeries.OTHER))
        .as("failovers of long ago are no increase")
        .isZero();

    groups.set(List.of(group("c", 102, 9, Map.of()), group("b", 51, 1, Map.of())));
    Scrape second = Scrape.of(telemetry);
    assertThat(second.value(Metric.GROUP_FAILOVERS, "plant", "b")).isEqualTo(51);
    assertThat(second.value(Metric.GROUP_FAILOVERS, GroupSeries.OTHER)).isEqualTo(2);
    assertThat(second.value(Metric.GROUP_WITHOUT_PRIMARY, GroupSeries.OTHER)).isEqualTo(10);
    assertThat(second.value(Metric.WITHOUT_PRIMARY)).isEqualTo(10);

    groups.set(List.of());
    Scrape third = Scrape.of(telemetry);
    assertThat(third.all(Metric.GROUP_PRIMARY.metricName())).isEmpty();
    assertThat(third.value(Metric.WITHOUT_PRIMARY))
        .as("what was lost stays lost when its group is gone")
        .isEqualTo(10);
  }

  @Test
  void no_group_has_a_series_of_its_own_where_that_is_switched_off() {
    telemetry.groups(() -> List.of(group("a", 0, 0, Map.of())), 0);

    assertThat(Scrape.of(telemetry).all(Metric.GROUP_PRIMARY.metricName()))
        .singleElement()
        .satisfies(sample -> assertThat(sample.labels()).containsValue(GroupSeries.OTHER));
    assertThatIllegalArgumentException().isThrownBy(() -> new GroupSeries(List::of, -1));
  }
}
