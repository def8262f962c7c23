package dev.understudy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table as an API server gives it to kubectl.
 *
 * @param columns the names of the columns that are always shown
 * @param rows the cells under them
 */
record KubectlView(List<String> columns, List<List<String>> rows) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a request accepts that wants a table. */
  static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io";

  /** Reads a {@code Table}. */
  static KubectlView read(String body) {
    try {
      JsonNode table = JSON.readTree(body);
      List<Integer> shown = new ArrayList<>();
      List<String> columns = new ArrayList<>();
      JsonNode definitions = table.path("columnDefinitions");
      for (int i = 0; i < definitions.size(); i++) {
        if (definitions.path(i).path("priority").asInt() == 0) {
          shown.add(i);
          columns.add(definitions.path(i).path("name").asText().toUpperCase(Locale.ROOT));
        }
      }
      List<List<String>> rows = new ArrayList<>();
      for (JsonNode row : table.path("rows")) {
        rows.add(shown.stream().map(i -> row.path("cells").path(i).asText()).toList());
      }
      return new KubectlView(columns, rows);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no table: " + body, e);
    }
  }

  /** The cell of an object, known by its name, under a column. */
  Optional<String> cell(String name, String column) {
    int index = columns.indexOf(column);
    return rows.stream()
        .filter(row -> row.getFirst().equals(name))
        .map(row -> row.get(index))
        .findFirst();
  }

  /** The lines that kubectl prints. */
  List<String> lines() {
    List<List<String>> all = new ArrayList<>(List.of(columns));
    all.addAll(rows);
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        line.append(row.get(i)).repeat(' ', width + 3 - row.get(i).length());
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
