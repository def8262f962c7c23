package dev.understudy.telemetry;

import dev.understudy.telemetry.GroupState.Phase;
import dev.understudy.telemetry.GroupState.Trouble;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The metrics of groups, made anew at each scrape. Groups over the limit, by namespace and name,
 * share one series {@code _other}, a name that no resource can have: numbers are summed, durations
 * of troubles are the longest. Thread-safe.
 */
final class GroupSeries implements MultiCollector {

  /** Stands for all groups over the limit. */
  static final String OTHER = "_other";

  private final Supplier<List<GroupState>> source;
  private final int limit;

  // What the counters of each group were at the last scrape, by UID, and what came on top of that.
  private Map<String, Counts> last = Map.of();
  private double withoutPrimary;
  private double otherFailovers;
  private double otherWithoutPrimary;

  private record Counts(double failovers, double withoutPrimary) {}

  GroupSeries(Supplier<List<GroupState>> source, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit + " groups");
    }
    this.source = source;
    this.limit = limit;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    List<GroupState> all =
        source.get().stream()
            .sorted(Comparator.comparing(GroupState::namespace).thenComparing(GroupState::name))
            .toList();
    List<GroupState> listed = all.subList(0, Math.min(limit, all.size()));
    List<GroupState> others = all.subList(listed.size(), all.size());
    count(all, others.stream().map(GroupState::uid).collect(Collectors.toSet()));
    List<MetricSnapshot> families = new ArrayList<>(together(all));
    families.addAll(each(listed, others));
    return new MetricSnapshots(families);
  }

  /**
   * Counts what has come on top since the last scrape: a group that is new among the others brings
   * no old failovers with it.
   */
  private void count(List<GroupState> all, Set<String> others) {
    Map<String, Counts> next = HashMap.newHashMap(all.size());
    for (GroupState group : all) {
      Counts now = new Counts(group.failovers(), Spans.seconds(group.withoutPrimary()));
      Counts before = last.getOrDefault(group.uid(), new Counts(now.failovers, 0));
      double without = Math.max(0, now.withoutPrimary - before.withoutPrimary);
      withoutPrimary += without;
      if (others.contains(group.uid())) {
        otherFailovers += Math.max(0, now.failovers - before.failovers);
        otherWithoutPrimary += without;
      }
      next.put(group.uid(), now);
    }
    last = next;
  }

  private List<MetricSnapshot> together(List<GroupState> all) {
    Family phases = new Family(Metric.GROUPS);
    for (Phase phase : Phase.values()) {
      phases.add(sum(all, group -> group.phase() == phase ? 1 : 0), phase.word());
    }
    Family troubles = new Family(Metric.GROUPS_IN_TROUBLE);
    for (Trouble trouble : Trouble.values()) {
      troubles.add(
          sum(all, group -> group.troubles().containsKey(trouble) ? 1 : 0), trouble.word());
    }
    Family sessions = new Family(Metric.SESSIONS);
    sessions.add(sum(all, GroupState::live), "live");
    sessions.add(sum(all, GroupState::stale), "stale");
    sessions.add(sum(all, GroupState::unknown), "unknown");
    Family overrides = new Family(Metric.OVERRIDES);
    overrides.add(sum(all, GroupState::forcedPrimary), "primary");
    overrides.add(sum(all, GroupState::forcedSecondary), "secondary");
    Family without = new Family(Metric.WITHOUT_PRIMARY);
    without.add(withoutPrimary);
    return List.of(
        phases.snapshot(),
        troubles.snapshot(),
        sessions.snapshot(),
        overrides.snapshot(),
        without.snapshot());
  }

  private List<MetricSnapshot> each(List<GroupState> listed, List<GroupState> others) {
    Map<Metric, Family> families = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      if (metric.section() == Metric.Section.EACH_GROUP) {
        families.put(metric, new Family(metric));
      }
    }
    Rows rows = new Rows(families);
    for (GroupState group : listed) {
      rows.add(group.namespace(), group.name(), List.of(group));
      rows.row(Metric.GROUP_TERM, (double) group.term());
      rows.row(Metric.GROUP_FAILOVERS, (double) group.failovers());
      rows.row(Metric.GROUP_WITHOUT_PRIMARY, Spans.seconds(group.withoutPrimary()));
    }
    if (!others.isEmpty()) {
      rows.add(OTHER, OTHER, others);
      rows.row(Metric.GROUP_FAILOVERS, otherFailovers);
      rows.row(Metric.GROUP_WITHOUT_PRIMARY, otherWithoutPrimary);
    }
    return families.values().stream().map(Family::snapshot).toList();
  }

  private static double sum(List<GroupState> groups, ToDoubleFunction<GroupState> number) {
    return groups.stream().mapToDouble(number).sum();
  }

  /** The series of one group, or of several as one. */
  private static final class Rows {
    private final Map<Metric, Family> families;
    private String namespace = "";
    private String name = "";

    Rows(Map<Metric, Family> families) {
      this.families = families;
    }

    void add(String newNamespace, String newName, List<GroupState> groups) {
      namespace = newNamespace;
      name = newName;
      row(Metric.GROUP_PRIMARY, sum(groups, group -> group.primary() ? 1 : 0));
      row(Metric.GROUP_SESSIONS, sum(groups, GroupState::live), "live");
      row(Metric.GROUP_SESSIONS, sum(groups, GroupState::stale), "stale");
      row(Metric.GROUP_SESSIONS, sum(groups, GroupState::unknown), "unknown");
      row(
          Metric.GROUP_OVERRIDES,
          sum(groups, group -> group.forcedPrimary() + group.forcedSecondary()));
      Map<Trouble, Duration> longest = new EnumMap<>(Trouble.class);
      for (GroupState group : groups) {
        group
            .troubles()
            .forEach(
                (trouble, since) ->
                    longest.merge(trouble, since, (a, b) -> a.compareTo(b) >= 0 ? a : b));
      }
      longest.forEach(
          (trouble, since) -> row(Metric.GROUP_TROUBLE, Spans.seconds(since), trouble.word()));
    }

    void row(Metric metric, double value, String... more) {
      Family family = families.get(metric);
      if (family != null) {
        String[] values = new String[2 + more.length];
        values[0] = namespace;
        values[1] = name;
        System.arraycopy(more, 0, values, 2, more.length);
        family.add(value, values);
      }
    }
  }

  /** One metric as it is now. */
  private static final class Family {
    private final Metric metric;
    private final String[] labelNames;
    private final List<CounterDataPointSnapshot> counts = new ArrayList<>();
    private final List<GaugeDataPointSnapshot> values = new ArrayList<>();

    Family(Metric metric) {
      this.metric = metric;
      this.labelNames = metric.labelNames();
    }

    void add(double value, String... labelValues) {
      Labels labels = Labels.of(labelNames, labelValues);
      if (metric.kind() == Metric.Kind.COUNTER) {
        counts.add(CounterDataPointSnapshot.builder().value(value).labels(labels).build());
      } else {
        values.add(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
      }
    }

    MetricSnapshot snapshot() {
      if (metric.kind() == Metric.Kind.COUNTER) {
        CounterSnapshot.Builder builder =
            CounterSnapshot.builder().name(metric.metricName()).help(metric.meaning());
        counts.forEach(builder::dataPoint);
        return builder.build();
      }
      GaugeSnapshot.Builder builder =
          GaugeSnapshot.builder().name(metric.metricName()).help(metric.meaning());
      values.forEach(builder::dataPoint);
      return builder.build();
    }
  }
}
