package dev.understudy.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings an object into the form of its schema: drops what is unknown, fills in defaults. */
final class Completion {

  private Completion() {}

  /**
   * Drops the members that the schema does not know.
   *
   * @return their paths
   */
  static List<String> prune(Map<String, Object> object, Schema schema) {
    List<String> dropped = new ArrayList<>();
    pruneMap("", object, schema, dropped);
    return dropped;
  }

  /** Fills in the defaults of absent members, of objects that are there. */
  static void fillIn(Map<String, Object> object, Schema schema) {
    schema
        .properties()
        .forEach(
            (name, node) -> {
              Map<String, Object> property = Json.map(node);
              Object standard = property.get("default");
              if (standard != null && object.get(name) == null) {
                object.put(name, Json.copyOf(standard));
              }
            });
    object.forEach((name, member) -> fillInValue(member, schema.property(name)));
  }

  private static void fillInValue(Object value, Schema schema) {
    if (value instanceof Map<?, ?>) {
      fillIn(Json.map(value), schema);
    }
    Json.list(value).forEach(item -> fillInValue(item, schema.items()));
  }

  private static void pruneMap(
      String path, Map<String, Object> map, Schema schema, List<String> dropped) {
    String prefix = path.isEmpty() ? "" : path + ".";
    map.keySet()
        .removeIf(
            name -> {
              boolean unknown = schema.known(name) == null && !schema.isOpen();
              if (unknown) {
                dropped.add(prefix + name);
              }
              return unknown;
            });
    map.forEach((name, member) -> prune(prefix + name, member, schema.property(name), dropped));
  }

  private static void prune(String path, Object value, Schema schema, List<String> dropped) {
    if (value instanceof Map<?, ?>) {
      pruneMap(path, Json.map(value), schema, dropped);
    }
    List<Object> items = Json.list(value);
    for (int i = 0; i < items.size(); i++) {
      prune(path + "[" + i + "]", items.get(i), schema.items(), dropped);
    }
  }
}
