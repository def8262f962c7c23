package dev.understudy.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a GroupAcl, as the API server holds them, for callers without one, and the one that
 * it cannot hold.
 *
 * <p>Finds all problems, in the order of the fields. Stateless.
 */
public final class GroupAclValidation {

  private static final String ENTRIES = "spec.roleTrusteeAccessControlEntries";

  private final List<Problem> problems = new ArrayList<>();

  private GroupAclValidation() {}

  /** The problems of a list; none means that the API server would take it. */
  public static List<Problem> of(GroupAcl acl) {
    return validated(acl).problems();
  }

  /**
   * The problems of a list in the namespace of a tenant; none means that it can be enforced.
   *
   * @param home the tenant: roles of others cannot do anything there, so none of them counts as one
   *     that keeps the right to change the list
   */
  public static List<Problem> of(GroupAcl acl, String home) {
    GroupAclValidation validation = validated(acl);
    validation.home(acl.getSpec().roleTrusteeAccessControlEntries(), home);
    return validation.problems();
  }

  private static GroupAclValidation validated(GroupAcl acl) {
    GroupAclValidation validation = new GroupAclValidation();
    String name = Objects.requireNonNull(acl.getMetadata().getName(), "metadata.name");
    validation.name(name, acl.getSpec().groupRef());
    validation.owner(acl.getSpec().owner());
    validation.entries(acl.getSpec().roleTrusteeAccessControlEntries());
    return validation;
  }

  private List<Problem> problems() {
    return List.copyOf(problems);
  }

  private void name(String name, GroupAclSpec.@Nullable GroupRef group) {
    if (group == null) {
      if (!name.equals(Names.COLLECTION)) {
        add("metadata.name", AclRules.NamedCollection.REASON, AclRules.NamedCollection.RESOLUTION);
      }
      return;
    }
    if (!Names.canNameGroup(group.name())) {
      add("spec.groupRef.name", AclRules.GroupName.REASON, AclRules.GroupName.RESOLUTION);
    }
    if (!group.name().equals(name)) {
      add("spec.groupRef.name", AclRules.NamedLikeGroup.REASON, AclRules.NamedLikeGroup.RESOLUTION);
    }
  }

  private void owner(@Nullable Trustee owner) {
    if (owner == null) {
      return;
    }
    if (owner.type() == Trustee.Type.ROLE) {
      add("spec.owner", AclRules.OwnerIsNoRole.REASON, AclRules.OwnerIsNoRole.RESOLUTION);
    }
    subject("spec.owner", owner);
  }

  private void entries(List<AccessControlEntry> entries) {
    if (entries.isEmpty() || entries.size() > GroupAclSpec.MAX_ENTRIES) {
      add(ENTRIES, AclRules.EntryCount.REASON, AclRules.EntryCount.RESOLUTION);
    }
    for (int i = 0; i < entries.size(); i++) {
      entry(ENTRIES + "[" + i + "]", entries.get(i));
    }
    if (!entries.isEmpty() && !someRoleKeepsControl(entries)) {
      add(ENTRIES, AclRules.ControlStays.REASON, AclRules.ControlStays.RESOLUTION);
    }
  }

  private void entry(String field, AccessControlEntry entry) {
    if (entry.trustee().type() != Trustee.Type.ROLE) {
      add(field + ".trustee", AclRules.TrusteeIsRole.REASON, AclRules.TrusteeIsRole.RESOLUTION);
    }
    subject(field + ".trustee", entry.trustee());
    if (Set.copyOf(entry.accessRights()).size() < entry.accessRights().size()) {
      add(field + ".accessRights", AclRules.RightsOnce.REASON, AclRules.RightsOnce.RESOLUTION);
    }
  }

  private static boolean someRoleKeepsControl(List<AccessControlEntry> entries) {
    return !rolesThatKeepControl(entries, Trustee::tenantId).isEmpty();
  }

  private void home(List<AccessControlEntry> entries, String home) {
    if (!someRoleKeepsControl(entries)) {
      return;
    }
    Set<Trustee> roles =
        rolesThatKeepControl(
            entries, trustee -> Objects.requireNonNullElse(trustee.tenantId(), home));
    if (roles.stream().noneMatch(role -> home.equals(role.tenantId()))) {
      add(
          ENTRIES,
          AclRules.ControlStaysAtHome.REASON.formatted(home),
          AclRules.ControlStaysAtHome.RESOLUTION);
    }
  }

  /**
   * @param tenant tells which tenant a trustee is of: two of one id are the same role if it is the
   *     same
   */
  private static Set<Trustee> rolesThatKeepControl(
      List<AccessControlEntry> entries, Function<Trustee, @Nullable String> tenant) {
    Set<Trustee> allowed = new HashSet<>();
    Set<Trustee> denied = new HashSet<>();
    for (AccessControlEntry entry : entries) {
      if (entry.accessRights().stream().anyMatch(AccessControlEntry.AccessRight::controls)) {
        Trustee trustee = entry.trustee();
        Trustee role = new Trustee(Trustee.Type.ROLE, trustee.objectId(), tenant.apply(trustee));
        (entry.denies() ? denied : allowed).add(role);
      }
    }
    allowed.removeAll(denied);
    return allowed;
  }

  private void subject(String field, Trustee trustee) {
    if (!isSubject(trustee.objectId())) {
      add(field + ".objectId", AclRules.Subject.REASON, AclRules.Subject.RESOLUTION);
    }
    if (trustee.tenantId() != null && !isSubject(trustee.tenantId())) {
      add(field + ".tenantId", AclRules.Subject.REASON, AclRules.Subject.RESOLUTION);
    }
  }

  private static boolean isSubject(String id) {
    int length = id.codePointCount(0, id.length());
    return length >= 1 && length <= Trustee.MAX_LENGTH;
  }

  private void add(String field, String reason, String resolution) {
    problems.add(new Problem(field, reason, resolution));
  }
}
