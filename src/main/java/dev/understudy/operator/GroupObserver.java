package dev.understudy.operator;

import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.group.GroupStatusSource;
import dev.understudy.group.Refusal;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Groups;
import dev.understudy.resource.Permissions;
import dev.understudy.resource.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Finds out what a group's status is to show. Blocks for a few seconds at most. Thread-safe. */
final class GroupObserver {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  private final GroupStatusSource source;
  private final Groups groups;
  private final Permissions permissions;
  private final Supplier<Duration> monotonic;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /** What was missing in a namespace, and when that was. */
  private record Asked(List<String> missing, Duration at) {}

  /**
   * @param monotonic a clock that never goes back
   */
  GroupObserver(
      GroupStatusSource source,
      Groups groups,
      Permissions permissions,
      Supplier<Duration> monotonic) {
    this.source = source;
    this.groups = groups;
    this.permissions = permissions;
    this.monotonic = monotonic;
  }

  Observation observe(GroupRecord group) {
    Optional<GroupRecord> served =
        groups.findById(group.namespace(), group.id()).filter(GroupRecord::isValid);
    if (served.isPresent() && !served.get().name().equals(group.name())) {
      return new Observation.Duplicate(served.get().name());
    }
    try {
      GroupStatusFacts facts =
          source
              .facts(new GroupKey(group.namespace(), group.name()))
              .toCompletableFuture()
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      return facts.groupUid().equals(group.uid())
          ? new Observation.Seen(facts)
          : new Observation.Unknown(Reason.NOT_YET_KNOWN, "the group has just been made anew");
    } catch (CompletionException | Refusal failure) {
      return unknown(group, failure);
    }
  }

  private Observation unknown(GroupRecord group, Throwable failure) {
    if (!group.isValid()) {
      return new Observation.Refused();
    }
    List<String> missing = missing(group.namespace());
    if (!missing.isEmpty()) {
      return new Observation.Unknown(
          Reason.PERMISSION_DENIED,
          "the operator may not %s in namespace %s; give it the permissions of the chart or of deploy/rbac"
              .formatted(String.join(", ", missing), group.namespace()));
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new Observation.Unknown(
        Reason.NOT_YET_KNOWN,
        cause instanceof Refusal refusal
            ? refusal.reason()
            : "the operator has not looked at the group yet");
  }

  /** All groups of a namespace lack the same, so that it is not asked for each of them. */
  private List<String> missing(String namespace) {
    Duration now = monotonic.get();
    return asked
        .compute(
            namespace,
            (name, before) ->
                before != null && now.minus(before.at()).compareTo(ASK_AGAIN) < 0
                    ? before
                    : new Asked(permissions.missing(name), now))
        .missing();
  }
}
