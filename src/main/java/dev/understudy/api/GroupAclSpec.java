package dev.understudy.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the author of an access control list wants of it.
 *
 * @param groupRef the group that the list is for; absent means the collection of groups
 * @param owner who may do everything, whatever the entries say
 * @param roleTrusteeAccessControlEntries the rights of roles; Denied beats Allowed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GroupAclSpec(
    @JsonPropertyDescription(
            """
            The group that the list is for; its name is the list's name. Absent: the collection of \
            groups, and the list is named collection.\
            """)
        @Nullable GroupRef groupRef,
    @JsonPropertyDescription("The user or client that may do everything, whatever the entries say.")
        @ValidationRule(
            value = AclRules.OwnerIsNoRole.RULE,
            message = AclRules.OwnerIsNoRole.MESSAGE)
        @Nullable Trustee owner,
    @JsonPropertyDescription("The rights of roles. They add up; Denied beats Allowed.")
        @Required
        @Size(min = 1, max = GroupAclSpec.MAX_ENTRIES)
        @ValidationRule(value = AclRules.ControlStays.RULE, message = AclRules.ControlStays.MESSAGE)
        List<AccessControlEntry> roleTrusteeAccessControlEntries) {

  /** The most entries that a list may have. */
  public static final int MAX_ENTRIES = 64;

  /** A list of which nothing is said; it is not valid. */
  static final GroupAclSpec EMPTY = new GroupAclSpec(null, null, List.of());

  /** Copies the list; an absent one is an empty one. */
  public GroupAclSpec {
    roleTrusteeAccessControlEntries =
        roleTrusteeAccessControlEntries == null
            ? List.of()
            : List.copyOf(roleTrusteeAccessControlEntries);
  }

  /**
   * The group that an access control list is for.
   *
   * @param name the name of the FailoverGroup, in the list's own namespace
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record GroupRef(
      @JsonPropertyDescription("The metadata.name of the FailoverGroup, in the list's namespace.")
          @Required
          @Size(min = 1, max = Names.MAX_LENGTH)
          @ValidationRule(value = AclRules.GroupName.RULE, message = AclRules.GroupName.MESSAGE)
          String name) {}
}
