package dev.understudy.demo;

import java.time.Duration;
import java.util.Locale;

/** How the demo writes times. */
final class Words {

  private Words() {}

  /** A short time, as in {@code 12 ms}, {@code 6.53 s} or {@code 30 s}. */
  static String of(Duration duration) {
    long millis = Math.round(duration.toNanos() / 1e6);
    if (Math.abs(millis) < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0
        ? millis / 1000 + " s"
        : String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
  }

  /** A moment of the demo, as in {@code 12.30 s}. */
  static String moment(Duration sinceBegin) {
    return String.format(Locale.ROOT, "%6.2f s", sinceBegin.toNanos() / 1e9);
  }
}
