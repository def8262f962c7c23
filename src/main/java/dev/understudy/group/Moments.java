package dev.understudy.group;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moments, some of which never come or never came. */
final class Moments {
  private Moments() {}

  /** The earlier one on the monotonic clock; an absent one never comes. */
  static @Nullable Duration earlier(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** The later one on the wall clock; an absent one never came. */
  static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? a : b;
  }
}
