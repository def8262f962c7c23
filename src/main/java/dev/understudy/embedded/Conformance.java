package dev.understudy.embedded;

import dev.understudy.embedded.Failure.Cause;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what in an object does not fit its schema, in the API server's words. Rules in CEL are not
 * evaluated.
 */
final class Conformance {

  private final List<Cause> causes = new ArrayList<>();

  private Conformance() {}

  /** What does not fit; empty if everything does. */
  static List<Cause> check(Map<String, Object> object, Schema schema) {
    Conformance conformance = new Conformance();
    conformance.object("", object, schema);
    return conformance.causes;
  }

  private void value(String field, @Nullable Object value, Schema schema) {
    if (value == null && schema.flag("nullable")) {
      return;
    }
    String wanted = Json.text(schema.node(), "type");
    if (!wanted.isEmpty() && !hasType(value, wanted)) {
      String found = typeOf(value);
      invalid(
          field, found, "%s in body must be of type %s: \"%s\"".formatted(field, wanted, found));
      return;
    }
    oneOf(field, value, Json.list(schema.node().get("enum")));
    switch (value) {
      case String text -> text(field, text, schema);
      case Number number -> number(field, number, schema);
      case Map<?, ?> map -> object(field, Json.map(map), schema);
      case List<?> list -> list(field, Json.list(list), schema);
      case null, default -> {}
    }
  }

  private void oneOf(String field, @Nullable Object value, List<Object> allowed) {
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      add(
          "FieldValueNotSupported",
          field,
          "Unsupported value: %s: supported values: %s"
              .formatted(
                  Json.print(value),
                  allowed.stream().map(Json::print).sorted().collect(Collectors.joining(", "))));
    }
  }

  private void text(String field, String text, Schema schema) {
    int length = text.codePointCount(0, text.length());
    if (schema.node().get("maxLength") instanceof Number most && length > most.intValue()) {
      add("FieldValueTooLong", field, "Too long: may not be more than %s bytes".formatted(most));
    }
    if (schema.node().get("minLength") instanceof Number least && length < least.intValue()) {
      invalid(field, text, "%s in body should be at least %s chars long".formatted(field, least));
    }
    if (schema.node().get("pattern") instanceof String pattern
        && !Pattern.compile(pattern).matcher(text).find()) {
      invalid(field, text, "%s in body should match '%s'".formatted(field, pattern));
    }
    if ("date-time".equals(schema.node().get("format")) && !isDateTime(text)) {
      invalid(field, text, "%s in body must be of type date-time: \"%s\"".formatted(field, text));
    }
  }

  private static boolean isDateTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private void number(String field, Number number, Schema schema) {
    if (schema.node().get("maximum") instanceof Number most
        && number.doubleValue() > most.doubleValue()) {
      invalid(
          field, number, "%s in body should be less than or equal to %s".formatted(field, most));
    }
    if (schema.node().get("minimum") instanceof Number least
        && number.doubleValue() < least.doubleValue()) {
      invalid(
          field,
          number,
          "%s in body should be greater than or equal to %s".formatted(field, least));
    }
  }

  private void object(String field, Map<String, Object> map, Schema schema) {
    String prefix = field.isEmpty() ? "" : field + ".";
    for (Object required : Json.list(schema.node().get("required"))) {
      if (!map.containsKey(required.toString())) {
        add("FieldValueRequired", prefix + required, "Required value");
      }
    }
    map.forEach(
        (name, member) -> {
          Schema known = schema.known(name);
          if (known != null) {
            value(prefix + name, member, known);
          }
        });
  }

  private void list(String field, List<Object> list, Schema schema) {
    if (schema.node().get("maxItems") instanceof Number most && list.size() > most.intValue()) {
      add(
          "FieldValueTooMany",
          field,
          "Too many: %d: must have at most %s items".formatted(list.size(), most));
    }
    if (schema.node().get("minItems") instanceof Number least && list.size() < least.intValue()) {
      invalid(
          field, list.size(), "%s in body should have at least %s items".formatted(field, least));
    }
    Set<Object> keys = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String item = field + "[" + i + "]";
      value(item, list.get(i), schema.items());
      Object key =
          switch (schema.form(list)) {
            case LIST_MAP -> schema.keyOf(Json.map(list.get(i)));
            case LIST_SET -> list.get(i);
            default -> null;
          };
      if (key != null && !keys.add(key)) {
        add("FieldValueDuplicate", item, "Duplicate value: " + Json.print(key));
      }
    }
  }

  private static boolean hasType(@Nullable Object value, String type) {
    return switch (type) {
      case "number" -> value instanceof Number;
      case "integer" -> typeOf(value).equals("integer");
      default -> typeOf(value).equals(type);
    };
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Double number when number % 1 != 0 -> "number";
      case Number _ -> "integer";
      case Collection<?> _ -> "array";
      default -> "object";
    };
  }

  private void invalid(String field, Object value, String message) {
    add("FieldValueInvalid", field, "Invalid value: %s: %s".formatted(Json.print(value), message));
  }

  private void add(String reason, String field, String message) {
    causes.add(new Cause(reason, field, message));
  }
}
