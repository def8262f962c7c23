package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Time-spans, date-times, texts and trace ids, each there and back. */
class WireFormsTest {

  private static final long TICKS_PER_SECOND = 10_000_000;

  @Property
  void a_time_span_is_read_as_it_was_written(
      @ForAll @LongRange(min = 0, max = 10_675_199L * 86_400) long seconds,
      @ForAll @LongRange(min = 0, max = TICKS_PER_SECOND - 1) long ticks) {
    Duration duration = Duration.ofSeconds(seconds, ticks * 100);

    String text = TimeSpans.write(duration);

    assertThat(text).matches("([1-9][0-9]*\\.)?[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{7})?");
    assertThat(TimeSpans.read(text)).isEqualTo(duration);
  }

  @Property
  void a_time_span_is_rounded_up_by_less_than_a_millisecond(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long nanos) {
    Duration duration = Duration.ofNanos(nanos);

    Duration rounded = TimeSpans.roundedUp(duration);

    assertThat(rounded.toNanosPart() % 1_000_000).isZero();
    assertThat(rounded.minus(duration)).isBetween(Duration.ZERO, Duration.ofNanos(999_999));
  }

  @Property
  void whatever_is_read_as_a_time_span_is_a_time_span(@ForAll String text) {
    try {
      assertThat(TimeSpans.read(text)).isGreaterThanOrEqualTo(Duration.ZERO);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("it ");
    }
  }

  @Example
  void time_spans_look_like_those_of_the_clients() {
    assertThat(TimeSpans.write(Duration.ofMinutes(1))).isEqualTo("00:01:00");
    assertThat(TimeSpans.write(Duration.ofDays(1))).isEqualTo("1.00:00:00");
    assertThat(TimeSpans.write(Duration.ofMillis(2500))).isEqualTo("00:00:02.5000000");
    assertThat(TimeSpans.write(Duration.ofNanos(199))).isEqualTo("00:00:00.0000001");
    assertThat(TimeSpans.read(" 00:00:02.5 ")).isEqualTo(Duration.ofMillis(2500));
    assertThatThrownBy(() -> TimeSpans.write(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Instant> moments() {
    return Arbitraries.longs()
        .between(
            Instant.parse("0001-01-02T00:00:00Z").getEpochSecond(),
            Instant.parse("9999-12-30T00:00:00Z").getEpochSecond())
        .flatMap(
            seconds ->
                Arbitraries.longs()
                    .between(0, TICKS_PER_SECOND - 1)
                    .map(ticks -> Instant.ofEpochSecond(seconds, ticks * 100)));
  }

  @Property
  void a_moment_is_read_as_it_was_written(@ForAll("moments") Instant moment) {
    String text = WireDates.write(moment);

    assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{0,6}[1-9])?Z");
    assertThat(WireDates.read(text)).isEqualTo(moment);
    assertThat(Instant.parse(text)).isEqualTo(moment);
  }

  @Property
  void a_moment_is_the_same_in_every_zone_and_without_one(
      @ForAll("moments") Instant moment,
      @ForAll @IntRange(min = -14 * 60, max = 14 * 60) int zone) {
    OffsetDateTime there = moment.atOffset(ZoneOffset.ofTotalSeconds(zone * 60));

    assertThat(WireDates.read(there.toString())).isEqualTo(moment);
    String utc = WireDates.write(moment);
    assertThat(WireDates.read(utc.substring(0, utc.length() - 1))).isEqualTo(moment);
  }

  @Property
  void whatever_is_read_as_a_moment_can_be_written(@ForAll String text) {
    try {
      Instant moment = WireDates.read(text);
      assertThat(moment == null || WireDates.write(moment) != null).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Example
  void finer_digits_are_dropped_and_far_years_are_the_last() {
    assertThat(WireDates.read("2030-01-01T00:00:00.12345678901234Z"))
        .isEqualTo(Instant.parse("2030-01-01T00:00:00.1234567Z"));
    assertThat(WireDates.write(Instant.parse("2030-01-01T00:00:00.123456789Z")))
        .isEqualTo("2030-01-01T00:00:00.1234567Z");
    assertThat(WireDates.write(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.9999999Z");
    assertThat(WireDates.write(Instant.MIN)).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(WireDates.read("0001-01-01T00:00:00")).isNull();
    assertThat(WireDates.read("2030-01-01T01:02Z"))
        .isEqualTo(Instant.parse("2030-01-01T01:02:00Z").truncatedTo(ChronoUnit.MINUTES));
  }

  @Property
  void repaired_texts_are_well_formed_and_others_stay(@ForAll("anything") String text) {
    String repaired = Texts.wellFormed(text);

    assertThat(Texts.isWellFormed(repaired)).isTrue();
    assertThat(repaired).hasSize(text.length());
    assertThat(repaired.equals(text)).isEqualTo(Texts.isWellFormed(text));
  }

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.chars()
        .with('a', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', 'é')
        .list()
        .ofMaxSize(8)
        .map(
            all -> {
              StringBuilder text = new StringBuilder();
              all.forEach(text::append);
              return text.toString();
            });
  }

  @Property
  void only_ascii_letters_have_a_lower_case(@ForAll String text) {
    String lower = Texts.lower(text);

    assertThat(lower).hasSize(text.length()).doesNotContainPattern("[A-Z]");
    for (int i = 0; i < text.length(); i++) {
      char was = text.charAt(i);
      boolean upper = was >= 'A' && was <= 'Z';
      assertThat(lower.charAt(i)).isEqualTo(upper ? Character.toLowerCase(was) : was);
    }
  }

  @Example
  void no_other_letter_reads_as_one_of_ascii() {
    assertThat(Texts.lower("\u212A\u0130\u017F")).isEqualTo("\u212A\u0130\u017F");
  }

  @Property
  void a_valid_trace_is_taken_over(@ForAll @IntRange(min = 0, max = 254) int version) {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String header = "%02x-%s-00f067aa0ba902b7-01".formatted(version, trace);

    assertThat(Operation.of(header).id()).isEqualTo(trace);
    assertThat(Operation.of(header + "-more").id().equals(trace)).isEqualTo(version > 0);
  }

  @Property
  void anything_else_gets_a_trace_of_its_own(@ForAll String header) {
    assertThat(Operation.of(header).id()).matches("[0-9a-f]{32}").isNotEqualTo(header);
  }

  @Example
  void traces_of_zeros_and_of_another_form_are_not_taken_over() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (String bad :
        new String[] {
          "ff-" + trace + "-00f067aa0ba902b7-01",
          "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
          "00-" + trace + "-0000000000000000-01",
          "00-" + trace.toUpperCase(java.util.Locale.ROOT) + "-00f067aa0ba902b7-01",
          "00-" + trace + "-00f067aa0ba902b7",
          "00-" + trace + "-00f067aa0ba902b7-01-02",
          trace
        }) {
      assertThat(Operation.of(bad).id())
          .isNotEqualToIgnoringCase(trace)
          .isNotEqualTo("0".repeat(32));
    }
    assertThat(Operation.of(null).id()).isNotEqualTo(Operation.of(null).id());
  }
}
