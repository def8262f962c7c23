package dev.understudy.group;

import dev.understudy.api.Condition;
import dev.understudy.resource.ConditionType;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Groups;
import dev.understudy.telemetry.GroupState;
import dev.understudy.telemetry.GroupState.Phase;
import dev.understudy.telemetry.GroupState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all groups for metrics: what the coordinator sees of them, and those that it does not serve
 * because their specification cannot be honoured or their id is taken. Blocks for a short while.
 * Thread-safe.
 */
public final class GroupCensus implements Supplier<List<GroupState>> {
  private static final Logger log = LoggerFactory.getLogger(GroupCensus.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Coordinator coordinator;
  private final Groups groups;
  private final InstantSource clock;

  /**
   * A census.
   *
   * @param clock the wall clock, that times in conditions are compared with
   */
  public GroupCensus(Coordinator coordinator, Groups groups, InstantSource clock) {
    this.coordinator = coordinator;
    this.groups = groups;
    this.clock = clock;
  }

  /** All groups; none if the coordinator does not answer, which other metrics tell of. */
  @Override
  public List<GroupState> get() {
    Map<GroupKey, GroupState> served = new HashMap<>();
    try {
      coordinator
          .census()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join()
          .forEach(group -> served.put(new GroupKey(group.namespace(), group.name()), group));
    } catch (CompletionException e) {
      log.debug("no census of the groups", e);
      return List.of();
    }
    List<GroupState> all = new ArrayList<>();
    groups
        .all()
        .forEach(
            group -> {
              GroupState seen = served.remove(new GroupKey(group.namespace(), group.name()));
              all.add(withConditions(group, seen == null ? unserved(group) : seen));
            });
    // What the coordinator was told of before the watch showed it.
    all.addAll(served.values());
    return all;
  }

  private GroupState withConditions(GroupRecord group, GroupState seen) {
    Map<Trouble, Duration> troubles = new EnumMap<>(Trouble.class);
    troubles.putAll(seen.troubles());
    boolean refused = !group.deleting() && (!group.isValid() || isTaken(group));
    if (refused) {
      troubles.putIfAbsent(
          Trouble.STALLED, since(group, ConditionType.STALLED).orElse(Duration.ZERO));
    }
    since(group, ConditionType.DUPLICATE_SESSION)
        .ifPresent(time -> troubles.putIfAbsent(Trouble.DUPLICATE_SESSION, time));
    return new GroupState(
        seen.namespace(),
        seen.name(),
        seen.uid(),
        seen.phase(),
        seen.primary(),
        seen.live(),
        seen.stale(),
        seen.unknown(),
        seen.term(),
        seen.failovers(),
        seen.forcedPrimary(),
        seen.forcedSecondary(),
        seen.withoutPrimary(),
        troubles);
  }

  /** Whether another group is served under the id. */
  private boolean isTaken(GroupRecord group) {
    return groups
        .findById(group.namespace(), group.id())
        .filter(GroupRecord::isValid)
        .filter(other -> !other.uid().equals(group.uid()))
        .isPresent();
  }

  /** For how long a condition has been true, if it is. */
  private Optional<Duration> since(GroupRecord group, ConditionType type) {
    return group.status().conditions().stream()
        .filter(condition -> condition.type().equals(type.word()))
        .filter(condition -> condition.status() == Condition.Status.TRUE)
        .findFirst()
        .map(condition -> age(condition.lastTransitionTime()));
  }

  private Duration age(Instant since) {
    Duration age = Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static GroupState unserved(GroupRecord group) {
    return new GroupState(
        group.namespace(),
        group.name(),
        group.uid(),
        Phase.UNSERVED,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Map.of());
  }
}
