package dev.understudy.plugin;

import static dev.understudy.plugin.GroupSamples.NOW;
import static dev.understudy.plugin.GroupSamples.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How what was found looks. */
class TablesTest {

  private static final GroupReport PAIR = GroupReport.of(pair("failoverTimeout: 10s"), NOW);

  @Test
  void groups_stand_in_columns() {
    assertThat(StatusTables.ofGroups(List.of(PAIR), false, false, NOW))
        .isEqualTo(
            """
            GROUP    PRIMARY   SINCE   TERM   PENDING   LIVE   READY
            line-1   A         2h2m    7      -         2/3    yes
            """);
  }

  @Test
  void a_wide_table_over_all_namespaces_tells_more() {
    assertThat(StatusTables.ofGroups(List.of(PAIR), true, true, NOW))
        .startsWith("NAMESPACE")
        .contains("plant", "HolderExpired");
  }

  @Test
  void one_group_is_told_whole() {
    assertThat(StatusTables.ofGroup(PAIR, NOW))
        .isEqualTo(
            """
            Group:        plant/line-1
            Primary:      A, for 2h2m, term 7
            Last change:  2h2m ago, from B to A (HolderExpired)

            SESSION   ROLE        SCORE   WHY NOT
            A         Primary     100     -
            B         Secondary   99.5    lower score
            C         Secondary   100     stale
            """);
  }

  @Test
  void programs_get_times_in_iso_form() {
    assertThat(OutputFormat.YAML.write(PAIR))
        .contains("primary: \"A\"\n", "primarySince: \"2026-01-02T01:02:05Z\"\n");
    assertThat(OutputFormat.JSON.write(List.of(PAIR))).contains("\"term\" : 7").endsWith("]\n");
  }

  @Test
  void ages_are_told_in_their_largest_units() {
    assertThat(Ages.print(Duration.ofSeconds(59))).isEqualTo("59s");
    assertThat(Ages.print(Duration.ofSeconds(61))).isEqualTo("1m1s");
    assertThat(Ages.print(Duration.ofMinutes(60))).isEqualTo("1h");
    assertThat(Ages.print(Duration.ofMinutes(61 * 11))).isEqualTo("11h");
    assertThat(Ages.print(Duration.ofHours(49))).isEqualTo("2d1h");
    assertThat(Ages.print(Duration.ofSeconds(-5))).isEqualTo("0s");
  }

  @Test
  void a_row_has_as_many_cells_as_the_heading() {
    TextTable table = new TextTable(List.of("A", "B"));

    assertThatIllegalArgumentException().isThrownBy(() -> table.add(List.of("1")));
  }
}
