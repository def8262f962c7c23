package dev.understudy.election;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time as one replica sees it.
 *
 * @param monotonic the time on the replica's own monotonic clock, from an origin of its own: all
 *     waits are counted on it
 * @param wall the wall clock: it decides when an override expires and what people read, never
 *     whether a grant is valid
 */
public record Moment(Duration monotonic, Instant wall) {

  /** Whether the given moment of the monotonic clock has come. */
  boolean reached(Duration monotonicMoment) {
    return monotonic.compareTo(monotonicMoment) >= 0;
  }
}
