package dev.understudy.resource;

import java.time.Duration;

/** A bucket of tokens that fills at a steady rate. Not thread-safe. */
final class Tokens {

  private final int most;
  private final Duration each;
  private Duration filled;
  private int left;

  /**
   * @param most how many it holds, and holds at first
   * @param each how long one takes to come
   * @param now on a monotonic clock
   */
  Tokens(int most, Duration each, Duration now) {
    this.most = most;
    this.each = each;
    this.filled = now;
    this.left = most;
  }

  /** Takes one if there is one. */
  boolean take(Duration now) {
    long come = now.minus(filled).dividedBy(each);
    if (come > 0) {
      left = (int) Math.min(most, left + come);
      filled = filled.plus(each.multipliedBy(come));
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
