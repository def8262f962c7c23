package dev.understudy.simulation;

import dev.understudy.election.Settings;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The FailoverGroups of a simulated API server, as far as the election goes. */
final class SimulatedGroups {
  private final Versions versions;
  private final Map<String, GroupResource> present = new TreeMap<>();
  private final List<GroupEvent> events = new ArrayList<>();
  private int uids;

  /**
   * A change of one group.
   *
   * @param after the group after it; absent when it is gone
   */
  record GroupEvent(long version, GroupKey key, @Nullable GroupResource after) {}

  SimulatedGroups(Versions versions) {
    this.versions = versions;
  }

  List<GroupEvent> events() {
    return events;
  }

  List<GroupResource> all() {
    return List.copyOf(present.values());
  }

  Optional<GroupResource> get(GroupKey key) {
    return Optional.ofNullable(present.get(key.toString()));
  }

  boolean exists(String namespace, String uid) {
    return present.values().stream()
        .anyMatch(group -> group.key().namespace().equals(namespace) && group.uid().equals(uid));
  }

  GroupResource create(GroupKey key, String id, Settings settings) {
    if (present.containsKey(key.toString())) {
      throw new AssertionError(key + " exists already");
    }
    return put(
        new GroupResource(key, "group-" + ++uids, id, 0, generation(settings, 1, false), null, 0));
  }

  /** Changes what users say of a group: another generation. */
  GroupResource edit(GroupKey key, UnaryOperator<Settings> change) {
    GroupResource before = present.get(key.toString());
    Settings after = change.apply(before.settings());
    return put(
        new GroupResource(
            key,
            before.uid(),
            before.id(),
            0,
            generation(after, before.settings().generation() + 1, after.deleting()),
            before.leaseUid(),
            before.term()));
  }

  /** Begins to delete a group: it stays until its finalizer is taken off. */
  GroupResource delete(GroupKey key) {
    return edit(key, settings -> generation(settings, settings.generation(), true));
  }

  /** Takes the finalizer off. */
  void finish(GroupKey key) {
    if (present.remove(key.toString()) != null) {
      events.add(new GroupEvent(versions.next(), key, null));
    }
  }

  /** Writes the status. */
  void status(GroupResource of, String leaseUid, long term) {
    GroupResource before = present.get(of.key().toString());
    if (before == null || !before.uid().equals(of.uid())) {
      throw new IllegalStateException(of.key() + " is another one or gone");
    }
    long newTerm = Math.max(before.term(), term);
    if (!leaseUid.equals(before.leaseUid()) || newTerm != before.term()) {
      put(
          new GroupResource(
              before.key(), before.uid(), before.id(), 0, before.settings(), leaseUid, newTerm));
    }
  }

  private GroupResource put(GroupResource group) {
    long version = versions.next();
    GroupResource stored =
        new GroupResource(
            group.key(),
            group.uid(),
            group.id(),
            version,
            group.settings(),
            group.leaseUid(),
            group.term());
    present.put(group.key().toString(), stored);
    events.add(new GroupEvent(version, group.key(), stored));
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
