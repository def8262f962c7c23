package dev.understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.telemetry.GroupState;
import dev.understudy.telemetry.Label;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Telemetry;
import dev.understudy.testing.Promtool;
import dev.understudy.testing.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The catalogue, the documentation, the alerts and the dashboard say the same. */
class MonitoringTest {
  private static final Pattern NAME =
      Pattern.compile("\\b(understudy_[a-z_]+|jvm_[a-z_]+|process_[a-z_]+)\\b");

  private final Telemetry telemetry = everything();

  /** A telemetry in which every metric has a value. */
  private static Telemetry everything() {
    Telemetry telemetry = new Telemetry();
    telemetry.process();
    telemetry.groups(
        () ->
            List.of(
                new GroupState(
                    "plant",
                    "line-1",
                    "uid",
                    GroupState.Phase.HELD,
                    true,
                    1,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    Map.of(GroupState.Trouble.NO_STANDBY, Duration.ofSeconds(1)))),
        1);
    for (Metric metric : Metric.values()) {
      String[] values =
          metric.labels().stream()
              .map(label -> label.isClosed() ? label.values().getFirst() : "x")
              .toArray(String[]::new);
      boolean ofGroups =
          metric.section() == Metric.Section.GROUPS
              || metric.section() == Metric.Section.EACH_GROUP;
      if (!ofGroups) {
        switch (metric.kind()) {
          case COUNTER -> telemetry.tally(metric, values).add();
          case HISTOGRAM -> telemetry.spans(metric, values).record(1);
          case GAUGE -> telemetry.gauge(metric, () -> 1, values);
        }
      }
    }
    return telemetry;
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void what_is_registered_is_what_the_catalogue_says() {
    Scrape scrape = Scrape.of(telemetry);
    Set<String> registered =
        scrape.types().keySet().stream()
            .filter(name -> name.startsWith("understudy_"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(registered)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Metric.values()).map(Metric::metricName).toList());
    for (Metric metric : Metric.values()) {
      String name = metric.metricName();
      assertThat(scrape.types().get(name))
          .as(name)
          .isEqualTo(metric.kind().name().toLowerCase(Locale.ROOT));
      assertThat(scrape.helps().get(name)).as(name).isEqualTo(metric.meaning());
      String sample = metric.kind() == Metric.Kind.HISTOGRAM ? name + "_count" : name;
      assertThat(scrape.all(sample))
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(each.labels().keySet())
                      .containsExactlyInAnyOrderElementsOf(
                          metric.labels().stream().map(Label::name).toList()));
    }
  }

  @Test
  void the_documentation_shows_the_catalogue() throws IOException {
    Path wanted = Shipped.BASE.resolve("target/metrics.md");
    String document = Shipped.text(Shipped.BASE.resolve("docs/metrics.md"));
    String tables = Shipped.tables();
    int begins = document.indexOf("\n## ");
    String all = (begins < 0 ? document : document.substring(0, begins)) + tables;
    Files.writeString(wanted, all);

    assertThat(document)
        .as("docs/metrics.md differs from the catalogue; target/metrics.md is as it should be")
        .isEqualTo(all);
  }

  private Set<String> unknown(String expression) {
    Set<String> unknown = new TreeSet<>();
    Set<String> known = Scrape.of(telemetry).types().keySet();
    Matcher names = NAME.matcher(expression);
    while (names.find()) {
      String name = names.group(1);
      String family = name.replaceFirst("_(bucket|count|sum)$", "");
      if (!known.contains(name) && !known.contains(family)) {
        unknown.add(name);
      }
    }
    // There only after the first garbage collection.
    unknown.remove("jvm_memory_usage_after_gc");
    return unknown;
  }

  @Test
  void the_alerts_name_metrics_that_there_are() {
    assertThat(Shipped.alerts()).isNotEmpty();
    assertThat(Shipped.alerts())
        .allSatisfy(alert -> assertThat(unknown(alert.expression())).as(alert.name()).isEmpty());
    assertThat(unknown("rate(understudy_whims_total[5m])")).hasSize(1);
  }

