package dev.understudy.history;

import dev.understudy.election.Settings;
import dev.understudy.group.GroupKey;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one group, from its making to its end; another one of the same name is apart.
 */
final class Timeline {
  private final GroupKey key;
  private final List<Step> steps = new ArrayList<>();
  private final List<LeaseWrite> leases = new ArrayList<>();
  private final List<GroupWrite> writes = new ArrayList<>();
  private final Map<Long, Settings> settings = new HashMap<>();

  private Timeline(GroupKey key) {
    this.key = key;
  }

  static Collection<Timeline> of(History history) {
    Map<String, Timeline> timelines = new LinkedHashMap<>();
    for (GroupWrite write : history.groups()) {
      Timeline timeline =
          timelines.computeIfAbsent(write.group().uid(), uid -> new Timeline(write.group().key()));
      timeline.writes.add(write);
      timeline.settings.put(write.group().settings().generation(), write.group().settings());
    }
    for (LeaseWrite write : history.leases()) {
      String uid = groupUid(write);
      if (uid != null) {
        Timeline timeline = timelines.computeIfAbsent(uid, absent -> new Timeline(keyOf(write)));
        timeline.leases.add(write);
        if (write.isOfGroup()) {
          timeline.steps.add(Step.of(write));
        }
      }
    }
    return timelines.values();
  }

  private static @Nullable String groupUid(LeaseWrite write) {
    return switch (write.lease()) {
      case StoredGroup group -> group.groupUid();
      case StoredSession session -> session.groupUid();
      default -> null;
    };
  }

  private static GroupKey keyOf(LeaseWrite write) {
    return new GroupKey(write.lease().namespace(), write.lease().groupName());
  }

  GroupKey key() {
    return key;
  }

  /** All writes that left its group Lease behind, in order. */
  List<Step> steps() {
    return steps;
  }

  /** All writes of its Leases, in order. */
  List<LeaseWrite> leases() {
    return leases;
  }

  /** All writes of the group itself, in order. */
  List<GroupWrite> writes() {
    return writes;
  }

  /** What users said in a generation; empty where that is not known. */
  Optional<Settings> settings(long generation) {
    return Optional.ofNullable(settings.get(generation));
  }

  /** Since when there is anything of it. */
  Duration begun() {
    Duration group = writes.isEmpty() ? null : writes.getFirst().done();
    Duration lease = leases.isEmpty() ? null : leases.getFirst().done();
    return Objects.requireNonNullElse(group, Objects.requireNonNullElse(lease, Duration.ZERO));
  }

  /** Since when it is gone; empty while it is not. */
  Optional<Duration> gone() {
    return writes.stream().filter(GroupWrite::gone).map(GroupWrite::done).findFirst();
  }

  /** Whether a moment lies in its life. */
  boolean livedAt(Duration moment) {
    return begun().compareTo(moment) <= 0
        && gone().filter(end -> end.compareTo(moment) <= 0).isEmpty();
  }

  /** The last write that left its group Lease behind, up to a moment. */
  @Nullable Step lastStep(Duration upTo) {
    Step last = null;
    for (Step step : steps) {
      if (step.done().compareTo(upTo) <= 0) {
        last = step;
      }
    }
    return last;
  }
}
