package dev.understudy.operator;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Groups;
import dev.understudy.resource.StatusPace;
import dev.understudy.resource.StatusWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes the statuses of groups when they are due, when it is this replica's turn, and over what it
 * has looked at. Blocks. Thread-safe.
 */
final class StatusKeeper {

  private static final int MOST_LOOKS = 3;
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration PASSING = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration UNKNOWN_AGAIN = Duration.ofSeconds(5);

  private final Groups groups;
  private final StatusWriter writer;
  private final StatusPace pace;
  private final Turns turns;
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;
  private final Map<String, Duration> passingSince = new ConcurrentHashMap<>();
  // The newest versions looked at: the watch shows what was written a moment later only.
  private final Map<String, GroupRecord> known = new ConcurrentHashMap<>();

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
    return Stream.of(
            Optional.of(group),
            groups.find(group.namespace(), group.name()),
            Optional.ofNullable(known.get(group.uid())))
        .flatMap(Optional::stream)
        .filter(other -> other.uid().equals(group.uid()))
        .max(Comparator.comparingLong(StatusKeeper::version))
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
    take(found);
    for (int look = 0; look < MOST_LOOKS; look++) {
      Observation observed = observe.apply(found);
      if (!isWorthShowing(found, observed)) {
        return SOON;
      }
      FailoverGroupStatus wanted = GroupStatuses.next(found, observed, clock.instant());
      Duration due = pace.due(found.uid(), found.status(), wanted);
      if (!due.isZero()) {
        turns.done(found.uid());
        return sooner(again(found, observed), due);
      }
      Duration left = turns.left(found.uid());
      if (!left.isZero()) {
        return left;
      }
      switch (writer.write(found, wanted)) {
        case StatusWriter.Outcome.Written(GroupRecord now) -> {
          take(now);
          turns.done(found.uid());
          return again(found, observed);
        }
        case StatusWriter.Outcome.Unchanged _ -> {
          turns.done(found.uid());
          return StatusPace.SLOW;
        }
        case StatusWriter.Outcome.Stale(GroupRecord newer) -> {
          found = newer;
          take(found);
        }
        case StatusWriter.Outcome.Gone _ -> {
          return StatusPace.SLOW;
        }
      }
    }
    return SOON;
  }

  /** When to look again: nobody tells of the end of what kept this replica from knowing. */
  private static Duration again(GroupRecord group, Observation observed) {
    if (observed.isPassing(group)) {
      return AGAIN;
    }
    return observed instanceof Observation.Unknown ? UNKNOWN_AGAIN : StatusPace.SLOW;
  }

  private static Duration sooner(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Takes note of a version; whoever wrote a status, it was written. */
  private void take(GroupRecord group) {
    GroupRecord before = known.put(group.uid(), group);
    if (before != null && !before.status().equals(group.status())) {
      pace.written(group.uid());
    }
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
    known.remove(groupUid);
    pace.forget(groupUid);
    turns.done(groupUid);
  }
}
