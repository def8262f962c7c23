package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * A session as the status of its group shows it.
 *
 * @param id the session's id
 * @param role its role
 * @param score its score, 0 to 100
 * @param reason why it is not the primary; absent for the primary
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SessionStatus(
    @JsonPropertyDescription("The id of the session.") @Required String id,
    @JsonPropertyDescription("The role of the session.") @Required Role role,
    @JsonPropertyDescription("The score that the session reported, 0 to 100.")
        @Nullable Double score,
    @JsonPropertyDescription("Why the session is not the primary, as in 'lower score' or 'stale'.")
        @Nullable String reason) {

  /** The roles of a session. */
  public enum Role {
    @JsonProperty("Primary")
    PRIMARY,
    @JsonProperty("PendingPrimary")
    PENDING_PRIMARY,
    @JsonProperty("Secondary")
    SECONDARY
  }
}
