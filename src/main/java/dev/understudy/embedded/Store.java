package dev.understudy.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All objects, with the latest changes of each kind for watches that resume. Every change has a
 * version of its own, higher than all before. Not thread-safe.
 */
final class Store {

  /** So many changes of each kind are remembered. */
  private static final int REMEMBERED = 1000;

  private final Map<String, OneKind> kinds = new HashMap<>();
  private final Set<String> uids = new HashSet<>();
  private final Set<Consumer<Change>> listeners = new LinkedHashSet<>();
  private long version;

  /**
   * A stored object, which never changes.
   *
   * @param tree the object; not to be changed
   * @param json the same as text
   */
  record Stored(Map<String, Object> tree, String json) {
    static Stored of(Map<String, Object> tree) {
      return new Stored(tree, Json.print(tree));
    }
  }

  /**
   * What became of an object.
   *
   * @param version the version that it got by it
   * @param before what it was; absent when it was made
   * @param after what it is; absent when it is gone
   */
  record Change(long version, Key key, @Nullable Stored before, @Nullable Stored after) {}

  private static final class OneKind {
    final NavigableMap<Key, Stored> objects = new TreeMap<>();
    final Deque<Change> changes = new ArrayDeque<>();
    long forgotten;
  }

  /** The version of the latest change of all. */
  long version() {
    return version;
  }

  Optional<Stored> find(Key key) {
    return Optional.ofNullable(kind(key.type()).objects.get(key));
  }

  /** Whether an object with this uid exists. */
  boolean hasUid(String uid) {
    return uids.contains(uid);
  }

  /** The objects of a kind that are wanted, in order. */
  List<Stored> list(String type, Predicate<Map<String, Object>> wanted) {
    return kind(type).objects.values().stream()
        .filter(stored -> wanted.test(stored.tree()))
        .toList();
  }

  /** All objects of all kinds, that are wanted. */
  List<Key> keys(Predicate<Map<String, Object>> wanted) {
    List<Key> keys = new ArrayList<>();
    for (OneKind kind : kinds.values()) {
      kind.objects.forEach(
          (key, stored) -> {
            if (wanted.test(stored.tree())) {
              keys.add(key);
            }
          });
    }
    return keys;
  }

  /** Stores an object, which belongs to the store from now on, and gives it its version. */
  Stored put(Key key, Map<String, Object> object) {
    version++;
    Json.ownChild(object, "metadata").put("resourceVersion", Long.toString(version));
    Stored after = Stored.of(object);
    Stored before = kind(key.type()).objects.put(key, after);
    uids.add(Json.meta(object, "uid"));
    tell(new Change(version, key, before, after));
    return after;
  }

  /**
   * Removes an object.
   *
   * @return what it was
   */
  Stored remove(Key key) {
    Stored before = kind(key.type()).objects.remove(key);
    if (before == null) {
      throw new IllegalStateException("there is no " + key);
    }
    version++;
    uids.remove(Json.meta(before.tree(), "uid"));
    // Watchers are told the version of the removal, so that they resume after it.
    Map<String, Object> last = Json.copy(before.tree());
    Json.ownChild(last, "metadata").put("resourceVersion", Long.toString(version));
    tell(new Change(version, key, Stored.of(last), null));
    return before;
  }

  /**
   * The changes of a kind after a version, oldest first; empty if they are not remembered any more.
   */
  Optional<List<Change>> since(String type, long after) {
    OneKind kind = kind(type);
    if (after < kind.forgotten) {
      return Optional.empty();
    }
    return Optional.of(kind.changes.stream().filter(change -> change.version() > after).toList());
  }

  void addListener(Consumer<Change> listener) {
    listeners.add(listener);
  }

  void removeListener(Consumer<Change> listener) {
    listeners.remove(listener);
  }

  private void tell(Change change) {
    OneKind kind = kind(change.key().type());
    kind.changes.add(change);
    if (kind.changes.size() > REMEMBERED) {
      kind.forgotten = kind.changes.remove().version();
    }
    // A listener may leave while it is told.
    List.copyOf(listeners).forEach(listener -> listener.accept(change));
  }

  private OneKind kind(String type) {
    return kinds.computeIfAbsent(type, _ -> new OneKind());
  }
}
