package dev.understudy.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes date-times. It reads them with {@code Z}, with an offset, or without a zone,
 * which is taken as UTC; it writes them in UTC with {@code Z} and at most 7 fractional digits.
 * Years are 1 to 9999. Stateless.
 */
final class WireDates {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})"
              + "(?::([0-9]{2})(?:[.,]([0-9]{1,20}))?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?");

  /** What a client's date-time is before anybody sets it. */
  private static final LocalDateTime UNSET = LocalDateTime.of(1, 1, 1, 0, 0);

  private static final Instant FIRST = UNSET.toInstant(ZoneOffset.UTC);
  private static final Instant LAST =
      LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_900).toInstant(ZoneOffset.UTC);

  private static final int NANOS_PER_TICK = 100;
  private static final int NANO_DIGITS = 9;
  private static final int TICK_DIGITS = 7;

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, TICK_DIGITS, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private WireDates() {}

  /**
   * The moment that a text stands for; null if it stands for none. What is finer than 100 ns is
   * dropped.
   *
   * @throws IllegalArgumentException if it is no date-time; its message says why
   */
  static @Nullable Instant read(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is not of the form yyyy-MM-ddTHH:mm:ss[.fffffff][Z]");
    }
    Instant moment;
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(parts.group(1)),
              number(parts.group(2)),
              number(parts.group(3)),
              number(parts.group(4)),
              number(parts.group(5)),
              number(parts.group(6)),
              nanos(parts.group(7)));
      if (local.equals(UNSET)) {
        return null;
      }
      moment = local.toInstant(zone(parts.group(8)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such day, time or offset", e);
    }
    if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
      throw new IllegalArgumentException("its year is not from 1 to 9999");
    }
    return moment;
  }

  /** The text for a moment; what is finer than 100 ns is dropped. */
  static String write(Instant moment) {
    Instant within = moment.isBefore(FIRST) ? FIRST : moment.isAfter(LAST) ? LAST : moment;
    return FORMAT.format(within);
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    String nanos = (fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
    return Integer.parseInt(nanos) / NANOS_PER_TICK * NANOS_PER_TICK;
  }

  private static ZoneOffset zone(@Nullable String offset) {
    return offset == null || offset.equalsIgnoreCase("Z") ? ZoneOffset.UTC : ZoneOffset.of(offset);
  }
}
