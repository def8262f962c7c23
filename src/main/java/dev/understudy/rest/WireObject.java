package dev.understudy.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a client sent it, read tolerantly: names of properties without regard to case,
 * unknown ones ignored, null as absent.
 *
 * <p>A property that is given twice is refused, in the same case or another: what a request says
 * twice, somebody on its way may have read otherwise. Every method throws a {@link Problem} that
 * names the property if its value cannot be what it is.
 */
final class WireObject {

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 400;

  /** Below it, every whole number is a double. */
  private static final double EXACT = 0x1p53;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final String place;
  private final Map<String, JsonNode> properties = new HashMap<>();
  private final Set<String> twice = new HashSet<>();

  /**
   * @param place what stands before the name of a property when it is spoken of; empty for those of
   *     the body
   */
  private WireObject(JsonNode object, String place) {
    this.place = place;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = Texts.lower(property.getKey());
      if (properties.put(name, property.getValue()) != null) {
        twice.add(name);
      }
    }
  }

  /** Reads a body. */
  static WireObject read(byte[] body) {
    String text = decode(body);
    JsonNode tree;
    try {
      tree = READER.readTree(text);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
    if (!tree.isObject()) {
      throw Problem.notJson(
          tree.isMissingNode() ? "There is no body." : "The body is no JSON object.",
          "Send a JSON object.",
          1,
          1);
    }
    return new WireObject(tree, "");
  }

  /** A text; null if it is absent. */
  @Nullable String text(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(property, value, "is no text", "Send a JSON string.");
    }
    String text = value.textValue();
    if (!Texts.isWellFormed(text)) {
      throw Problem.property(
          name(property),
          name(property) + " holds an unpaired surrogate.",
          "Send well-formed Unicode.");
    }
    return text;
  }

  /** A time-span; null if it is absent. */
  @Nullable Duration timeSpan(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(property, value, "is no time-span", "Write it like 00:01:00 or 1.00:00:00.");
    }
    try {
      return TimeSpans.read(value.textValue());
    } catch (IllegalArgumentException e) {
      throw wrong(
          property,
          value,
          "is no time-span: " + e.getMessage(),
          "Write it like 00:01:00 or 1.00:00:00.");
    }
  }

  /** A moment; null if it is absent or unset. */
  @Nullable Instant moment(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(property, value, "is no date-time", "Write it like 2030-01-31T12:00:00Z.");
    }
    try {
      return WireDates.read(value.textValue());
    } catch (IllegalArgumentException e) {
      throw wrong(
          property,
          value,
          "is no date-time: " + e.getMessage(),
          "Write it like 2030-01-31T12:00:00Z.");
    }
  }

  /** A finite number; null if it is absent. */
  @Nullable Double number(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(property, value, "is no finite number", "Send a JSON number.");
    }
    return value.doubleValue();
  }

  /** A whole number from 0 to the largest of 64 bits; null if it is absent. */
  @Nullable Long count(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    Long count = whole(value);
    if (count == null || count < 0) {
      throw wrong(
          property,
          value,
          "is no whole number from 0 to " + Long.MAX_VALUE,
          "Send the number that the last answer carried.");
    }
    return count;
  }

  /** JSON has one kind of number: 7.0 is a whole one too, as long as nothing of it was rounded. */
  private static @Nullable Long whole(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? value.longValue() : null;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    return number == Math.rint(number) && Math.abs(number) < EXACT ? (long) number : null;
  }

  /**
   * One of several names, given as such in any case or by its number; null if it is absent.
   *
   * @param names the names; the first is number 0
   * @return the number
   */
  @Nullable Integer choice(String property, String... names) {
    return choiceFrom(0, property, names);
  }

  /**
   * As {@link #choice}.
   *
   * @param first the number of the first name
   */
  @Nullable Integer choiceFrom(int first, String property, String... names) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    for (int i = 0; i < names.length; i++) {
      if (isChoice(value, names[i], first + i)) {
        return first + i;
      }
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      all.append(i == 0 ? "" : ", ").append(names[i]).append(' ').append(first + i);
    }
    throw wrong(property, value, "is none of " + all, "Send one of them, by name or number.");
  }

  private static boolean isChoice(JsonNode value, String name, int number) {
    if (value.isTextual()) {
      String text = value.textValue().strip();
      return Texts.lower(text).equals(Texts.lower(name)) || text.equals(Integer.toString(number));
    }
    return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() == number;
  }

  /** A JSON object as text, with all that is in it; null if it is absent. */
  @Nullable String object(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw wrong(property, value, "is no JSON object", "Send an object, or leave it out.");
    }
    check(name(property), value);
    return value.toString();
  }

  /** The objects of an array; empty if it is absent. */
  List<WireObject> objects(String property) {
    JsonNode value = value(property);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(property, value, "is no array", "Send a JSON array of objects.");
    }
    List<WireObject> objects = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      objects.add(inner(property + "[" + objects.size() + "]", item));
    }
    return objects;
  }

  /** An object that is a property of this one; null if it is absent. */
  @Nullable WireObject inner(String property) {
    JsonNode value = value(property);
    return value == null ? null : inner(property, value);
  }

  private WireObject inner(String name, JsonNode value) {
    if (!value.isObject()) {
      throw wrong(name, value, "is no JSON object", "Send an object.");
    }
    return new WireObject(value, place + name + ".");
  }

  /**
   * A mask of bits, given as a number or by the names of its bits, several parted by commas; null
   * if it is absent.
   *
   * @param bits the bits by their names in lower case
   */
  @Nullable Long mask(String property, Map<String, Long> bits) {
    JsonNode value = value(property);
    if (value == null) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    Long named = value.isTextual() ? named(value.textValue(), bits) : null;
    if (named == null) {
      throw wrong(
          property,
          value,
          "is neither a whole number nor a list of " + String.join(", ", bits.keySet()),
          "Send the sum of the bits as a number.");
    }
    return named;
  }

  private static @Nullable Long named(String text, Map<String, Long> bits) {
    long mask = 0;
    for (String part : text.split(",", -1)) {
      String name = Texts.lower(part.strip());
      Long bit = bits.get(name);
      if (bit == null) {
        // Some write the number as a text.
        return name.matches("[0-9]{1,18}") && !text.contains(",") ? Long.valueOf(name) : null;
      }
      mask |= bit;
    }
    return mask;
  }

  /** How to speak of a property: with the way that leads to it. */
  String name(String property) {
    return place + property;
  }

  private @Nullable JsonNode value(String property) {
    String name = Texts.lower(property);
    if (twice.contains(name)) {
      throw Problem.property(name(property), name(property) + " is given twice.", "Send it once.");
    }
    JsonNode value = properties.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Refuses what could not be written again as it was read. */
  private static void check(String property, JsonNode value) {
    if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
      throw wrongAt(property, value, "holds a number out of range", "Send it as a string.");
    }
    if (value.isTextual() && !Texts.isWellFormed(value.textValue())) {
      throw Problem.property(
          property, property + " holds an unpaired surrogate.", "Send well-formed Unicode.");
    }
    for (Map.Entry<String, JsonNode> inner : value.properties()) {
      if (!Texts.isWellFormed(inner.getKey())) {
        throw Problem.property(
            property, property + " holds an unpaired surrogate.", "Send well-formed Unicode.");
      }
    }
    for (JsonNode inner : value) {
      check(property, inner);
    }
  }

  private Problem wrong(String property, JsonNode value, String complaint, String resolution) {
    return wrongAt(name(property), value, complaint, resolution);
  }

  private static Problem wrongAt(
      String property, JsonNode value, String complaint, String resolution) {
    String shown = value.isTextual() ? value.textValue() : value.toString();
    return Problem.property(
        property, property + " " + Problem.quote(shown) + " " + complaint + ".", resolution);
  }

  private static String decode(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw Problem.notJson(
          "The body is not UTF-8 from its byte %d on.".formatted(bytes.position() + 1),
          "Send JSON in UTF-8.",
          1,
          bytes.position() + 1);
    }
  }

  private static Problem notJson(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    int line = at == null ? 1 : at.getLineNr();
    int column = at == null ? 1 : at.getColumnNr();
    String where = "at line " + line + ", column " + column;
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Duplicate")) {
      return Problem.notJson(
          "The body gives a property twice " + where + ".", "Send it once.", line, column);
    }
    if (e instanceof StreamConstraintsException) {
      return Problem.notJson(
          "The body is nested too deeply, or holds too long a number or name, " + where + ".",
          "Nest at most " + DEEPEST + " levels; write long numbers as strings.",
          line,
          column);
    }
    return Problem.notJson(
        "The body is not JSON " + where + ".",
        "Send a JSON object; NaN and Infinity are no JSON.",
        line,
        column);
  }
}
