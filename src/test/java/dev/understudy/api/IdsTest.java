package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @ParameterizedTest
  @ValueSource(strings = {"A", "a b", "...", ".a", "A%2aB", "100 %", "Ä", "🏭", "a&b=c;d", " "})
  void an_id_can_hold_what_a_segment_of_a_url_can(String id) {
    assertThat(Ids.isValid(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a\u0000",
        "a\nb",
        "a\n",
        "\u007f",
        "\u0085",
        "\ud83c",
        "a\udfed",
        "\udfed\ud83c"
      })
  void anything_else_is_no_id(String id) {
    assertThat(Ids.isValid(id)).isFalse();
  }

  @Test
  void the_length_is_counted_in_characters_of_any_plane() {
    assertThat(Ids.isValid("a".repeat(260))).isTrue();
    assertThat(Ids.isValid("🏭".repeat(260))).isTrue();
    assertThat(Ids.isValid("a".repeat(261))).isFalse();
  }
}
