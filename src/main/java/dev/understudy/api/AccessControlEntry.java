package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rights that a role has, or is denied.
 *
 * @param trustee the role
 * @param accessType whether the rights are allowed or denied; absent means allowed
 * @param accessRights the rights, each once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AccessControlEntry(
    @JsonPropertyDescription("The role.")
        @Required
        @ValidationRule(
            value = AclRules.TrusteeIsRole.RULE,
            message = AclRules.TrusteeIsRole.MESSAGE)
        Trustee trustee,
    @JsonPropertyDescription("Whether the rights are allowed or denied; Denied beats Allowed.")
        @Default("Allowed")
        @Nullable AccessType accessType,
    @JsonPropertyDescription("The rights, each once.")
        @Required
        @Size(max = AccessControlEntry.RIGHTS)
        List<AccessRight> accessRights) {

  /** How many rights there are. */
  static final int RIGHTS = 6;

  /** Copies the list; an absent one is an empty one. */
  public AccessControlEntry {
    accessRights = accessRights == null ? List.of() : List.copyOf(accessRights);
  }

  /** Whether the entry takes rights away. */
  public boolean denies() {
    return accessType == AccessType.DENIED;
  }

  /** Whether an entry gives rights or takes them away. */
  public enum AccessType {
    @JsonProperty("Allowed")
    ALLOWED,
    @JsonProperty("Denied")
    DENIED
  }

  /** What can be allowed or denied. */
  public enum AccessRight {
    @JsonProperty("Read")
    READ,
    @JsonProperty("Write")
    WRITE,
    @JsonProperty("Delete")
    DELETE,
    @JsonProperty("ManageAccessControl")
    MANAGE_ACCESS_CONTROL,
    @JsonProperty("Share")
    SHARE,
    @JsonProperty("All")
    ALL;

    /** Whether the right lets its bearer change the list. */
    boolean controls() {
      return this == MANAGE_ACCESS_CONTROL || this == ALL;
    }
  }
}
