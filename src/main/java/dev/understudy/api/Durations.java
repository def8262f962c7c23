package dev.understudy.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads and writes the durations of the custom resources: one to four numbers of at most five
 * digits, each with its unit, as in {@code 1m30s} or {@code 250ms}.
 *
 * <p>The parts add up, in any order. The finest unit is the millisecond. Stateless.
 */
public final class Durations {

  /** The regular expression of a whole duration, without anchors; valid in Java, RE2 and CEL. */
  public static final String GRAMMAR = "([0-9]{1,5}(h|m|s|ms)){1,4}";

  /** The longest duration that can be written. */
  public static final Duration MAX = Duration.ofHours(100_000).minusMillis(1);

  private static final Pattern WHOLE = Pattern.compile(GRAMMAR);
  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|h|m|s)");

  private Durations() {}

  /**
   * The duration that a text stands for.
   *
   * @throws IllegalArgumentException if the text does not follow the grammar
   */
  public static Duration parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no duration like 1m30s"));
  }

  /** The duration that a text stands for; empty if the text does not follow the grammar. */
  public static Optional<Duration> tryParse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        PART.matcher(text).results().map(Durations::part).reduce(Duration.ZERO, Duration::plus));
  }

  /**
   * The shortest text for a duration, rounded up to milliseconds: {@code 0s}, {@code 1m30s}.
   *
   * @throws IllegalArgumentException if the duration is negative or longer than {@link #MAX}
   */
  public static String print(Duration duration) {
    Duration rounded = roundUpToMillis(duration);
    if (rounded.isNegative() || rounded.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(duration + " cannot be written");
    }
    if (rounded.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    append(text, rounded.toHours(), "h");
    append(text, rounded.toMinutesPart(), "m");
    append(text, rounded.toSecondsPart(), "s");
    append(text, rounded.toMillisPart(), "ms");
    return text.toString();
  }

  /** The shortest duration of whole milliseconds that is not shorter than the given one. */
  public static Duration roundUpToMillis(Duration duration) {
    Duration whole = duration.truncatedTo(ChronoUnit.MILLIS);
    return whole.compareTo(duration) < 0 ? whole.plusMillis(1) : whole;
  }

  private static Duration part(MatchResult part) {
    long amount = Long.parseLong(part.group(1));
    return switch (part.group(2)) {
      case "h" -> Duration.ofHours(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMillis(amount);
    };
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }
}
