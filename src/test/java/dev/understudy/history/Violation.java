package dev.understudy.history;

import java.time.Duration;

/**
 * A broken invariant.
 *
 * @param invariant which, I1 to I12
 * @param at when that showed
 * @param what happened, in words
 */
public record Violation(String invariant, Duration at, String what) {
  @Override
  public String toString() {
    return "%s at %.3f s: %s".formatted(invariant, at.toNanos() / 1e9, what);
  }
}
