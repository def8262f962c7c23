package dev.understudy.embedded;

import dev.understudy.embedded.ResourceType.Column;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Objects as the table that kubectl prints. */
final class Table {

  private static final Column NAME = Column.text("Name", ".metadata.name");
  private static final Pattern STEP =
      Pattern.compile("\\.(?<name>\\w+)|\\[\\?\\(@\\.(?<key>\\w+)==\"(?<value>[^\"]*)\"\\)]");

  private final ResourceType type;
  private final Clock clock;

  Table(ResourceType type, Clock clock) {
    this.type = type;
    this.clock = clock;
  }

  /** Whether a request asks for a table. */
  static boolean isWanted(String accept) {
    return accept.contains("as=Table");
  }

  Map<String, Object> of(List<Map<String, Object>> objects, long version) {
    List<Column> columns = columns();
    List<Object> rows = objects.stream().map(object -> (Object) row(object, columns)).toList();
    return Map.of(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        Map.of("resourceVersion", Long.toString(version)),
        "columnDefinitions",
        columns.stream().map(Table::definition).toList(),
        "rows",
        rows);
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>(List.of(NAME));
    columns.addAll(type.columns());
    if (type.columns().isEmpty()) {
      columns.add(Column.AGE);
    }
    return columns;
  }

  private static Map<String, Object> definition(Column column) {
    return Map.of(
        "name", column.name(),
        "type", column.type(),
        "format", column.equals(NAME) ? "name" : "",
        "description", "",
        "priority", column.priority());
  }

  private Map<String, Object> row(Map<String, Object> object, List<Column> columns) {
    List<Object> cells =
        columns.stream().map(column -> cell(column, find(object, column.path()))).toList();
    Map<String, Object> partial =
        Map.of(
            "kind", "PartialObjectMetadata",
            "apiVersion", "meta.k8s.io/v1",
            "metadata", Json.child(object, "metadata"));
    return Map.of("cells", cells, "object", partial);
  }

  private Object cell(Column column, @Nullable Object value) {
    if (value == null) {
      return column.type().equals("date") ? "<unknown>" : "";
    }
    return column.type().equals("date") ? age(value.toString()) : value;
  }

  private String age(String time) {
    try {
      Duration age = Duration.between(Instant.parse(time), clock.instant());
      if (age.compareTo(Duration.ofMinutes(2)) < 0) {
        return Math.max(age.toSeconds(), 0) + "s";
      }
      if (age.compareTo(Duration.ofHours(3)) < 0) {
        return age.toMinutes() + "m";
      }
      return age.compareTo(Duration.ofDays(2)) < 0 ? age.toHours() + "h" : age.toDays() + "d";
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  /** The value at a path of names and of items that are known by a member. */
  private static @Nullable Object find(Map<String, Object> object, String path) {
    Object value = object;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      String name = step.group("name");
      if (name != null) {
        value = Json.map(value).get(name);
      } else {
        String key = step.group("key");
        String wanted = step.group("value");
        value =
            Json.list(value).stream()
                .filter(item -> Json.text(Json.map(item), key).equals(wanted))
                .findFirst()
                .orElse(null);
      }
    }
    return value;
  }
}
