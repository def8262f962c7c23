package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All FailoverGroups of the namespaces that are served, as a watch shows them. What is found here
 * may be older than what the API server has; {@link #read} asks that. Thread-safe; only {@link
 * #read} blocks.
 */
public final class Groups implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

  /** Stands for all namespaces. */
  private static final String ALL = "";

  private final KubernetesClient client;
  private final Map<String, GroupStore> stores = new TreeMap<>();
  private final List<Watching<FailoverGroup>> watches = new ArrayList<>();
  private final List<GroupListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param namespaces which namespaces are served; none means all
   */
  public Groups(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    for (String namespace : namespaces.isEmpty() ? Set.of(ALL) : namespaces) {
      GroupStore store = new GroupStore();
      stores.put(namespace, store);
      watches.add(
          new Watching<>(
              client,
              FailoverGroup.class,
              namespace.equals(ALL) ? null : namespace,
              store,
              new Told()));
    }
  }

  /** Tells a listener of every change from now on; to hear of all groups, add it before start. */
  public void listen(GroupListener listener) {
    listeners.add(listener);
  }

  /**
   * Begins to watch, and goes on trying while that is not possible.
   *
   * @return completes when all groups there are known; fails if this is closed before
   */
  public CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        watches.stream().map(Watching::start).toArray(CompletableFuture<?>[]::new));
  }

  /** Whether all groups are known: before that, one that is not found may exist. */
  public boolean isSynced() {
    return watches.stream().allMatch(Watching::isSynced);
  }

  /** Whether the groups of a namespace are watched at all. */
  public boolean serves(String namespace) {
    return stores.containsKey(ALL) || stores.containsKey(namespace);
  }

  /** Finds a group by the name of its resource. */
  public Optional<GroupRecord> find(String namespace, String name) {
    return store(namespace).flatMap(store -> store.find(namespace, name));
  }

  /**
   * Finds a group by the id that clients use. Where several resources have one id, this is the one
   * that is served, and the others are told that theirs is taken.
   */
  public Optional<GroupRecord> findById(String namespace, String id) {
    return store(namespace).stream()
        .flatMap(store -> store.withId(namespace, id).stream())
        .findFirst();
  }

  /** All groups that have an id, the one that is served first. */
  public List<GroupRecord> allWithId(String namespace, String id) {
    return store(namespace).map(store -> store.withId(namespace, id)).orElse(List.of());
  }

  /** All groups of a namespace, by id. */
  public List<GroupRecord> list(String namespace) {
    return store(namespace).stream()
        .flatMap(GroupStore::groups)
        .filter(group -> group.namespace().equals(namespace))
        .sorted(Comparator.comparing(GroupRecord::id).thenComparing(GroupRecord::name))
        .toList();
  }

  /** How many groups a namespace has. */
  public long count(String namespace) {
    return store(namespace).stream()
        .flatMap(GroupStore::groups)
        .filter(group -> group.namespace().equals(namespace))
        .count();
  }

  /** All groups of all namespaces, in no order. */
  public Stream<GroupRecord> all() {
    return stores.values().stream().flatMap(GroupStore::groups);
  }

  /**
   * Asks the API server for a group. Blocks.
   *
   * @throws ApiFailure if it does not answer
   */
  public Optional<GroupRecord> read(String namespace, String name) {
    try {
      return Optional.ofNullable(
              client.resources(FailoverGroup.class).inNamespace(namespace).withName(name).get())
          .map(GroupRecord::of);
    } catch (KubernetesClientException e) {
      throw ApiFailure.of("read group " + namespace + "/" + name, e);
    }
  }

  @Override
  public void close() {
    watches.forEach(Watching::close);
  }

  private Optional<GroupStore> store(String namespace) {
    GroupStore all = stores.get(ALL);
    return Optional.ofNullable(all != null ? all : stores.get(namespace));
  }

  private void tell(Consumer<GroupListener> call) {
    for (GroupListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        // One listener's fault is not to keep the change from the others.
        LOG.error("a listener failed to take in a change of a group", e);
      }
    }
  }

  private final class Told implements ResourceEventHandler<FailoverGroup> {
    @Override
    public void onAdd(FailoverGroup added) {
      GroupRecord group = GroupRecord.of(added);
      tell(listener -> listener.changed(group));
    }

    @Override
    public void onUpdate(FailoverGroup before, FailoverGroup now) {
      if (!before.getMetadata().getUid().equals(now.getMetadata().getUid())) {
        onDelete(before, true);
      }
      onAdd(now);
    }

    @Override
    public void onDelete(FailoverGroup deleted, boolean unseen) {
      GroupRecord group = GroupRecord.of(deleted);
      tell(listener -> listener.removed(group));
    }
  }
}
