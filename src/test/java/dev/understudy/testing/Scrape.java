package dev.understudy.testing;

import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one scrape of a replica told, in the text form of Prometheus.
 *
 * @param types what each metric is, by name
 * @param helps what each metric means, by name
 * @param samples all values
 */
public record Scrape(Map<String, String> types, Map<String, String> helps, List<Sample> samples) {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /** One value of one series. */
  public record Sample(String name, SortedMap<String, String> labels, double value) {
    /** The series, as a rule file would name it. */
    public String series() {
      StringBuilder text = new StringBuilder(name);
      if (!labels.isEmpty()) {
        List<String> pairs = new ArrayList<>();
        labels.forEach((label, value) -> pairs.add(label + "=\"" + value + "\""));
        text.append('{').append(String.join(",", pairs)).append('}');
      }
      return text.toString();
    }
  }

  /** Scrapes. */
  public static Scrape of(Telemetry telemetry) {
    return parse(telemetry.scrape(Telemetry.TEXT));
  }

  /** Reads a text. */
  public static Scrape parse(String text) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, String> helps = new HashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (line.startsWith("# HELP ")) {
        helps.put(words[2], words.length > 3 ? words[3] : "");
      } else if (!line.isBlank() && !line.startsWith("#")) {
        samples.add(sample(line));
      }
    }
    return new Scrape(types, helps, List.copyOf(samples));
  }

  private static Sample sample(String line) {
    Matcher parts = SAMPLE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("not a sample: " + line);
    }
    SortedMap<String, String> labels = new TreeMap<>();
    if (parts.group(2) != null) {
      Matcher label = LABEL.matcher(parts.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    String value = parts.group(3);
    return new Sample(
        parts.group(1),
        labels,
        switch (value) {
          case "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(value);
        });
  }

  /** The values of all series of that name. */
  public List<Sample> all(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  /** The value of the one series of a metric that has these label values, among others. */
  public double value(Metric metric, String... labelValues) {
    return value(metric.metricName(), labelValues);
  }

  /** The value of the one series of that name that has these label values, among others. */
  public double value(String name, String... labelValues) {
    List<Sample> found =
        all(name).stream()
            .filter(sample -> sample.labels().values().containsAll(List.of(labelValues)))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(
          name + List.of(labelValues) + " is there " + found.size() + " times: " + found);
    }
    return found.getFirst().value();
  }

  /** How many durations a histogram has taken. */
  public double count(Metric histogram, String... labelValues) {
    return value(histogram.metricName() + "_count", labelValues);
  }

  /** The sum of the durations that a histogram has taken. */
  public double sum(Metric histogram, String... labelValues) {
    return value(histogram.metricName() + "_sum", labelValues);
  }

  /** Whether there is a series of that metric with these label values, among others. */
  public boolean has(Metric metric, String... labelValues) {
    return all(metric.metricName()).stream()
        .anyMatch(sample -> sample.labels().values().containsAll(List.of(labelValues)));
  }
}
