package dev.understudy.simulation;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.election.Settings;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import dev.understudy.resource.GroupRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The FailoverGroups of a simulated API server, as far as the election goes. */
final class SimulatedGroups {
  private final World world;
  private final Versions versions;
  private final Map<String, Stored> present = new TreeMap<>();
  private final List<GroupEvent> events = new ArrayList<>();
  private int uids;

  /** A group with its status. */
  record Stored(GroupResource resource, FailoverGroupStatus status) {}

  /**
   * A change of one group.
   *
   * @param group the group after it; for a removal as it was last
   * @param gone whether it is a removal
   * @param at when it took effect, in nanoseconds
   */
  record GroupEvent(long version, Stored group, boolean gone, long at) {
    GroupKey key() {
      return group.resource().key();
    }

    /** The group after it; absent when it is gone. */
    @Nullable GroupResource after() {
      return gone ? null : group.resource();
    }
  }

  SimulatedGroups(World world, Versions versions) {
    this.world = world;
    this.versions = versions;
  }

  List<GroupEvent> events() {
    return events;
  }

  List<GroupResource> all() {
    return present.values().stream().map(Stored::resource).toList();
  }

  Optional<GroupResource> get(GroupKey key) {
    return find(key).map(Stored::resource);
  }

  Optional<Stored> find(GroupKey key) {
    return Optional.ofNullable(present.get(key.toString()));
  }

  boolean exists(String namespace, String uid) {
    return present.values().stream()
        .map(Stored::resource)
        .anyMatch(group -> group.key().namespace().equals(namespace) && group.uid().equals(uid));
  }

  GroupResource create(GroupKey key, String id, Settings settings) {
    if (present.containsKey(key.toString())) {
      throw new AssertionError(key + " exists already");
    }
    return put(
        new GroupResource(
            key, "group-" + ++uids, id, 0, generation(settings, 1, false), null, 0, null),
        GroupRecord.NO_STATUS);
  }

  /** Changes what users say of a group: another generation, if anything changes. */
  GroupResource edit(GroupKey key, UnaryOperator<Settings> change) {
    Stored before = Objects.requireNonNull(present.get(key.toString()), "no group " + key);
    GroupResource group = before.resource();
    Settings after = change.apply(group.settings());
    if (after.equals(group.settings())) {
      return group;
    }
    return put(
        with(
            group,
            generation(after, group.settings().generation() + 1, after.deleting()),
            before.status()),
        before.status());
  }

  /** Begins to delete a group: it stays until its finalizer is taken off. */
  GroupResource delete(GroupKey key) {
    return edit(key, settings -> generation(settings, settings.generation(), true));
  }

  /** Takes the finalizer off. */
  void finish(GroupKey key) {
    Stored last = present.remove(key.toString());
    if (last != null) {
      events.add(new GroupEvent(versions.next(), last, true, world.nanos()));
    }
  }

  /**
   * Writes down which group Lease there is, over the one that the caller knows only, and the term
   * from which it goes on.
   */
  void record(GroupResource of, String leaseUid, long term) {
    Stored before = present.get(of.key().toString());
    GroupResource group = before == null ? null : before.resource();
    if (before == null || group == null || !group.uid().equals(of.uid())) {
      throw new IllegalStateException(of.key() + " is another one or gone");
    }
    if (!leaseUid.equals(group.leaseUid()) && !Objects.equals(group.leaseUid(), of.leaseUid())) {
      throw new IllegalStateException(of.key() + " has another Lease meanwhile");
    }
    FailoverGroupStatus status = before.status();
    Long shown = status.term();
    show(
        group,
        new FailoverGroupStatus(
            status.observedGeneration(),
            status.id(),
            status.primary(),
            status.pendingPrimary(),
            shown == null ? term : Math.max(shown, term),
            status.primarySince(),
            status.lastDataProcessedTime(),
            leaseUid,
            status.failovers(),
            status.lastTransition(),
            status.sessions(),
            status.conditions()));
  }

  /**
   * Writes a status over the version that it was made from; one whose term falls is not valid.
   *
   * @return whether it stands now
   */
  boolean show(GroupResource seen, FailoverGroupStatus status) {
    Stored before = present.get(seen.key().toString());
    if (before == null
        || !before.resource().uid().equals(seen.uid())
        || before.resource().version() != seen.version()) {
      return false;
    }
    long term = status.term() == null ? 0 : status.term();
    if (before.status().term() != null && term < before.status().term()) {
      throw new IllegalStateException("a term never decreases: " + status);
    }
    if (!before.status().equals(status)) {
      put(with(before.resource(), before.resource().settings(), status), status);
    }
    return true;
  }

  private static GroupResource with(
      GroupResource group, Settings settings, FailoverGroupStatus status) {
    return new GroupResource(
        group.key(),
        group.uid(),
        group.id(),
        group.version(),
        settings,
        status.leaseUid(),
        status.term() == null ? 0 : status.term(),
        status.lastDataProcessedTime());
  }

  private GroupResource put(GroupResource group, FailoverGroupStatus status) {
    long version = versions.next();
    GroupResource stored =
        new GroupResource(
            group.key(),
            group.uid(),
            group.id(),
            version,
            group.settings(),
            group.leaseUid(),
            group.term(),
            group.dataTime());
    Stored after = new Stored(stored, status);
    present.put(group.key().toString(), after);
    events.add(new GroupEvent(version, after, false, world.nanos()));
    return stored;
  }

  private static Settings generation(Settings settings, long generation, boolean deleting) {
    return new Settings(
        settings.timing(),
        settings.margin(),
        settings.stabilization(),
        settings.manual(),
        settings.hold(),
        settings.overrides(),
        generation,
        deleting);
  }
}
