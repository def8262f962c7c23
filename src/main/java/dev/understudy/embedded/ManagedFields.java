package dev.understudy.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who owns which fields of one object. Not thread-safe. */
final class ManagedFields {

  private final Map<Manager, Owned> managers = new LinkedHashMap<>();

  /**
   * Someone who writes.
   *
   * @param name the manager's name
   * @param operation {@code Apply}, or {@code Update} for all other ways of writing
   * @param subresource {@code status}, or empty
   */
  record Manager(String name, String operation, String subresource, String apiVersion) {}

  private record Owned(Set<List<String>> paths, String since) {}

  private ManagedFields() {}

  /** Reads them from an object. */
  static ManagedFields of(Map<String, Object> object) {
    ManagedFields fields = new ManagedFields();
    for (Object each : Json.list(Json.child(object, "metadata").get("managedFields"))) {
      Map<String, Object> entry = Json.map(each);
      fields.managers.put(
          new Manager(
              Json.text(entry, "manager"),
              Json.text(entry, "operation"),
              Json.text(entry, "subresource"),
              Json.text(entry, "apiVersion")),
          new Owned(FieldPaths.decode(Json.child(entry, "fieldsV1")), Json.text(entry, "time")));
    }
    return fields;
  }

  /** Writes them into an object. */
  void writeTo(Map<String, Object> object) {
    List<Object> entries = new ArrayList<>();
    managers.forEach(
        (manager, owned) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("manager", manager.name());
          entry.put("operation", manager.operation());
          entry.put("apiVersion", manager.apiVersion());
          entry.put("time", owned.since());
          entry.put("fieldsType", "FieldsV1");
          entry.put("fieldsV1", FieldPaths.encode(owned.paths()));
          if (!manager.subresource().isEmpty()) {
            entry.put("subresource", manager.subresource());
          }
          entries.add(entry);
        });
    Json.ownChild(object, "metadata").put("managedFields", entries);
  }

  Set<List<String>> ownedBy(Manager manager) {
    Owned owned = managers.get(manager);
    return owned == null ? Set.of() : owned.paths();
  }

  /** Everybody else who owns a field. */
  List<Manager> othersThatOwn(List<String> path, Manager self) {
    return managers.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(self) && entry.getValue().paths().contains(path))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether anybody else owns anything in an item. */
  boolean othersOwnWithin(List<String> item, Manager self) {
    return managers.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(self))
        .flatMap(entry -> entry.getValue().paths().stream())
        .anyMatch(path -> path.size() > item.size() && path.subList(0, item.size()).equals(item));
  }

  /** A manager owns exactly these fields from now on, as far as they are not the others' too. */
  void own(Manager manager, Set<List<String>> paths, String now) {
    if (!paths.equals(ownedBy(manager))) {
      set(manager, paths, now);
    }
  }

  /** The fields belong to this manager alone. */
  void takeFromOthers(Manager manager, Set<List<String>> paths, String now) {
    for (Manager other : List.copyOf(managers.keySet())) {
      if (!other.equals(manager)) {
        Set<List<String>> left = new LinkedHashSet<>(ownedBy(other));
        if (left.removeAll(paths)) {
          set(other, left, now);
        }
      }
    }
  }

  /**
   * Records a change that was written without applying: what has changed belongs to its writer
   * alone, what is gone to nobody.
   */
  void record(
      Manager manager,
      Map<List<String>, Object> before,
      Map<List<String>, Object> after,
      String now) {
    Set<List<String>> changed = new LinkedHashSet<>();
    after.forEach(
        (path, value) -> {
          if (!Objects.equals(before.get(path), value)) {
            changed.add(path);
          }
        });
    Set<List<String>> lost = new LinkedHashSet<>(changed);
    before.keySet().stream().filter(path -> !after.containsKey(path)).forEach(lost::add);
    if (lost.isEmpty()) {
      return;
    }
    takeFromOthers(manager, lost, now);
    Set<List<String>> owned = new LinkedHashSet<>(ownedBy(manager));
    owned.removeAll(lost);
    owned.addAll(changed);
    own(manager, owned, now);
  }

  /** Forgets fields of which the object has none any more. */
  void keepOnly(Set<List<String>> existing, boolean status, String now) {
    for (Manager manager : List.copyOf(managers.keySet())) {
      if (manager.subresource().equals("status") == status) {
        Set<List<String>> left = new LinkedHashSet<>(ownedBy(manager));
        if (left.retainAll(existing)) {
          set(manager, left, now);
        }
      }
    }
  }

  private void set(Manager manager, Set<List<String>> paths, String now) {
    if (paths.isEmpty()) {
      managers.remove(manager);
    } else {
      managers.put(manager, new Owned(paths, now));
    }
  }
}
