package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Someone who can have rights.
 *
 * @param type what it is
 * @param objectId its id at the identity provider
 * @param tenantId the tenant that it belongs to; absent means the group's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Trustee(
    @JsonPropertyDescription("What it is: entries are for a Role, the owner is a User or Client.")
        @Required
        Type type,
    @JsonPropertyDescription("Its id, as the identity provider gives it.")
        @Required
        @Size(min = 1, max = Trustee.MAX_LENGTH)
        String objectId,
    @JsonPropertyDescription("The tenant that it belongs to. Absent: the group's own.")
        @Size(min = 1, max = Trustee.MAX_LENGTH)
        @Nullable String tenantId) {

  /** The most characters of an id. */
  static final int MAX_LENGTH = 260;

  /** What can have rights. */
  public enum Type {
    @JsonProperty("User")
    USER,
    @JsonProperty("Client")
    CLIENT,
    @JsonProperty("Role")
    ROLE
  }
}
