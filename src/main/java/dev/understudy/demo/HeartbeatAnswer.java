package dev.understudy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a heartbeat, read as strictly as the strictest client does: a date that is null, or
 * a role that is not its number, spoils the whole answer. What a stock client does not know, it
 * does not look at; the extensions are read here for those who do.
 *
 * @param role the role; Secondary where the answer has none
 * @param dataTime the primary's last data time; absent where it is not known
 * @param term the term (extension)
 * @param validFor how long a Primary holds from the sending of the request (extension)
 */
public record HeartbeatAnswer(
    Role role, @Nullable Instant dataTime, @Nullable Long term, @Nullable Duration validFor) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?(Z|[+-]\\d\\d:\\d\\d)?");

  /** An answer that cannot be read. */
  public static final class Unreadable extends Exception {
    private Unreadable(String message) {
      super(message);
    }
  }

  /**
   * Reads the body of a 200.
   *
   * @throws Unreadable if it is empty, or no object, or a known property is not as it must be
   */
  public static HeartbeatAnswer read(String body) throws Unreadable {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new Unreadable("the answer is no JSON: " + e.getOriginalMessage());
    }
    if (!answer.isObject()) {
      throw new Unreadable(body.isBlank() ? "the answer is empty" : "the answer is no object");
    }
    return new HeartbeatAnswer(
        role(answer.get("Role")),
        date(answer.get("LastDataProcessedTime")),
        answer.path("Term").isIntegralNumber() ? answer.path("Term").longValue() : null,
        validFor(answer.path("ValidFor")));
  }

  private static Role role(@Nullable JsonNode role) throws Unreadable {
    if (role == null) {
      return Role.SECONDARY;
    }
    return (role.isInt() ? Role.of(role.intValue()) : Optional.<Role>empty())
        .orElseThrow(() -> new Unreadable("Role is " + role));
  }

  private static @Nullable Instant date(@Nullable JsonNode date) throws Unreadable {
    if (date == null) {
      return null;
    }
    String text = date.isTextual() ? date.textValue() : "";
    if (!DATE.matcher(text).matches()) {
      throw new Unreadable("LastDataProcessedTime is " + date);
    }
    try {
      return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new Unreadable("LastDataProcessedTime is " + date);
    }
  }

  private static @Nullable Duration validFor(JsonNode span) {
    return span.isTextual() ? TimeSpans.parse(span.textValue()) : null;
  }
}
