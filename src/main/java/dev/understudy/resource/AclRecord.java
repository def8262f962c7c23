package dev.understudy.resource;

import dev.understudy.access.AccessList;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a GroupAcl, as far as it matters to who may do what. Immutable.
 *
 * @param namespace its namespace
 * @param name its metadata.name, which is that of the group that it is for
 * @param version the version, as a number
 * @param groupUid the group that it was made for by a REST client; absent if somebody has authored
 *     it: then it is for whichever group has the name
 * @param accepted the list that is enforced; absent while none was ever accepted
 */
record AclRecord(
    String namespace,
    String name,
    long version,
    @Nullable String groupUid,
    @Nullable AccessList accepted) {

  /** Reads a resource. */
  static AclRecord of(GroupAcl acl) {
    GroupAclStatus.Accepted accepted = acl.statusIfAny().map(GroupAclStatus::accepted).orElse(null);
    return new AclRecord(
        acl.getMetadata().getNamespace(),
        acl.getMetadata().getName(),
        Versions.of(acl),
        groupUid(acl),
        accepted == null
            ? null
            : AclForm.list(accepted.owner(), accepted.roleTrusteeAccessControlEntries()));
  }

  /** The group that a list was made for; absent if somebody has authored it. */
  static @Nullable String groupUid(GroupAcl acl) {
    List<OwnerReference> owners = acl.getMetadata().getOwnerReferences();
    if (owners == null) {
      return null;
    }
    return owners.stream()
        .filter(owner -> FailoverGroup.KIND.equals(owner.getKind()))
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse(null);
  }

  /** Whether it is for a group. */
  boolean isFor(@Nullable GroupRecord group) {
    return groupUid == null || (group != null && groupUid.equals(group.uid()));
  }
}
