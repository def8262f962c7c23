package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "60s, PT1M",
    "1m30s, PT1M30S",
    "500ms, PT0.5S",
    "5m5ms, PT5M0.005S",
    "1h1m1s1ms, PT1H1M1.001S",
    "1s1s1s1s, PT4S",
    "00002s, PT2S",
    "99999h99999h99999h99999h, PT399996H",
    "0s, PT0S"
  })
  void the_parts_of_a_duration_add_up(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "s",
        "1d",
        "1.5s",
        "-1s",
        "+1s",
        "1 s",
        "1s ",
        "1S",
        "100000s",
        "1us",
        "PT1M",
        "1s1s1s1s1s",
        "1s\n",
        "٣s"
      })
  void anything_else_is_no_duration(String text) {
    assertThat(Durations.tryParse(text)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT1M, 1m",
    "PT1M30S, 1m30s",
    "PT24H, 24h",
    "PT1.5S, 1s500ms",
    "PT36H, 36h"
  })
  void a_duration_is_written_in_the_shortest_way(Duration duration, String text) {
    assertThat(Durations.print(duration)).isEqualTo(text);
  }

  @Example
  void a_fraction_of_a_millisecond_is_rounded_up() {
    assertThat(Durations.print(Duration.ofNanos(1))).isEqualTo("1ms");
    assertThat(Durations.print(Duration.ofNanos(1_000_001))).isEqualTo("2ms");
    assertThat(Durations.roundUpToMillis(Duration.ofMillis(7))).isEqualTo(Duration.ofMillis(7));
  }

  @Example
  void what_cannot_be_written_is_refused() {
    assertThat(Durations.parse(Durations.print(Durations.MAX))).isEqualTo(Durations.MAX);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.print(Durations.MAX.plusNanos(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.print(Duration.ofMillis(-1)));
  }

  @Property
  void what_was_written_reads_as_the_same(@ForAll("writable") Duration duration) {
    assertThat(Durations.parse(Durations.print(duration))).isEqualTo(duration);
  }

  @Property
  void rounding_up_adds_less_than_a_millisecond(@ForAll @LongRange(min = 0) long nanos) {
    Duration added = Durations.roundUpToMillis(Duration.ofNanos(nanos)).minusNanos(nanos);

    assertThat(added).isBetween(Duration.ZERO, Duration.ofNanos(999_999));
  }

  @Provide
  Arbitrary<Duration> writable() {
    return Arbitraries.longs().between(0, Durations.MAX.toMillis()).map(Duration::ofMillis);
  }
}
