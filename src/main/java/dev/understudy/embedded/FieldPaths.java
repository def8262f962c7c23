package dev.understudy.embedded;

import dev.understudy.embedded.Schema.Form;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that someone can own, as paths. Their steps are those of {@code
 * fieldsV1}: {@code f:} and a member's name, {@code k:} and the key of an item, {@code v:} and an
 * item, and {@code .} for an item itself.
 */
final class FieldPaths {

  /** What stands for an item itself. */
  static final String SELF = ".";

  /** Fields that nobody owns, because the server keeps them. */
  private static final Set<String> SERVERS_OWN =
      Set.of(
          "name",
          "namespace",
          "generateName",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields");

  private FieldPaths() {}

  /** All fields of an object that can be owned, with their values, without those of a status. */
  static Map<List<String>, Object> ofMain(Map<String, Object> object, ResourceType type) {
    return of(object, type, false);
  }

  /** All fields of an object's status, with their values. */
  static Map<List<String>, Object> ofStatus(Map<String, Object> object, ResourceType type) {
    return of(object, type, true);
  }

  private static Map<List<String>, Object> of(
      Map<String, Object> object, ResourceType type, boolean status) {
    Map<List<String>, Object> fields = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          boolean ofStatus = name.equals("status") && type.has(ResourceType.Trait.STATUS);
          if (ofStatus != status || name.equals("apiVersion") || name.equals("kind")) {
            return;
          }
          Object owned = value;
          if (name.equals("metadata")) {
            Map<String, Object> metadata = new LinkedHashMap<>(Json.map(value));
            metadata.keySet().removeAll(SERVERS_OWN);
            if (metadata.isEmpty()) {
              return;
            }
            owned = metadata;
          }
          collect(List.of("f:" + name), owned, type.schema().property(name), fields);
        });
    return fields;
  }

  private static void collect(
      List<String> path, @Nullable Object value, Schema schema, Map<List<String>, Object> fields) {
    switch (schema.form(value)) {
      case MAP -> {
        Map<String, Object> map = Json.map(value);
        map.forEach(
            (name, member) ->
                collect(then(path, "f:" + name), member, schema.property(name), fields));
        if (map.isEmpty()) {
          fields.put(path, map);
        }
      }
      case LIST_MAP -> {
        for (Object item : Json.list(value)) {
          List<String> step = then(path, "k:" + Json.print(schema.keyOf(Json.map(item))));
          fields.put(then(step, SELF), true);
          collect(step, item, schema.items(), fields);
        }
      }
      case LIST_SET ->
          Json.list(value).forEach(item -> fields.put(then(path, "v:" + Json.print(item)), true));
      case VALUE -> fields.put(path, value == null ? Map.of() : value);
    }
  }

  static List<String> then(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path.size() + 1);
    longer.addAll(path);
    longer.add(step);
    return longer;
  }

  /** Takes the field at a path out of an object, and what becomes empty by that. */
  static void remove(Map<String, Object> object, List<String> path, Schema schema) {
    removeFrom(object, path, schema);
  }

  private static void removeFrom(Object container, List<String> path, Schema schema) {
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (container instanceof Map<?, ?> map) {
      String name = step.substring(2);
      Object member = map.get(name);
      if (member != null && !rest.isEmpty()) {
        removeFrom(member, rest, schema.property(name));
      }
      if (rest.isEmpty() || isEmpty(member)) {
        map.remove(name);
      }
      return;
    }
    for (Iterator<Object> items = Json.list(container).iterator(); items.hasNext(); ) {
      Object item = items.next();
      if (isItem(item, step, schema)) {
        if (rest.isEmpty() || rest.getFirst().equals(SELF)) {
          items.remove();
        } else {
          removeFrom(item, rest, schema.items());
        }
      }
    }
  }

  private static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.isEmpty();
      case List<?> list -> list.isEmpty();
      case null, default -> false;
    };
  }

  private static boolean isItem(Object item, String step, Schema schema) {
    String key =
        step.startsWith("k:") ? Json.print(schema.keyOf(Json.map(item))) : Json.print(item);
    return key.equals(step.substring(2));
  }

  /** Merges what somebody applies into an object. */
  static Object merge(@Nullable Object live, @Nullable Object applied, Schema schema) {
    Form form = schema.form(applied);
    if (applied == null || live == null || form == Form.VALUE || form != schema.form(live)) {
      return applied == null ? Map.of() : Json.copyOf(applied);
    }
    if (form == Form.MAP) {
      Map<String, Object> merged = Json.map(live);
      Json.map(applied)
          .forEach(
              (name, value) ->
                  merged.put(name, merge(merged.get(name), value, schema.property(name))));
      return merged;
    }
    List<Object> merged = Json.list(live);
    for (Object item : Json.list(applied)) {
      int at = indexOf(merged, item, form, schema);
      if (at < 0) {
        merged.add(Json.copyOf(item));
      } else if (form == Form.LIST_MAP) {
        merged.set(at, merge(merged.get(at), item, schema.items()));
      }
    }
    return merged;
  }

  private static int indexOf(List<Object> items, Object item, Form form, Schema schema) {
    for (int i = 0; i < items.size(); i++) {
      boolean same =
          form == Form.LIST_SET
              ? Objects.equals(items.get(i), item)
              : schema.keyOf(Json.map(items.get(i))).equals(schema.keyOf(Json.map(item)));
      if (same) {
        return i;
      }
    }
    return -1;
  }

  /** Writes paths as {@code fieldsV1}. */
  static Map<String, Object> encode(Set<List<String>> paths) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (List<String> path : paths) {
      Map<String, Object> node = root;
      for (String step : path) {
        node = Json.ownChild(node, step);
      }
    }
    return root;
  }

  /** Reads paths from {@code fieldsV1}. */
  static Set<List<String>> decode(Map<String, Object> root) {
    Set<List<String>> paths = new LinkedHashSet<>();
    root.forEach((step, node) -> decode(List.of(step), Json.map(node), paths));
    return paths;
  }

  private static void decode(List<String> path, Map<String, Object> node, Set<List<String>> paths) {
    node.forEach((step, next) -> decode(then(path, step), Json.map(next), paths));
    if (node.isEmpty()) {
      paths.add(path);
    }
  }

  /**
   * A path in the form that messages use, as in {@code .spec.roleOverrides[sessionId="a"].role}.
   */
  static String display(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String step : path) {
      if (step.startsWith("f:")) {
        text.append('.').append(step.substring(2));
      } else if (step.startsWith("k:")) {
        List<String> keys = new ArrayList<>();
        Json.parse(step.substring(2))
            .forEach((name, value) -> keys.add(name + "=" + Json.print(value)));
        text.append('[').append(String.join(",", keys)).append(']');
      } else if (step.startsWith("v:")) {
        text.append('[').append(step.substring(2)).append(']');
      }
    }
    return text.toString();
  }
}
