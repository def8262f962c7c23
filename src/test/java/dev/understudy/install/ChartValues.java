package dev.understudy.install;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the comments of {@code values.yaml} say of each value, and what is made of that: the table
 * of the chart's README, and the descriptions of its schema.
 */
final class ChartValues {

  static final Path README = Chart.DIRECTORY.resolve("README.md");
  static final Path SCHEMA = Chart.DIRECTORY.resolve("values.schema.json");
  static final Path VALUES = Chart.DIRECTORY.resolve("values.yaml");

  private static final String BEGIN =
      "<!-- values: made from values.yaml by mvn -q -Pmanifests -->\n";
  private static final String END = "<!-- values: end -->";
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):( .*)?");
  private static final Pattern COMMENT = Pattern.compile(" *# -- (.*)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartValues() {}

  /**
   * A value that users may set.
   *
   * @param path its keys, from the outermost
   * @param standard what it is unless it is set
   */
  record Value(List<String> path, JsonNode standard, String description) {
    String key() {
      return String.join(".", path);
    }
  }

  /** All that carry a comment, in the order of the file. */
  static List<Value> documented() {
    JsonNode all = Rendered.parse(read(VALUES)).getFirst();
    List<Value> values = new ArrayList<>();
    Deque<Integer> indents = new ArrayDeque<>();
    Deque<String> keys = new ArrayDeque<>();
    String comment = null;
    for (String line : read(VALUES).lines().toList()) {
      Matcher said = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (said.matches()) {
        comment = said.group(1);
      } else if (key.matches()) {
        int indent = key.group(1).length();
        while (!indents.isEmpty() && indents.peekLast() >= indent) {
          indents.removeLast();
          keys.removeLast();
        }
        indents.addLast(indent);
        keys.addLast(key.group(2));
        if (comment != null) {
          List<String> path = List.copyOf(keys);
          values.add(new Value(path, all.at("/" + String.join("/", path)), comment));
          comment = null;
        }
      }
    }
    return values;
  }

  /** The README with its table as the comments want it. */
  static String readme() {
    String text = read(README);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(README + " has no place for the table: " + BEGIN + END);
    }
    return text.substring(0, begin) + BEGIN + table() + text.substring(end);
  }

  private static String table() {
    return "\n| value | default | meaning |\n|---|---|---|\n"
        + documented().stream().map(ChartValues::line).collect(Collectors.joining())
        + "\n";
  }

  private static String line(Value value) {
    String standard =
        value.standard().isContainerNode() && value.standard().toString().length() > 40
            ? "see `values.yaml`"
            : "`" + value.standard() + "`";
    return "| `%s` | %s | %s |\n".formatted(value.key(), standard, value.description());
  }

  /** The schema with the descriptions that the comments give. */
  static String schema() {
    try {
      ObjectNode schema = (ObjectNode) JSON.readTree(read(SCHEMA));
      for (Value value : documented()) {
        JsonNode at = schema;
        for (String key : value.path()) {
          at = at.path("properties").path(key);
        }
        if (!(at instanceof ObjectNode property)) {
          throw new IllegalStateException(SCHEMA + " does not know " + value.key());
        }
        property.put("description", value.description());
      }
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter()
              .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE)
              .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
      return JSON.writer(printer).writeValueAsString(schema) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
