package dev.understudy.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads label and field selectors. */
final class Selector {

  private static final String NAME = "[A-Za-z0-9._/-]+";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(?:(?<absent>!)\\s*)?(?<key>%s)\\s*(?:(?<sign>==|=|!=)\\s*(?<value>[A-Za-z0-9._-]*)|(?<set>in|notin)\\s*\\((?<values>[^)]*)\\))?\\s*(?:,|$)"
              .formatted(NAME));
  private static final Pattern FIELD =
      Pattern.compile("(?<key>%s)(?<sign>==|=|!=)(?<value>.*)".formatted(NAME));
  private static final Set<String> FIELDS_OF_ALL = Set.of("metadata.name", "metadata.namespace");
  private static final Set<String> FIELDS_OF_EVENTS =
      Set.of(
          "involvedObject.kind",
          "involvedObject.name",
          "involvedObject.namespace",
          "involvedObject.uid",
          "regarding.kind",
          "regarding.name",
          "regarding.uid",
          "reason",
          "type");

  private Selector() {}

  /** The objects whose labels a selector like {@code a=b,c in (d,e),!f} wants. */
  static Predicate<Map<String, Object>> labels(String selector) {
    List<Predicate<Map<String, Object>>> requirements = new ArrayList<>();
    Matcher matcher = REQUIREMENT.matcher(selector);
    int end = 0;
    while (end < selector.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw Failure.badRequest("unable to parse requirement: '" + selector + "'");
      }
      requirements.add(requirement(matcher));
      end = matcher.end();
    }
    return object -> {
      Map<String, Object> labels = Json.child(Json.child(object, "metadata"), "labels");
      return requirements.stream().allMatch(requirement -> requirement.test(labels));
    };
  }

  private static Predicate<Map<String, Object>> requirement(Matcher matcher) {
    String key = matcher.group("key");
    if (matcher.group("absent") != null) {
      return labels -> !labels.containsKey(key);
    }
    if (matcher.group("set") != null) {
      Set<String> values = Set.of(matcher.group("values").strip().split("\\s*,\\s*", -1));
      return matcher.group("set").equals("in")
          ? labels -> labels.containsKey(key) && values.contains(Json.text(labels, key))
          : labels -> !labels.containsKey(key) || !values.contains(Json.text(labels, key));
    }
    if (matcher.group("sign") == null) {
      return labels -> labels.containsKey(key);
    }
    String value = matcher.group("value");
    return matcher.group("sign").equals("!=")
        ? labels -> !labels.containsKey(key) || !Json.text(labels, key).equals(value)
        : labels -> labels.containsKey(key) && Json.text(labels, key).equals(value);
  }

  /** The objects of a kind whose fields a selector like {@code metadata.name=a} wants. */
  static Predicate<Map<String, Object>> fields(ResourceType type, String selector) {
    Predicate<Map<String, Object>> wanted = _ -> true;
    for (String part : selector.isEmpty() ? new String[0] : selector.split(",", -1)) {
      Matcher matcher = FIELD.matcher(part);
      if (!matcher.matches()) {
        throw Failure.badRequest("unable to parse field selector: '" + part + "'");
      }
      String field = matcher.group("key");
      if (!FIELDS_OF_ALL.contains(field)
          && !type.selectableFields().contains(field)
          && !(type.kind().equals("Event") && FIELDS_OF_EVENTS.contains(field))) {
        throw Failure.badRequest("field label not supported: " + field);
      }
      String value = matcher.group("value");
      boolean equal = !matcher.group("sign").equals("!=");
      wanted = wanted.and(object -> value.equals(textAt(object, field)) == equal);
    }
    return wanted;
  }

  private static String textAt(Map<String, Object> object, String field) {
    Object value = Json.at(object, "." + field);
    return value == null ? "" : value.toString();
  }
}
