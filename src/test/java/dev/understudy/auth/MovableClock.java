package dev.understudy.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Clocks that go when the test says so. */
final class MovableClock extends Clock {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-01T12:00:00Z"));

  void advance(Duration by) {
    now.updateAndGet(before -> before.plus(by));
  }

  /** The same time, as a clock that does not jump has it. */
  long nanoTime() {
    return Duration.between(Instant.EPOCH, now.get()).toNanos();
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
