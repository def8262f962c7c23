package dev.understudy.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a GroupAcl, as the API server holds them, for callers without one.
 *
 * <p>Finds all problems, in the order of the fields; none means that the API server would take the
 * resource. Stateless.
 */
public final class GroupAclValidation {

  private static final String ENTRIES = "spec.roleTrusteeAccessControlEntries";

  private final List<Problem> problems = new ArrayList<>();

  private GroupAclValidation() {}

  /** The problems of a list. */
  public static List<Problem> of(GroupAcl acl) {
    GroupAclValidation validation = new GroupAclValidation();
    String name = Objects.requireNonNull(acl.getMetadata().getName(), "metadata.name");
    validation.name(name, acl.getSpec().groupRef());
    validation.owner(acl.getSpec().owner());
    validation.entries(acl.getSpec().roleTrusteeAccessControlEntries());
    return List.copyOf(validation.problems);
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
    Set<Trustee> allowed = new HashSet<>();
    Set<Trustee> denied = new HashSet<>();
    for (AccessControlEntry entry : entries) {
      if (entry.accessRights().stream().anyMatch(AccessControlEntry.AccessRight::controls)) {
        Trustee role =
            new Trustee(Trustee.Type.ROLE, entry.trustee().objectId(), entry.trustee().tenantId());
        (entry.denies() ? denied : allowed).add(role);
      }
    }
    allowed.removeAll(denied);
    return !allowed.isEmpty();
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
