package dev.understudy.rest;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes time-spans in .NET's constant form, {@code [d.]hh:mm:ss[.fffffff]}: {@code
 * 00:01:00}, {@code 1.00:00:00}, {@code 00:00:02.5000000}. Their unit is 100 ns. Stateless.
 */
final class TimeSpans {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:([0-9]{1,8})\\.)?([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\\.([0-9]{1,7}))?");

  private static final int NANOS_PER_TICK = 100;
  private static final int TICK_DIGITS = 7;

  private TimeSpans() {}

  /**
   * The duration that a text stands for.
   *
   * @throws IllegalArgumentException if the text is not in the form, or is negative; its message
   *     says why
   */
  static Duration read(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is not of the form [d.]hh:mm:ss[.fffffff]");
    }
    long days = parts.group(1) == null ? 0 : Long.parseLong(parts.group(1));
    return Duration.ofDays(days)
        .plusHours(part(parts.group(2), 23, "hours"))
        .plusMinutes(part(parts.group(3), 59, "minutes"))
        .plusSeconds(part(parts.group(4), 59, "seconds"))
        .plusNanos(parts.group(5) == null ? 0 : nanos(parts.group(5)));
  }

  /** The shortest duration of whole milliseconds that is not shorter than the given one. */
  static Duration roundedUp(Duration duration) {
    Duration whole = duration.truncatedTo(ChronoUnit.MILLIS);
    return whole.compareTo(duration) < 0 ? whole.plusMillis(1) : whole;
  }

  /** The text for a duration that is not negative; what is finer than 100 ns is dropped. */
  static String write(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(duration + " is negative");
    }
    StringBuilder text = new StringBuilder(16);
    if (duration.toDaysPart() > 0) {
      text.append(duration.toDaysPart()).append('.');
    }
    two(text, duration.toHoursPart()).append(':');
    two(text, duration.toMinutesPart()).append(':');
    two(text, duration.toSecondsPart());
    int ticks = duration.toNanosPart() / NANOS_PER_TICK;
    if (ticks > 0) {
      String digits = Integer.toString(ticks);
      text.append('.').repeat('0', TICK_DIGITS - digits.length()).append(digits);
    }
    return text.toString();
  }

  private static long part(String digits, int most, String what) {
    int value = Integer.parseInt(digits);
    if (value > most) {
      throw new IllegalArgumentException("it has more than " + most + " " + what);
    }
    return value;
  }

  private static long nanos(String fraction) {
    return Long.parseLong(fraction + "0".repeat(TICK_DIGITS - fraction.length())) * NANOS_PER_TICK;
  }

  private static StringBuilder two(StringBuilder text, int value) {
    return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
