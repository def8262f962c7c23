package dev.understudy.operator;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Groups;
import dev.understudy.resource.StatusPace;
import dev.understudy.resource.StatusWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes the statuses of groups when they are due, when it is this replica's turn, and over what it
 * has looked at. Blocks. Thread-safe.
 */
final class StatusKeeper {

  private static final int MOST_LOOKS = 3;
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration PASSING = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Groups groups;
  private final StatusWriter writer;
  private final StatusPace pace;
  private final Turns turns;
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;
  private final Map<String, Duration> passingSince = new ConcurrentHashMap<>();

  /**
   * @param clock the wall clock, for people
   * @param monotonic a clock that never goes back
   */
  StatusKeeper(
      Groups groups,
      StatusWriter writer,
      StatusPace pace,
      Turns turns,
      InstantSource clock,
      Supplier<Duration> monotonic) {
    this.groups = groups;
    this.writer = writer;
    this.pace = pace;
    this.turns = turns;
    this.clock = clock;
    this.monotonic = monotonic;
  }

  /** The newest version of a group that is known here. */
  GroupRecord newest(GroupRecord group) {
    return groups
        .find(group.namespace(), group.name())
        .filter(other -> other.uid().equals(group.uid()) && version(other) > version(group))
        .orElse(group);
  }

  private static long version(GroupRecord group) {
    return Long.parseLong(group.resourceVersion());
  }

  /**
   * Shows what was observed. If the group changes meanwhile it is observed anew.
   *
   * @return when to come again
   */
  Duration show(GroupRecord group, Function<GroupRecord, Observation> observe) {
    GroupRecord found = group;
    for (int look = 0; look < MOST_LOOKS; look++) {
      Observation observed = observe.apply(found);
      if (!isWorthShowing(found, observed)) {
        return SOON;
      }
      FailoverGroupStatus wanted = GroupStatuses.next(found, observed, clock.instant());
      Duration due = pace.due(found.uid(), found.status(), wanted);
      if (!due.isZero()) {
        turns.done(found.uid());
        return observed.isPassing(found) ? AGAIN : due;
      }
      Duration left = turns.left(found.uid());
      if (!left.isZero()) {
        return left;
      }
      switch (writer.write(found, wanted)) {
        case StatusWriter.Outcome.Written _, StatusWriter.Outcome.Unchanged _ -> {
          pace.written(found.uid());
          turns.done(found.uid());
          return observed.isPassing(found) ? AGAIN : StatusPace.SLOW;
        }
        case StatusWriter.Outcome.Stale(GroupRecord newer) -> found = newer;
        case StatusWriter.Outcome.Gone _ -> {
          return StatusPace.SLOW;
        }
      }
    }
    return SOON;
  }

  /** A replica that starts, or is a moment behind, need not say so of every group. */
  private boolean isWorthShowing(GroupRecord group, Observation observed) {
    if (!observed.isPassing(group)) {
      passingSince.remove(group.uid());
      return true;
    }
    Duration now = monotonic.get();
    Duration since = passingSince.computeIfAbsent(group.uid(), first -> now);
    return now.minus(since).compareTo(PASSING) >= 0;
  }

  /** Forgets a group that is gone. */
  void forget(String groupUid) {
    passingSince.remove(groupUid);
    pace.forget(groupUid);
    turns.done(groupUid);
  }
}
