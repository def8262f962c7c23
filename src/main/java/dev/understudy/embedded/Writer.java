package dev.understudy.embedded;

import dev.understudy.embedded.Failure.Cause;
import dev.understudy.embedded.ManagedFields.Manager;
import dev.understudy.embedded.ResourceType.Trait;
import dev.understudy.embedded.Store.Stored;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes and changes objects, as an API server does: whoever says which uid or version is meant gets
 * a conflict if it is not that any more. Not thread-safe.
 */
final class Writer {

  private static final List<String> SERVERS_OWN =
      List.of(
          "name",
          "namespace",
          "generateName",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "managedFields");

  private final Store store;
  private final Clock clock;

  Writer(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The time as objects carry it. */
  String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Makes an object. */
  Stored create(
      ResourceType type, String namespace, Map<String, Object> body, WriteOptions options) {
    Map<String, Object> object = Json.copy(body);
    nameOf(object);
    object.remove(type.has(Trait.STATUS) ? "status" : "");
    Manager manager = new Manager(options.manager(), "Update", "", type.apiVersion());
    Json.ownChild(object, "metadata").remove("managedFields");
    return make(type, namespace, object, manager, options);
  }

  private static void nameOf(Map<String, Object> object) {
    Map<String, Object> metadata = Json.ownChild(object, "metadata");
    if (Json.text(metadata, "name").isEmpty() && metadata.containsKey("generateName")) {
      metadata.put(
          "name",
          Json.text(metadata, "generateName") + UUID.randomUUID().toString().substring(0, 5));
    }
    if (!Json.text(metadata, "resourceVersion").isEmpty()) {
      throw Failure.badRequest("resourceVersion should not be set on objects to be created");
    }
  }

  private Stored make(
      ResourceType type,
      String namespace,
      Map<String, Object> object,
      @Nullable Manager recorded,
      WriteOptions options) {
    Map<String, Object> metadata = Json.ownChild(object, "metadata");
    metadata.keySet().removeAll(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
    if (type.namespaced()) {
      metadata.put("namespace", namespace);
      requireNamespace(namespace, Json.text(metadata, "name"), type);
    } else {
      metadata.remove("namespace");
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    if (type.has(Trait.GENERATION)) {
      metadata.put("generation", 1);
    }
    Key key = Key.of(type, object);
    if (store.find(key).isPresent()) {
      throw Failure.alreadyExists(type, key.name());
    }
    check(type, key.name(), null, object, options);
    if (recorded != null) {
      ManagedFields managed = ManagedFields.of(object);
      managed.record(recorded, Map.of(), FieldPaths.ofMain(object, type), now());
      managed.writeTo(object);
    }
    FirstStatus.set(type, object, now());
    return options.dryRun() ? Stored.of(object) : store.put(key, object);
  }

  private void requireNamespace(String namespace, String name, ResourceType type) {
    Stored stored =
        store
            .find(new Key(ResourceTypes.NAMESPACE.qualifiedPlural(), "", namespace))
            .orElseThrow(() -> Failure.notFound(ResourceTypes.NAMESPACE, namespace));
    if (isBeingDeleted(stored.tree())) {
      throw Failure.forbidden(
          "%s \"%s\" is forbidden: unable to create new content in namespace %s because it is being terminated"
              .formatted(type.qualifiedPlural(), name, namespace));
    }
  }

  /** Puts an object in the place of a stored one. */
  Stored replace(
      ResourceType type,
      Key key,
      String subresource,
      Map<String, Object> body,
      WriteOptions options) {
    Optional<Stored> stored = store.find(key);
    if (stored.isEmpty()) {
      return createByPut(type, key, subresource, body, options);
    }
    requireVersion(type, key, stored.get(), body, !type.has(Trait.PUT_WITHOUT_VERSION));
    return update(type, key, subresource, stored.get(), Json.copy(body), options);
  }

  private Stored createByPut(
      ResourceType type,
      Key key,
      String subresource,
      Map<String, Object> body,
      WriteOptions options) {
    if (!type.has(Trait.CREATED_BY_PUT) || !subresource.isEmpty()) {
      throw Failure.notFound(type, key.name());
    }
    requireUid(type, key, "", body);
    Map<String, Object> object = Json.copy(body);
    Json.ownChild(object, "metadata").remove("resourceVersion");
    return create(type, key.namespace(), object, options);
  }

  /** Merges a patch into a stored object, or carries out the operations of one. */
  Stored patch(ResourceType type, Key key, String subresource, Object patch, WriteOptions options) {
    Stored stored = store.find(key).orElseThrow(() -> Failure.notFound(type, key.name()));
    Map<String, Object> patched = Json.copy(stored.tree());
    if (patch instanceof List<?>) {
      Patch.apply(patched, Json.list(patch));
    } else {
      Patch.merge(patched, Json.map(patch));
    }
    requireVersion(type, key, stored, patched, false);
    return update(type, key, subresource, stored, patched, options);
  }

  /** Applies what a manager wants of an object, and makes the object if there is none. */
  Stored apply(
      ResourceType type,
      Key key,
      String subresource,
      Map<String, Object> body,
      WriteOptions options) {
    if (!Json.list(Json.child(body, "metadata").get("managedFields")).isEmpty()) {
      throw Failure.badRequest("metadata.managedFields must be nil");
    }
    Optional<Stored> stored = store.find(key);
    Map<String, Object> wanted = Json.copy(body);
    if (type.has(Trait.STATUS)) {
      wanted.keySet().removeIf(name -> name.equals("status") != subresource.equals("status"));
    }
    prune(type, wanted, options);
    Manager manager = new Manager(options.manager(), "Apply", subresource, type.apiVersion());
    ServerSideApply apply = new ServerSideApply(type, manager, options.force(), now());
    if (stored.isEmpty()) {
      if (!subresource.isEmpty()) {
        throw Failure.notFound(type, key.name());
      }
      String meant = Json.meta(body, "uid");
      if (!meant.isEmpty()) {
        throw Failure.conflict(
            type,
            key.name(),
            "uid mismatch: the provided object specified uid %s, and no existing object was found"
                .formatted(meant));
      }
      Json.ownChild(wanted, "metadata").remove("resourceVersion");
      Map<String, Object> nothing =
          Map.of(
              "apiVersion", type.apiVersion(),
              "kind", type.kind(),
              "metadata", Map.of("name", key.name()));
      return make(type, key.namespace(), apply.to(nothing, wanted), null, options);
    }
    String uid = Json.meta(body, "uid");
    if (!uid.isEmpty() && !uid.equals(Json.meta(stored.get().tree(), "uid"))) {
      throw Failure.invalid(
          type,
          key.name(),
          List.of(
              new Cause(
                  "FieldValueInvalid",
                  "metadata.uid",
                  "Invalid value: \"%s\": field is immutable".formatted(uid))));
    }
    requireVersion(type, key, stored.get(), body, false);
    Map<String, Object> metadata = Json.ownChild(wanted, "metadata");
    metadata.keySet().removeAll(SERVERS_OWN);
    metadata.remove("resourceVersion");
    Map<String, Object> applied = apply.to(stored.get().tree(), wanted);
    check(type, key.name(), stored.get().tree(), applied, options);
    return finish(type, key, stored.get(), applied, options);
  }

  private Stored update(
      ResourceType type,
      Key key,
      String subresource,
      Stored stored,
      Map<String, Object> next,
      WriteOptions options) {
    Map<String, Object> before = stored.tree();
    Map<String, Object> after = next;
    boolean status = subresource.equals("status");
    if (status) {
      after = Json.copy(before);
      move("status", next, after);
    } else if (type.has(Trait.STATUS)) {
      move("status", before, after);
    }
    Map<String, Object> metadata = Json.ownChild(after, "metadata");
    SERVERS_OWN.forEach(name -> move(name, Json.child(before, "metadata"), metadata));
    metadata.put("resourceVersion", Json.meta(before, "resourceVersion"));
    check(type, key.name(), before, after, options);

    ManagedFields managed = ManagedFields.of(before);
    Manager manager = new Manager(options.manager(), "Update", subresource, type.apiVersion());
    if (status) {
      managed.record(
          manager, FieldPaths.ofStatus(before, type), FieldPaths.ofStatus(after, type), now());
    } else {
      managed.record(
          manager, FieldPaths.ofMain(before, type), FieldPaths.ofMain(after, type), now());
    }
    managed.writeTo(after);
    return finish(type, key, stored, after, options);
  }

  /** Makes a member what it is elsewhere, or absent if it is absent there. */
  private static void move(String name, Map<String, Object> from, Map<String, Object> to) {
    Object value = from.get(name);
    if (value == null) {
      to.remove(name);
    } else {
      to.put(name, value);
    }
  }

  private void check(
      ResourceType type,
      String name,
      @Nullable Map<String, Object> before,
      Map<String, Object> after,
      WriteOptions options) {
    prune(type, after, options);
    Completion.fillIn(after, type.schema());
    List<Cause> causes = Conformance.check(after, type.schema());
    if (causes.isEmpty()) {
      causes = Rules.check(type, before, after);
    }
    if (!causes.isEmpty()) {
      throw Failure.invalid(type, name, causes);
    }
  }

  private static void prune(ResourceType type, Map<String, Object> object, WriteOptions options) {
    List<String> unknown = Completion.prune(object, type.schema());
    if (options.strict() && !unknown.isEmpty()) {
      throw Failure.badRequest(
          "strict decoding error: "
              + String.join(
                  ", ", unknown.stream().map(field -> "unknown field \"" + field + "\"").toList()));
    }
  }

  /** Stores what has changed; what was waiting for its last finalizer goes. */
  private Stored finish(
      ResourceType type, Key key, Stored stored, Map<String, Object> after, WriteOptions options) {
    Map<String, Object> before = stored.tree();
    if (type.has(Trait.GENERATION) && !wish(before).equals(wish(after))) {
      raiseGeneration(after);
    }
    if (after.equals(before)) {
      return stored;
    }
    if (options.dryRun()) {
      return Stored.of(after);
    }
    if (isBeingDeleted(after)
        && finalizers(after).isEmpty()
        && !type.equals(ResourceTypes.NAMESPACE)) {
      store.remove(key);
      return Stored.of(after);
    }
    return store.put(key, after);
  }

  static void raiseGeneration(Map<String, Object> object) {
    Map<String, Object> metadata = Json.ownChild(object, "metadata");
    if (metadata.get("generation") instanceof Number generation) {
      metadata.put("generation", generation.intValue() + 1);
    }
  }

  /** All of an object that its generation counts. */
  private static Map<String, Object> wish(Map<String, Object> object) {
    Map<String, Object> wish = new LinkedHashMap<>(object);
    wish.keySet().removeAll(List.of("metadata", "status"));
    return wish;
  }

  static boolean isBeingDeleted(Map<String, Object> object) {
    return !Json.meta(object, "deletionTimestamp").isEmpty();
  }

  static List<Object> finalizers(Map<String, Object> object) {
    return Json.list(Json.child(object, "metadata").get("finalizers"));
  }

  private static void requireVersion(
      ResourceType type, Key key, Stored stored, Map<String, Object> given, boolean versionNeeded) {
    if (!Json.meta(given, "name").isEmpty() && !Json.meta(given, "name").equals(key.name())) {
      throw Failure.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(Json.meta(given, "name"), key.name()));
    }
    requireUid(type, key, Json.meta(stored.tree(), "uid"), given);
    String version = Json.meta(given, "resourceVersion");
    if (version.isEmpty() && versionNeeded) {
      throw Failure.invalid(
          type,
          key.name(),
          List.of(
              new Cause(
                  "FieldValueInvalid",
                  "metadata.resourceVersion",
                  "Invalid value: 0: must be specified for an update")));
    }
    if (!version.isEmpty() && !version.equals(Json.meta(stored.tree(), "resourceVersion"))) {
      throw Failure.conflict(
          type,
          key.name(),
          "the object has been modified; please apply your changes to the latest version and try"
              + " again");
    }
  }

  private static void requireUid(
      ResourceType type, Key key, String uid, Map<String, Object> given) {
    String meant = Json.meta(given, "uid");
    if (!meant.isEmpty() && !meant.equals(uid)) {
      throw Failure.conflict(
          type,
          key.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(meant, uid));
    }
  }
}
