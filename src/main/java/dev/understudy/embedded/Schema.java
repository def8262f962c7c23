package dev.understudy.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema. Where nothing is known, objects are open and lists are values.
 *
 * @param node the schema as a CRD writes it
 */
record Schema(Map<String, Object> node) {

  static final Schema UNKNOWN = new Schema(Map.of("x-kubernetes-preserve-unknown-fields", true));

  /** The metadata that every object has, as far as fields in it are merged. */
  private static final Map<String, Object> METADATA =
      Map.of(
          "x-kubernetes-preserve-unknown-fields",
          true,
          "properties",
          Map.of(
              "finalizers",
              Map.of("x-kubernetes-list-type", "set"),
              "ownerReferences",
              Map.of(
                  "x-kubernetes-list-type", "map", "x-kubernetes-list-map-keys", List.of("uid"))));

  private static final Map<String, Object> ANYTHING = Map.of();

  /** How a value is merged. */
  enum Form {
    /** As a whole. */
    VALUE,
    /** Member by member. */
    MAP,
    /** Item by item, each known by some of its members. */
    LIST_MAP,
    /** Item by item, each known by itself. */
    LIST_SET
  }

  /** The schema of whole objects, which a CRD gives without what all objects have. */
  static Schema ofResource(Map<String, Object> node) {
    Map<String, Object> whole = Json.copy(node);
    Map<String, Object> properties = Json.ownChild(whole, "properties");
    properties.put("apiVersion", ANYTHING);
    properties.put("kind", ANYTHING);
    properties.put("metadata", METADATA);
    return new Schema(whole);
  }

  /** Whether members that it does not name are kept. */
  boolean isOpen() {
    return flag("x-kubernetes-preserve-unknown-fields");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(node.get(name));
  }

  Map<String, Object> properties() {
    return Json.child(node, "properties");
  }

  /** The schema of a member; absent if no such member is known. */
  @Nullable Schema known(String name) {
    if (properties().get(name) instanceof Map<?, ?> property) {
      return new Schema(Json.map(property));
    }
    if (node.get("additionalProperties") instanceof Map<?, ?> each) {
      return new Schema(Json.map(each));
    }
    return null;
  }

  /** The schema of a member. */
  Schema property(String name) {
    Schema known = known(name);
    if (known != null) {
      return known;
    }
    return name.equals("metadata") ? new Schema(METADATA) : UNKNOWN;
  }

  Schema items() {
    return node.get("items") instanceof Map<?, ?> items ? new Schema(Json.map(items)) : UNKNOWN;
  }

  /** How a value of this schema is merged. */
  Form form(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> _ ->
          "atomic".equals(node.get("x-kubernetes-map-type")) ? Form.VALUE : Form.MAP;
      case List<?> _ ->
          switch (Json.text(node, "x-kubernetes-list-type")) {
            case "map" -> Form.LIST_MAP;
            case "set" -> Form.LIST_SET;
            default -> Form.VALUE;
          };
      case null, default -> Form.VALUE;
    };
  }

  /** The members by which an item of a list is known. */
  Map<String, Object> keyOf(Map<String, Object> item) {
    Map<String, Object> key = new LinkedHashMap<>();
    for (Object name : Json.list(node.get("x-kubernetes-list-map-keys"))) {
      Object value = item.get(name.toString());
      if (value != null) {
        key.put(name.toString(), value);
      }
    }
    return key;
  }
}
