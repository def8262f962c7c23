package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That each value is explained where users look for it. */
class ChartValuesTest {

  private static final JsonNode SCHEMA = schema();

  private static JsonNode schema() {
    try {
      return new ObjectMapper().readTree(ChartValues.read(ChartValues.SCHEMA));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_table_of_the_readme_is_made_from_the_comments() {
    assertThat(ChartValues.read(ChartValues.README))
        .as("made anew by: mvn -q -Pmanifests")
        .isEqualTo(ChartValues.readme());
  }

  @Test
  void the_schema_says_what_the_comments_say() {
    assertThat(ChartValues.read(ChartValues.SCHEMA))
        .as("made anew by: mvn -q -Pmanifests")
        .isEqualTo(ChartValues.schema());
  }

  @Test
  void every_value_is_explained_itself_or_by_what_it_is_a_part_of() {
    List<String> documented =
        ChartValues.documented().stream().map(ChartValues.Value::key).toList();
    List<String> unexplained = new ArrayList<>();
    leaves("", Rendered.parse(ChartValues.read(ChartValues.VALUES)).getFirst(), unexplained);
    unexplained.removeIf(
        leaf ->
            documented.stream().anyMatch(key -> leaf.equals(key) || leaf.startsWith(key + ".")));

    assertThat(unexplained).isEmpty();
    assertThat(documented).doesNotHaveDuplicates().hasSizeGreaterThan(90);
  }

  private static void leaves(String path, JsonNode node, List<String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              each ->
                  leaves(
                      path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                      each.getValue(),
                      leaves));
    } else {
      leaves.add(path);
    }
  }

  @Test
  void the_schema_knows_the_values_of_the_file_and_no_others() {
    List<String> known = new ArrayList<>();
    known(SCHEMA, "", known);
    List<String> there = new ArrayList<>();
    leaves("", Rendered.parse(ChartValues.read(ChartValues.VALUES)).getFirst(), there);

    assertThat(there)
        .allSatisfy(
            leaf ->
                assertThat(known).anyMatch(key -> leaf.equals(key) || leaf.startsWith(key + ".")));
    assertThat(known)
        .filteredOn(key -> !key.equals("global"))
        .allSatisfy(
            key ->
                assertThat(there).anyMatch(leaf -> leaf.equals(key) || leaf.startsWith(key + ".")));
  }

  /** What the schema describes down to where it takes any object. */
  private static void known(JsonNode schema, String path, List<String> known) {
    JsonNode properties = schema.path("properties");
    if (properties.isMissingNode()) {
      known.add(path);
      return;
    }
    assertThat(schema.path("additionalProperties").asBoolean(true))
        .as("%s takes what it does not know", path)
        .isFalse();
    properties
        .properties()
        .forEach(
            each ->
                known(
                    each.getValue(),
                    path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                    known));
  }
}
