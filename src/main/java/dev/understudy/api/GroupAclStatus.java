package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator made of an access control list.
 *
 * @param observedGeneration the newest generation that was looked at; -1 before the first
 * @param accepted the list that is enforced; absent while none was ever accepted
 * @param conditions the conditions, one for each type
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GroupAclStatus(
    @JsonPropertyDescription(
            "The newest generation of the spec that the operator looked at; -1 before the first.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "The list that is enforced: the last one that could be accepted, whole.")
        @Nullable Accepted accepted,
    @JsonPropertyDescription(
            """
            Ready: the newest spec is enforced. Reconciling and Stalled stand here only while \
            True.\
            """)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Condition> conditions) {

  /** Copies the list; an absent one is an empty one. */
  public GroupAclStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /**
   * An access control list that is enforced.
   *
   * @param generation the generation of the spec that it comes from
   * @param owner who may do everything
   * @param roleTrusteeAccessControlEntries the rights of roles
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Accepted(
      @JsonPropertyDescription("The generation of the spec that the list comes from.") @Required
          long generation,
      @JsonPropertyDescription("The user or client that may do everything.")
          @Nullable Trustee owner,
      @JsonPropertyDescription("The rights of roles. They add up; Denied beats Allowed.")
          @Required
          @Size(max = GroupAclSpec.MAX_ENTRIES)
          List<AccessControlEntry> roleTrusteeAccessControlEntries) {

    /** Copies the list; an absent one is an empty one. */
    public Accepted {
      roleTrusteeAccessControlEntries =
          roleTrusteeAccessControlEntries == null
              ? List.of()
              : List.copyOf(roleTrusteeAccessControlEntries);
    }
  }
}
