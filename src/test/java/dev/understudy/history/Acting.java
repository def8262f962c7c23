package dev.understudy.history;

import dev.understudy.group.GroupKey;
import java.time.Duration;

/**
 * A stretch of time in which a client may have acted as the primary of its group, from its own log.
 *
 * @param session its session's id
 * @param process which process of it: another start has another
 * @param keepsRule whether it keeps the rule for clients
 * @param until when it stopped, or would have stopped by itself at the latest
 */
public record Acting(
    GroupKey group,
    String session,
    String process,
    boolean keepsRule,
    long term,
    Duration from,
    Duration until) {

  /** Whether it lasted for any time at all. */
  boolean lasted() {
    return until.compareTo(from) > 0;
  }
}