  @Test
  void the_dashboard_names_metrics_that_there_are_and_all_but_the_rarest() {
    Set<String> named = new TreeSet<>();
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : Shipped.dashboard().get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.get("expr").asText());
      }
    }
    for (String expression : expressions) {
      assertThat(unknown(expression)).as(expression).isEmpty();
      Matcher names = NAME.matcher(expression);
      while (names.find()) {
        named.add(names.group(1).replaceFirst("_bucket$", ""));
      }
    }
    for (JsonNode variable : Shipped.dashboard().get("templating").get("list")) {
      assertThat(unknown(variable.path("definition").asText())).isEmpty();
    }
    assertThat(named)
        .containsAll(
            Stream.of(Metric.values())
                .filter(metric -> metric != Metric.GROUP_OVERRIDES)
                .map(Metric::metricName)
                .toList());
    assertThat(Shipped.dashboard().get("schemaVersion").asInt()).isGreaterThanOrEqualTo(41);
  }

  @Test
  void every_alert_says_what_to_do_and_every_runbook_has_its_alert() throws IOException {
    Set<String> runbooks = new TreeSet<>();
    for (Shipped.Alert alert : Shipped.alerts()) {
      JsonNode annotations = alert.rule().get("annotations");
      assertThat(alert.rule().get("labels").get("severity").asText())
          .isIn("critical", "warning", "info");
      assertThat(annotations.get("summary").asText()).isNotBlank();
      assertThat(annotations.get("description").asText()).isNotBlank();
      assertThat(annotations.get("runbook_url").asText())
          .isEqualTo("docs/runbooks/" + alert.name() + ".md");
      Path runbook = Shipped.RUNBOOKS.resolve(alert.name() + ".md");
      assertThat(runbook).exists();
      assertThat(Shipped.text(runbook))
          .contains(
              "What it means",
              "Is production at risk now?",
              "What to check",
              "What to do",
              "How to see that it is over");
      assertThat(Shipped.text(Shipped.RUNBOOKS.resolve("README.md"))).contains(alert.name());
      runbooks.add(runbook.getFileName().toString());
    }
    try (Stream<Path> files = Files.list(Shipped.RUNBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(runbooks.stream(), Stream.of("README.md")).toList());
    }
  }

  @Test
  void the_chart_ships_the_same_files() {
    for (String file : List.of("alerts.yaml", "dashboard.json")) {
      assertThat(Shipped.text(Shipped.BASE.resolve("helm/understudy/files").resolve(file)))
          .isEqualTo(Shipped.text(Shipped.MONITORING.resolve(file)));
    }
  }

  @Test
  void promtool_finds_no_fault_with_the_names() {
    String own =
        telemetry
            .scrape(Telemetry.TEXT)
            .lines()
            .filter(line -> line.contains("understudy_"))
            .collect(Collectors.joining("\n", "", "\n"));

    Promtool.Result result = Promtool.find().run(Shipped.BASE, own, "check", "metrics");

    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void promtool_fires_each_alert_by_its_series_and_by_no_others() {
    Promtool promtool = Promtool.find();
    assertThat(promtool.run(Shipped.MONITORING, "", "check", "rules", "alerts.yaml").exitCode())
        .isZero();

    Promtool.Result result =
        promtool.run(Shipped.MONITORING, "", "test", "rules", "alerts.test.yaml");

    assertThat(result.exitCode()).as(result.output()).isZero();
    String tests = Shipped.text(Shipped.MONITORING.resolve("alerts.test.yaml"));
    assertThat(Shipped.alerts())
        .allSatisfy(
            alert ->
                assertThat(tests)
                    .contains(
                        "name: " + alert.name() + " fires",
                        "name: " + alert.name() + " is silent"));
  }
}
