package dev.understudy.embedded;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Applies JSON Merge Patches (RFC 7396) and JSON Patches (RFC 6902). */
final class Patch {

  private Patch() {}

  /** Merges a patch into an object: null removes a member, a list replaces one. */
  static void merge(Map<String, Object> object, Map<String, Object> patch) {
    patch.forEach(
        (name, value) -> {
          if (value == null) {
            object.remove(name);
          } else if (value instanceof Map<?, ?>) {
            merge(Json.ownChild(object, name), Json.map(value));
          } else {
            object.put(name, Json.copyOf(value));
          }
        });
  }

  /** Carries out the operations of a patch, one after another. */
  static void apply(Map<String, Object> object, List<Object> operations) {
    for (Object each : operations) {
      Map<String, Object> operation = Json.map(each);
      String path = Json.text(operation, "path");
      switch (Json.text(operation, "op")) {
        case "add" -> add(object, path, value(operation));
        case "replace" -> {
          remove(object, path);
          add(object, path, value(operation));
        }
        case "remove" -> remove(object, path);
        case "test" -> {
          if (!Objects.equals(get(object, path), operation.get("value"))) {
            throw Failure.unprocessable("the test of " + path + " failed");
          }
        }
        case "copy" -> add(object, path, Json.copyOf(get(object, Json.text(operation, "from"))));
        case "move" -> {
          Object value = get(object, Json.text(operation, "from"));
          remove(object, Json.text(operation, "from"));
          add(object, path, value);
        }
        default -> throw Failure.unprocessable("unknown operation in a JSON patch: " + each);
      }
    }
  }

  private static @Nullable Object value(Map<String, Object> operation) {
    Object value = operation.get("value");
    return value == null ? null : Json.copyOf(value);
  }

  @SuppressWarnings("NullAway") // a JSON null is a value
  private static void add(Map<String, Object> object, String path, @Nullable Object value) {
    String last = last(path);
    switch (parent(object, path)) {
      case List<?> list -> {
        List<Object> items = Json.list(list);
        items.add(last.equals("-") ? items.size() : index(path, last, items.size() + 1), value);
      }
      case Map<?, ?> map -> Json.map(map).put(last, value);
      default -> throw missing(path);
    }
  }

  private static void remove(Map<String, Object> object, String path) {
    String last = last(path);
    switch (parent(object, path)) {
      case List<?> list -> Json.list(list).remove(index(path, last, list.size()));
      case Map<?, ?> map when map.containsKey(last) -> Json.map(map).remove(last);
      default -> throw missing(path);
    }
  }

  private static Object get(Map<String, Object> object, String path) {
    return member(parent(object, path), last(path), path);
  }

  private static Object parent(Map<String, Object> object, String path) {
    Object value = object;
    String[] names = path.split("/", -1);
    for (int i = 1; i < names.length - 1; i++) {
      value = member(value, unescape(names[i]), path);
    }
    return value;
  }

  private static Object member(Object parent, String name, String path) {
    Object member =
        switch (parent) {
          case List<?> list -> list.get(index(path, name, list.size()));
          case Map<?, ?> map -> map.get(name);
          default -> null;
        };
    if (member == null) {
      throw missing(path);
    }
    return member;
  }

  private static int index(String path, String name, int size) {
    try {
      return Objects.checkIndex(Integer.parseInt(name), size);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw missing(path);
    }
  }

  private static String last(String path) {
    if (!path.startsWith("/")) {
      throw missing(path);
    }
    return unescape(path.substring(path.lastIndexOf('/') + 1));
  }

  private static String unescape(String name) {
    return name.replace("~1", "/").replace("~0", "~");
  }

  private static Failure missing(String path) {
    return Failure.unprocessable("a JSON patch names a path that is not there: '" + path + "'");
  }
}
