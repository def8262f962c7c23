package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a Lease's own fields can hold: 32-bit counts, whole seconds, microseconds. */
final class LeaseTerms {
  /**
   * The term, where it is higher than leaseTransitions can say; that field then stands at its
   * highest value. No group gets there by electing: it takes a Lease that was written by hand.
   */
  private static final String HIGH_TERM = "term";

  private static final int HIGHEST_TRANSITIONS = Integer.MAX_VALUE;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private LeaseTerms() {}

  static int transitions(long term) {
    return (int) Math.min(term, HIGHEST_TRANSITIONS);
  }

  static void writeHighTerm(Notes notes, long term) {
    notes.put(HIGH_TERM, term > HIGHEST_TRANSITIONS ? term : null);
  }

  static long term(Notes notes, @Nullable LeaseSpec spec) {
    Integer transitions = spec == null ? null : spec.getLeaseTransitions();
    if (transitions == null) {
      return 0;
    }
    if (transitions < 0) {
      throw notes.unreadable("its leaseTransitions is " + transitions + ", below 0");
    }
    return transitions < HIGHEST_TRANSITIONS
        ? transitions
        : Math.max(transitions, notes.count(HIGH_TERM));
  }

  /** Whole seconds, rounded up; at least 1, which is the least that the API server takes. */
  static int seconds(Duration timeout) {
    long seconds =
        timeout.getNano() == 0 || timeout.getSeconds() == Long.MAX_VALUE
            ? timeout.getSeconds()
            : timeout.getSeconds() + 1;
    return Math.clamp(seconds, 1, Integer.MAX_VALUE);
  }

  /** For human eyes, in years of four digits; nothing is decided by it. */
  static ZonedDateTime time(Instant instant) {
    Instant writable =
        instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    return writable.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }
}
