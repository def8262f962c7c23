package dev.understudy.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes .NET's constant form of time-spans, {@code [d.]hh:mm:ss[.fffffff]}. */
public final class TimeSpans {

  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,8})\\.)?(\\d\\d):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{7}))?");
  private static final int NANOS_PER_TICK = 100;

  private TimeSpans() {}

  /**
   * Reads a time-span.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no time-span");
    }
    Duration days = Duration.ofDays(form.group(1) == null ? 0 : Long.parseLong(form.group(1)));
    long ticks = form.group(5) == null ? 0 : Long.parseLong(form.group(5));
    return days.plusHours(Long.parseLong(form.group(2)))
        .plusMinutes(Long.parseLong(form.group(3)))
        .plusSeconds(Long.parseLong(form.group(4)))
        .plusNanos(ticks * NANOS_PER_TICK);
  }

  /** Writes a time-span; what is finer than 100 ns is cut off. */
  public static String print(Duration duration) {
    long ticks = duration.toNanosPart() / NANOS_PER_TICK;
    return (duration.toDaysPart() > 0 ? duration.toDaysPart() + "." : "")
        + String.format(
            Locale.ROOT,
            "%02d:%02d:%02d",
            duration.toHoursPart(),
            duration.toMinutesPart(),
            duration.toSecondsPart())
        + (ticks > 0 ? String.format(Locale.ROOT, ".%07d", ticks) : "");
  }
}
