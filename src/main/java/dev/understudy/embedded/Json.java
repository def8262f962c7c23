package dev.understudy.embedded;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents as maps, lists and plain values. Whatever is stored is never changed: writers work
 * on a {@link #copy}.
 */
final class Json {

  private static final KubernetesSerialization FORM = new KubernetesSerialization();

  private Json() {}

  /**
   * Reads an object from JSON or YAML.
   *
   * @throws Failure if the text is neither, or no object
   */
  static Map<String, Object> parse(String text) {
    Object value = parseAny(text);
    if (value instanceof Map<?, ?>) {
      return map(value);
    }
    throw Failure.badRequest("the body of the request must be an object");
  }

  /** Reads any JSON or YAML. */
  static @Nullable Object parseAny(String text) {
    try {
      Object value = FORM.unmarshal(text, Object.class);
      return value == null ? null : normal(value);
    } catch (RuntimeException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw Failure.badRequest("the body of the request cannot be read: " + cause.getMessage());
    }
  }

  /** Numbers without a fraction are whole numbers, whatever they were written like. */
  private static Object normal(Object value) {
    switch (value) {
      case Map<?, ?> map ->
          map(map).replaceAll((_, member) -> member == null ? member : normal(member));
      case List<?> list -> list(list).replaceAll(item -> item == null ? item : normal(item));
      case Double number when number % 1 == 0 && Math.abs(number) <= Integer.MAX_VALUE -> {
        return number.intValue();
      }
      default -> {}
    }
    return value;
  }

  /** Writes a value. */
  static String print(@Nullable Object value) {
    return FORM.asJson(value);
  }

  /** Reads a value as an object of a class; what does not fit fails. */
  static <T> T as(Class<T> type, Map<String, Object> value) {
    return FORM.convertValue(value, type);
  }

  /** The value as the map that it is; an empty one if it is none. */
  @SuppressWarnings("unchecked") // the keys of JSON objects are strings
  static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The value as the list that it is; an empty one if it is none. */
  @SuppressWarnings("unchecked") // any element is an Object
  static List<Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<Object>) list : List.of();
  }

  /** The member as a map; an empty one if it is absent. */
  static Map<String, Object> child(Map<String, Object> parent, String name) {
    return map(parent.get(name));
  }

  /** The member as a map that can be written to, made if it is absent. */
  static Map<String, Object> ownChild(Map<String, Object> parent, String name) {
    if (!(parent.get(name) instanceof Map<?, ?>)) {
      parent.put(name, new LinkedHashMap<String, Object>());
    }
    return map(parent.get(name));
  }

  /** The member as text; empty if it is absent. */
  static String text(Map<String, Object> parent, String name) {
    Object value = parent.get(name);
    return value == null ? "" : value.toString();
  }

  /** A member of an object's metadata as text; empty if it is absent. */
  static String meta(Map<String, Object> object, String name) {
    return text(child(object, "metadata"), name);
  }

  /** A deep copy that can be changed. */
  static Map<String, Object> copy(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.replaceAll((name, value) -> copyOf(value));
    return copy;
  }

  /** A deep copy of any value. */
  static Object copyOf(Object value) {
    if (value instanceof Map<?, ?>) {
      return copy(map(value));
    }
    if (value instanceof List<?>) {
      List<Object> copy = new ArrayList<>(list(value));
      copy.replaceAll(Json::copyOf);
      return copy;
    }
    return value;
  }

  /** The value at a path like {@code .spec.list[0].id}; absent where there is none. */
  static @Nullable Object at(Map<String, Object> object, String path) {
    Object value = object;
    for (String name : path.substring(1).split("[.\\[]", -1)) {
      if (name.endsWith("]")) {
        int index = Integer.parseInt(name, 0, name.length() - 1, 10);
        value = index < list(value).size() ? list(value).get(index) : null;
      } else {
        value = map(value).get(name);
      }
    }
    return value;
  }
}
