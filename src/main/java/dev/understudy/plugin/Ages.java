package dev.understudy.plugin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells how long ago something was, as kubectl does: in its one or two largest units. */
final class Ages {
  private static final int SHORT = 10;

  private Ages() {}

  /** How long ago a moment was; a dash if there was none, zero if it is still to come. */
  static String since(@Nullable Instant then, Instant now) {
    return then == null ? "-" : print(Duration.between(then, now));
  }

  /** A duration in words; a negative one is zero. */
  static String print(Duration duration) {
    Duration positive = duration.isNegative() ? Duration.ZERO : duration;
    if (positive.toDays() > 0) {
      return two(positive.toDays(), "d", positive.toHoursPart(), "h");
    }
    if (positive.toHours() > 0) {
      return two(positive.toHours(), "h", positive.toMinutesPart(), "m");
    }
    if (positive.toMinutes() > 0) {
      return two(positive.toMinutes(), "m", positive.toSecondsPart(), "s");
    }
    return positive.toSeconds() + "s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 || large >= SHORT ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
