package dev.understudy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.understudy.telemetry.Label;
import dev.understudy.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The files that are shipped for monitoring, and the table that the documentation shows. */
final class Shipped {
  static final Path BASE = Path.of(System.getProperty("understudy.basedir"));
  static final Path MONITORING = BASE.resolve("deploy/monitoring");
  static final Path RUNBOOKS = BASE.resolve("docs/runbooks");

  private Shipped() {}

  /** One alerting rule. */
  record Alert(String name, String expression, JsonNode rule) {}

  static List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode group : read(new YAMLMapper(), MONITORING.resolve("alerts.yaml")).get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        alerts.add(new Alert(rule.get("alert").asText(), rule.get("expr").asText(), rule));
      }
    }
    return alerts;
  }

  static JsonNode dashboard() {
    return read(new ObjectMapper(), MONITORING.resolve("dashboard.json"));
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables of metrics, as docs/metrics.md shows them. */
  static String tables() {
    StringBuilder text = new StringBuilder();
    for (Metric.Section section : Metric.Section.values()) {
      text.append("\n## ").append(section.title()).append("\n\n");
      text.append("| metric | type | labels | meaning |\n|---|---|---|---|\n");
      for (Metric metric : Metric.values()) {
        if (metric.section() == section) {
          text.append(
              "| `%s` | %s | %s | %s |\n"
                  .formatted(
                      metric.metricName(),
                      metric.kind().name().toLowerCase(Locale.ROOT),
                      metric.labels().stream()
                          .map(Shipped::label)
                          .collect(Collectors.joining("; ")),
                      metric.meaning()));
        }
      }
    }
    return text.toString();
  }

  private static String label(Label label) {
    return label.isClosed()
        ? "`%s`: %s".formatted(label.name(), String.join(", ", label.values()))
        : "`%s`".formatted(label.name());
  }
}
