package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a watch knows of the groups, found by name and by id. It is written by the watch alone,
 * before listeners are told.
 */
final class GroupStore implements ItemStore<FailoverGroup> {

  /**
   * Of several groups with one id, the one that is served: the one that had the id's Lease, else
   * the oldest. All replicas come to the same answer.
   */
  private static final Comparator<GroupRecord> SERVED_FIRST =
      Comparator.comparing((GroupRecord group) -> group.status().leaseUid() == null)
          .thenComparing(GroupRecord::created)
          .thenComparing(GroupRecord::uid);

  private record Entry(FailoverGroup resource, GroupRecord group) {}

  private record Id(String namespace, String id) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<Id, Map<String, GroupRecord>> byId = new ConcurrentHashMap<>();

  Optional<GroupRecord> find(String namespace, String name) {
    return Optional.ofNullable(entries.get(Cache.namespaceKeyFunc(namespace, name)))
        .map(Entry::group);
  }

  /** All groups that have an id, the one that is served first. */
  List<GroupRecord> withId(String namespace, String id) {
    return byId.getOrDefault(new Id(namespace, id), Map.of()).values().stream()
        .sorted(SERVED_FIRST)
        .toList();
  }

  Stream<GroupRecord> groups() {
    return entries.values().stream().map(Entry::group);
  }

  @Override
  public String getKey(FailoverGroup resource) {
    return Cache.metaNamespaceKeyFunc(resource);
  }

  @Override
  public @Nullable FailoverGroup put(String key, FailoverGroup resource) {
    // Who wrote which field is read from the API server when it matters; here it only takes room.
    resource.getMetadata().setManagedFields(null);
    GroupRecord group = GroupRecord.of(resource);
    Entry before = entries.put(key, new Entry(resource, group));
    byId.compute(idOf(group), (id, named) -> with(named, group));
    if (before == null) {
      return null;
    }
    forget(before.group(), group);
    return before.resource();
  }

  @Override
  public @Nullable FailoverGroup remove(String key) {
    Entry before = entries.remove(key);
    if (before == null) {
      return null;
    }
    byId.computeIfPresent(idOf(before.group()), (id, named) -> without(named, before.group()));
    return before.resource();
  }

  /** The same name may come back with another id, as another group. */
  private void forget(GroupRecord before, GroupRecord now) {
    if (!before.id().equals(now.id())) {
      byId.computeIfPresent(idOf(before), (id, named) -> without(named, before));
    }
  }

  private static Id idOf(GroupRecord group) {
    return new Id(group.namespace(), group.id());
  }

  private static Map<String, GroupRecord> with(
      @Nullable Map<String, GroupRecord> named, GroupRecord group) {
    Map<String, GroupRecord> changed =
        named == null ? new ConcurrentHashMap<>() : new ConcurrentHashMap<>(named);
    changed.put(group.name(), group);
    return changed;
  }

  private static @Nullable Map<String, GroupRecord> without(
      Map<String, GroupRecord> named, GroupRecord group) {
    Map<String, GroupRecord> changed = new ConcurrentHashMap<>(named);
    changed.remove(group.name());
    return changed.isEmpty() ? null : changed;
  }

  @Override
  public Stream<String> keySet() {
    return entries.keySet().stream();
  }

  @Override
  public Stream<FailoverGroup> values() {
    Collection<Entry> all = entries.values();
    return all.stream().map(Entry::resource);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public @Nullable FailoverGroup get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.resource();
  }
}
