package dev.understudy.election;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a heartbeat arrived.
 *
 * @param at the wall clock, for people
 * @param sinceLast how long after the session's heartbeat before it, on the monotonic clock; absent
 *     when this replica did not see that one
 * @param timeout the timeout that the session is judged by
 */
record Arrival(Instant at, @Nullable Duration sinceLast, Duration timeout) {}
