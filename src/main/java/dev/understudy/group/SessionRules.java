package dev.understudy.group;

import java.time.Duration;

/**
 * How many sessions and groups there may be, how often a session may send, and how long one that
 * does not come back is kept. A number of 0 stands for no limit.
 *
 * @param retention how long a session may be silent before it is removed; zero keeps it for ever
 * @param sessionsInGroup how many sessions a group may have
 * @param sessionsInNamespace how many sessions the groups of a namespace may have together
 * @param groupsInNamespace how many groups a namespace may have before REST clients can make no
 *     more; those of manifests count, and are never refused
 * @param heartbeatsInSecond how many heartbeats a second one session may send for long, at each
 *     replica
 */
public record SessionRules(
    Duration retention,
    int sessionsInGroup,
    int sessionsInNamespace,
    int groupsInNamespace,
    int heartbeatsInSecond) {

  /** What is in force where nothing else is said. */
  public static final SessionRules DEFAULT =
      new SessionRules(Duration.ofHours(24), 1_000, 10_000, 1_000, 1);

  public SessionRules {
    if (retention.isNegative()) {
      throw new IllegalArgumentException("a retention is not negative, got " + retention);
    }
    if (sessionsInGroup < 0
        || sessionsInNamespace < 0
        || groupsInNamespace < 0
        || heartbeatsInSecond < 0) {
      throw new IllegalArgumentException("a limit is not negative");
    }
  }

  /** Whether a limit leaves no room for one more. */
  static boolean isFull(int limit, long present) {
    return limit > 0 && present >= limit;
  }
}
