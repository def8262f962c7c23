package dev.understudy.group;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Moments of the monotonic clock, some of which never come. */
final class Moments {
  private Moments() {}

  /** The earlier one; an absent one never comes. */
  static @Nullable Duration earlier(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }
}
