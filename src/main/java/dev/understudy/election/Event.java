package dev.understudy.election;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What makes a replica decide. */
public sealed interface Event {

  /**
   * A session sent a heartbeat; it waits for its answer. The session is in the view.
   *
   * @param beat what it sent
   * @param arrived when it arrived, on the monotonic clock
   * @param last what this replica answered the session last; absent when another one did, or when
   *     the answer may not have arrived
   */
  record Heartbeat(Beat beat, Duration arrived, @Nullable LastAnswer last) implements Event {}

  /**
   * A session's Lease was deleted, and this must be ordered with the grants before the deletion is
   * answered.
   *
   * @param session the session
   * @param own whether the session itself asked for it, so that it has stopped acting
   */
  record Deleted(SessionRef session, boolean own) implements Event {}

  /**
   * The Primary answer of a claim could not be handed to its client: not one byte of it. Only for
   * the very version of the group Lease that the claim wrote.
   *
   * @param session who was to get it
   * @param term the term that was granted
   */
  record AnswerLost(SessionRef session, long term) implements Event {}

  /**
   * Anything else: a Lease or the group changed, a request was held or hung up, an answer was
   * written, a deadline has passed. The view says it all.
   */
  record Observed() implements Event {}
}
