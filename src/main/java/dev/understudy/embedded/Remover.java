package dev.understudy.embedded;

import dev.understudy.embedded.Store.Change;
import dev.understudy.embedded.Store.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Removes objects: at once, or when their last finalizer goes; and after them what they owned, and
 * namespaces and kinds with all that is in them. Not thread-safe.
 */
final class Remover {

  private final Store store;
  private final ResourceTypes types;
  private final Writer writer;
  private final Deque<Change> unseen = new ArrayDeque<>();

  Remover(Store store, ResourceTypes types, Writer writer) {
    this.store = store;
    this.types = types;
    this.writer = writer;
    store.addListener(unseen::add);
  }

  /**
   * Deletes an object.
   *
   * @param options the request's DeleteOptions
   * @return the object if finalizers keep it, else a {@code Status}
   */
  Map<String, Object> delete(ResourceType type, Key key, Map<String, Object> options) {
    Stored stored = store.find(key).orElseThrow(() -> Failure.notFound(type, key.name()));
    requirePreconditions(type, key, stored.tree(), Json.child(options, "preconditions"));
    if (Json.list(options.get("dryRun")).isEmpty()) {
      switch (Json.text(options, "propagationPolicy")) {
        case "Foreground" -> deleteOwnedBy(Json.meta(stored.tree(), "uid"));
        case "Orphan" -> releaseOwnedBy(Json.meta(stored.tree(), "uid"));
        default -> {}
      }
      Optional<Stored> left = delete(key);
      if (left.isPresent()) {
        return left.get().tree();
      }
    }
    Map<String, Object> success = new LinkedHashMap<>();
    success.put("kind", "Status");
    success.put("apiVersion", "v1");
    success.put("metadata", Map.of());
    success.put("status", "Success");
    success.put(
        "details",
        Map.of(
            "name", key.name(),
            "group", type.group(),
            "kind", type.plural(),
            "uid", Json.meta(stored.tree(), "uid")));
    return success;
  }

  private static void requirePreconditions(
      ResourceType type, Key key, Map<String, Object> object, Map<String, Object> preconditions) {
    requireSame(
        type,
        key,
        "UID",
        Json.text(preconditions, "uid"),
        Json.meta(object, "uid"),
        "deleted and then recreated");
    requireSame(
        type,
        key,
        "ResourceVersion",
        Json.text(preconditions, "resourceVersion"),
        Json.meta(object, "resourceVersion"),
        "modified");
  }

  private static void requireSame(
      ResourceType type, Key key, String what, String meant, String is, String might) {
    if (!meant.isEmpty() && !meant.equals(is)) {
      throw Failure.conflict(
          type,
          key.name(),
          "the %s in the precondition (%s) does not match the %s in record (%s). The object might have been %s"
              .formatted(what, meant, what, is, might));
    }
  }

  /** Removes an object, or marks it if finalizers keep it, and says what is left. */
  private Optional<Stored> delete(Key key) {
    Stored stored = store.find(key).orElseThrow();
    boolean isNamespace = key.type().equals(ResourceTypes.NAMESPACE.qualifiedPlural());
    if (Writer.finalizers(stored.tree()).isEmpty() && !isNamespace) {
      store.remove(key);
      return Optional.empty();
    }
    if (Writer.isBeingDeleted(stored.tree())) {
      return Optional.of(stored);
    }
    Map<String, Object> marked = Json.copy(stored.tree());
    Map<String, Object> metadata = Json.ownChild(marked, "metadata");
    metadata.put("deletionTimestamp", writer.now());
    metadata.put("deletionGracePeriodSeconds", 0);
    if (isNamespace) {
      marked.put("status", Map.of("phase", "Terminating"));
    }
    Writer.raiseGeneration(marked);
    return Optional.of(store.put(key, marked));
  }

  /** Removes everything that has to go because of what happened since the last time. */
  void collect() {
    while (!unseen.isEmpty()) {
      Change change = unseen.remove();
      Stored after = change.after();
      if (after == null) {
        gone(change);
      } else {
        changed(change.key(), after.tree());
      }
    }
  }

  private void gone(Change change) {
    Map<String, Object> last = Objects.requireNonNull(change.before()).tree();
    deleteOwnedBy(Json.meta(last, "uid"));
    if (change.key().type().equals(ResourceTypes.CRD.qualifiedPlural())) {
      String kind = ResourceTypes.custom(last).qualifiedPlural();
      store.keys(_ -> true).stream()
          .filter(key -> key.type().equals(kind))
          .forEach(this::deleteIfThere);
      types.forget(last);
    }
    finishNamespace(change.key().namespace());
  }

  private void changed(Key key, Map<String, Object> object) {
    if (key.type().equals(ResourceTypes.CRD.qualifiedPlural())) {
      types.define(object);
    }
    if (key.type().equals(ResourceTypes.NAMESPACE.qualifiedPlural())
        && Writer.isBeingDeleted(object)) {
      keysIn(key.name()).forEach(this::deleteIfThere);
      finishNamespace(key.name());
    }
    List<Object> owners = owners(object);
    if (!owners.isEmpty()
        && owners.stream().noneMatch(owner -> store.hasUid(Json.text(Json.map(owner), "uid")))) {
      deleteIfThere(key);
    }
  }

  private void finishNamespace(String name) {
    Key key = new Key(ResourceTypes.NAMESPACE.qualifiedPlural(), "", name);
    store
        .find(key)
        .filter(namespace -> Writer.isBeingDeleted(namespace.tree()))
        .filter(_ -> keysIn(name).isEmpty())
        .ifPresent(_ -> store.remove(key));
  }

  private List<Key> keysIn(String namespace) {
    return store.keys(object -> Json.meta(object, "namespace").equals(namespace));
  }

  private void deleteIfThere(Key key) {
    if (store.find(key).isPresent()) {
      delete(key);
    }
  }

  private void deleteOwnedBy(String uid) {
    for (Key key : ownedBy(uid)) {
      Map<String, Object> object = store.find(key).orElseThrow().tree();
      boolean hasAnother =
          owners(object).stream()
              .map(owner -> Json.text(Json.map(owner), "uid"))
              .anyMatch(other -> !other.equals(uid) && store.hasUid(other));
      if (hasAnother) {
        release(key, uid);
      } else {
        delete(key);
      }
    }
  }

  private void releaseOwnedBy(String uid) {
    ownedBy(uid).forEach(key -> release(key, uid));
  }

  private void release(Key key, String uid) {
    Map<String, Object> object = Json.copy(store.find(key).orElseThrow().tree());
    List<Object> others = new ArrayList<>(owners(object));
    others.removeIf(owner -> Json.text(Json.map(owner), "uid").equals(uid));
    Json.ownChild(object, "metadata").put("ownerReferences", others);
    store.put(key, object);
  }

  private List<Key> ownedBy(String uid) {
    return store.keys(
        object ->
            owners(object).stream()
                .anyMatch(owner -> Json.text(Json.map(owner), "uid").equals(uid)));
  }

  private static List<Object> owners(Map<String, Object> object) {
    return Json.list(Json.child(object, "metadata").get("ownerReferences"));
  }
}
