package dev.understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the demo draws and writes. */
class TimelineTest {

  private static final Duration BEGIN = Duration.ofHours(1);

  private static Entry entry(int second, String client, Event event) {
    return new Entry(BEGIN.plusSeconds(second), client, event, null, null, null, "");
  }

  private static Screen screen(boolean colours) {
    return new Screen(new PrintStream(new ByteArrayOutputStream()), colours, Screen.Glyphs.ASCII);
  }

  @Test
  void who_acts_stands_by_and_crashes_is_drawn_to_scale() {
    List<Entry> entries =
        List.of(
            entry(0, "a", Event.REGISTERED),
            entry(4, "a", Event.ACTS),
            entry(8, "b", Event.REGISTERED),
            entry(20, "a", Event.CRASHED),
            entry(24, "b", Event.ACTS),
            entry(32, "b", Event.STANDS_BY),
            entry(33, "b", Event.STOPPED));

    List<String> lines =
        new Timeline(screen(false), BEGIN, BEGIN.plusSeconds(36), entries)
            .draw(List.of(BEGIN, BEGIN.plusSeconds(20)), List.of("a", "b"));

    assertThat(lines.stream().map(String::stripTrailing))
        .containsExactly(
            "              1                                       2",
            "a             ........################################X",
            "b                             ................................################..",
            "              |0 s      |5 s      |10 s     |15 s     |20 s     |25 s     |30 s    "
                + " |35 s");
  }

  @Test
  void colours_are_for_terminals_whose_users_want_them() {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    String green = "\u001b[32mx\u001b[0m";

    assertThat(Screen.of(out, true, Map.of()).styled(Screen.Style.GOOD, "x")).isEqualTo(green);
    assertThat(Screen.of(out, false, Map.of()).styled(Screen.Style.GOOD, "x")).isEqualTo("x");
    assertThat(Screen.of(out, true, Map.of("NO_COLOR", "1")).styled(Screen.Style.GOOD, "x"))
        .isEqualTo("x");
    assertThat(Screen.of(out, true, Map.of("TERM", "dumb")).styled(Screen.Style.GOOD, "x"))
        .isEqualTo("x");
  }

  @Test
  void it_writes_ascii_where_nothing_else_can_be_written() {
    PrintStream ascii =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.US_ASCII);
    PrintStream utf8 = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

    assertThat(Screen.of(ascii, true, Map.of()).glyphs()).isEqualTo(Screen.Glyphs.ASCII);
    assertThat(Screen.of(utf8, true, Map.of()).glyphs()).isEqualTo(Screen.Glyphs.UNICODE);
  }

  @Test
  void times_are_written_as_people_read_them() {
    assertThat(Words.of(Duration.ofNanos(12_400_000))).isEqualTo("12 ms");
    assertThat(Words.of(Duration.ofMillis(6_506))).isEqualTo("6.51 s");
    assertThat(Words.of(Duration.ofSeconds(30))).isEqualTo("30 s");
    assertThat(Words.moment(Duration.ofMillis(5_521))).isEqualTo("  5.52 s");
  }

  @Test
  void time_spans_are_written_as_net_does() {
    assertThat(TimeSpans.print(Duration.ofSeconds(15))).isEqualTo("00:00:15");
    assertThat(TimeSpans.print(Duration.ofHours(24))).isEqualTo("1.00:00:00");
    assertThat(TimeSpans.print(Duration.ofMillis(1500))).isEqualTo("00:00:01.5000000");
    for (String text : List.of("00:00:06", "2.03:04:05", "00:00:00.0000001")) {
      assertThat(TimeSpans.print(TimeSpans.parse(text))).isEqualTo(text);
    }
  }
}
