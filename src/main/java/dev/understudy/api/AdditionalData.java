package dev.understudy.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads, writes and compares the JSON object that a group keeps for its clients.
 *
 * <p>The API server keeps whole numbers as 64-bit integers and all others as doubles, so numbers
 * are compared as it would keep them: {@code 1.0} and {@code 1} are the same. Stateless.
 */
public final class AdditionalData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Comparator<JsonNode> AS_STORED =
      (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
          return a.canConvertToExactIntegral() && b.canConvertToExactIntegral() && fitLong(a, b)
              ? Long.compare(a.longValue(), b.longValue())
              : Double.compare(a.doubleValue(), b.doubleValue());
        }
        return a.equals(b) ? 0 : 1;
      };

  private AdditionalData() {}

  private static boolean fitLong(JsonNode a, JsonNode b) {
    return a.canConvertToLong() && b.canConvertToLong();
  }

  /**
   * The object that a text stands for.
   *
   * @throws IllegalArgumentException if the text is no JSON object
   */
  public static ObjectNode parse(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("additionalData is no JSON: " + e.getOriginalMessage());
    }
    throw new IllegalArgumentException("additionalData is no JSON object");
  }

  /** Whether the API server would keep both alike. */
  public static boolean same(@Nullable ObjectNode a, @Nullable ObjectNode b) {
    return (a == null || b == null) ? Objects.equals(a, b) : a.equals(AS_STORED, b);
  }
}
