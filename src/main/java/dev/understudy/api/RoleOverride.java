package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A role that an operator forces on a session.
 *
 * @param sessionId the id of the session, which need not be registered
 * @param role the role
 * @param expirationTime when the override ends by itself; absent: never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RoleOverride(
    @JsonPropertyDescription("The id of the session, with its case; it need not be registered yet.")
        @Required
        @Size(min = 1, max = Ids.MAX_LENGTH)
        @ValidationRule(value = GroupRules.Id.RULE, message = GroupRules.Id.MESSAGE)
        String sessionId,
    @JsonPropertyDescription("The role: Primary is preferred to all, Secondary is never chosen.")
        @Required
        Role role,
    @JsonPropertyDescription("When the override ends by itself. Absent: it stays until removed.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant expirationTime) {

  /** The roles that can be forced. */
  public enum Role {
    @JsonProperty("Primary")
    PRIMARY,
    @JsonProperty("Secondary")
    SECONDARY
  }
}
