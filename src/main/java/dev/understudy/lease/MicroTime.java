package dev.understudy.lease;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Times as a Lease's spec has them: with six fraction digits, in UTC. For human eyes; nothing is
 * decided by them.
 */
final class MicroTime {
  private MicroTime() {}

  static ZonedDateTime of(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }
}
