package dev.understudy.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one replica counts and measures. Every replica, simulation and test has its own; there is no
 * common registry. Thread-safe.
 *
 * <p>Whoever counts looks its {@link Tally} or {@link Spans} up once and keeps it.
 */
public final class Telemetry implements AutoCloseable {

  /** The form that every version of Prometheus reads. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** The form that newer ones prefer. */
  private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);
  private final Map<Metric, List<Level>> levels = new EnumMap<>(Metric.class);
  private final List<AutoCloseable> binders = new CopyOnWriteArrayList<>();

  /** A value that is read when it is asked for. */
  private record Level(DoubleSupplier value, List<String> labelValues) {}

  /** Every metric whose labels are known, at zero. */
  public Telemetry() {
    for (Metric metric : Metric.values()) {
      if (!metric.section().isOfGroups()) {
        register(metric);
      }
    }
  }

  private void register(Metric metric) {
    switch (metric.kind()) {
      case COUNTER -> {
        Counter counter =
            Counter.builder()
                .name(metric.metricName())
                .help(metric.meaning())
                .labelNames(metric.labelNames())
                .withoutExemplars()
                .register(prometheus);
        counters.put(metric, counter);
        forAll(metric, counter::initLabelValues);
      }
      case HISTOGRAM -> {
        Histogram histogram =
            Histogram.builder()
                .name(metric.metricName())
                .help(metric.meaning())
                .labelNames(metric.labelNames())
                .classicOnly()
                .classicUpperBounds(metric.bounds())
                .withoutExemplars()
                .register(prometheus);
        histograms.put(metric, histogram);
        forAll(metric, histogram::initLabelValues);
      }
      case GAUGE -> {
        List<Level> values = new CopyOnWriteArrayList<>();
        levels.put(metric, values);
        GaugeWithCallback.builder()
            .name(metric.metricName())
            .help(metric.meaning())
            .labelNames(metric.labelNames())
            .callback(
                callback ->
                    values.forEach(
                        level ->
                            callback.call(
                                level.value().getAsDouble(),
                                level.labelValues().toArray(String[]::new))))
            .register(prometheus);
      }
    }
  }

  /** Does something for all combinations of label values, where these are known. */
  private static void forAll(Metric metric, Consumer<String[]> task) {
    if (metric.labels().stream().allMatch(Label::isClosed)) {
      List<List<String>> combinations = List.of(List.of());
      for (Label label : metric.labels()) {
        List<List<String>> longer = new ArrayList<>();
        for (List<String> combination : combinations) {
          for (String value : label.values()) {
            List<String> next = new ArrayList<>(combination);
            next.add(value);
            longer.add(next);
          }
        }
        combinations = longer;
      }
      combinations.forEach(combination -> task.accept(combination.toArray(String[]::new)));
    }
  }

  /**
   * Finds a counter.
   *
   * @param labelValues in the order of the metric's labels
   * @throws IllegalArgumentException if the metric is no counter or has no such label values
   */
  public Tally tally(Metric metric, String... labelValues) {
    Counter counter = found(counters, metric, labelValues);
    CounterDataPoint point = labelValues.length == 0 ? counter : counter.labelValues(labelValues);
    return point::inc;
  }

  /**
   * Finds a histogram.
   *
   * @param labelValues in the order of the metric's labels
   * @throws IllegalArgumentException if the metric is no histogram or has no such label values
   */
  public Spans spans(Metric metric, String... labelValues) {
    Histogram histogram = found(histograms, metric, labelValues);
    DistributionDataPoint point =
        labelValues.length == 0 ? histogram : histogram.labelValues(labelValues);
    return seconds -> point.observe(Math.max(0, seconds));
  }

  /**
   * Gives a gauge a value.
   *
   * @param value read at each scrape, from any thread; must not block
   * @param labelValues in the order of the metric's labels
   * @throws IllegalArgumentException if the metric is no gauge or has no such label values
   */
  public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
    found(levels, metric, labelValues).add(new Level(value, List.of(labelValues)));
  }

  private static <F> F found(Map<Metric, F> families, Metric metric, String... labelValues) {
    F family = families.get(metric);
    if (family == null) {
      throw new IllegalArgumentException(metric + " is not counted like this");
    }
    List<Label> labels = metric.labels();
    if (labels.size() != labelValues.length) {
      throw new IllegalArgumentException(metric + " has the labels " + labels);
    }
    for (int i = 0; i < labelValues.length; i++) {
      Label label = labels.get(i);
      if (label.isClosed() && !label.values().contains(labelValues[i])) {
        throw new IllegalArgumentException(
            metric + " has no " + label.name() + " " + labelValues[i]);
      }
    }
    return family;
  }

  /**
   * Shows the groups: all of them together, and each one up to a limit; the rest is summed up.
   *
   * @param groups reads them, at each scrape
   * @param limit how many have series of their own; 0 for none
   */
  public void groups(Supplier<List<GroupState>> groups, int limit) {
    prometheus.register(new GroupSeries(groups, limit));
  }

  /** Shows the process: memory, garbage collections, threads, processor, files. */
  public void process() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    JvmGcMetrics collections = new JvmGcMetrics();
    collections.bindTo(registry);
    binders.add(collections);
    JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();
    pressure.bindTo(registry);
    binders.add(pressure);
  }

  /**
   * Says which form a scrape should have.
   *
   * @param accept what the one who asks accepts, as in the header; absent if nothing is said
   */
  public static String form(@Nullable String accept) {
    return accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TEXT : TEXT;
  }

  /**
   * Everything as it is now.
   *
   * @param form as {@link #form} said
   */
  public String scrape(String form) {
    return registry.scrape(form);
  }

  @Override
  public void close() {
    for (AutoCloseable binder : binders) {
      try {
        binder.close();
      } catch (Exception e) {
        throw new IllegalStateException("metrics of the JVM do not end", e);
      }
    }
    registry.close();
  }
}
