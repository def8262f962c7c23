package dev.understudy.resource;

import dev.understudy.access.AccessList;
import dev.understudy.access.Entry;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import dev.understudy.api.AccessControlEntry;
import dev.understudy.api.AccessControlEntry.AccessRight;
import dev.understudy.api.AccessControlEntry.AccessType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists as resources hold them, and as they are evaluated. Pure. */
public final class AclForm {

  private AclForm() {}

  /** A list that can be evaluated. */
  public static AccessList list(
      dev.understudy.api.@Nullable Trustee owner, List<AccessControlEntry> entries) {
    return new AccessList(
        owner == null ? null : trustee(owner), entries.stream().map(AclForm::entry).toList());
  }

  private static Entry entry(AccessControlEntry entry) {
    Rights rights = Rights.NONE;
    for (AccessRight right : entry.accessRights()) {
      rights = rights.plus(rights(right));
    }
    return new Entry(
        trustee(entry.trustee()),
        entry.denies() ? Entry.Effect.DENIED : Entry.Effect.ALLOWED,
        rights);
  }

  private static Rights rights(AccessRight right) {
    return switch (right) {
      case READ -> Rights.of(Right.READ);
      case WRITE -> Rights.of(Right.WRITE);
      case DELETE -> Rights.of(Right.DELETE);
      case MANAGE_ACCESS_CONTROL -> Rights.of(Right.MANAGE_ACCESS_CONTROL);
      case SHARE -> Rights.of(Right.SHARE);
      case ALL -> Rights.ALL;
    };
  }

  private static Trustee trustee(dev.understudy.api.Trustee trustee) {
    Trustee.Type type =
        switch (trustee.type()) {
          case USER -> Trustee.Type.USER;
          case CLIENT -> Trustee.Type.CLIENT;
          case ROLE -> Trustee.Type.ROLE;
        };
    return new Trustee(type, trustee.objectId(), trustee.tenantId());
  }

  /** Entries as resources hold them. */
  static List<AccessControlEntry> entries(List<Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                new AccessControlEntry(
                    trustee(entry.trustee()),
                    switch (entry.effect()) {
                      case ALLOWED -> AccessType.ALLOWED;
                      case DENIED -> AccessType.DENIED;
                    },
                    rights(entry.rights())))
        .toList();
  }

  private static List<AccessRight> rights(Rights rights) {
    return rights.equals(Rights.ALL)
        ? List.of(AccessRight.ALL)
        : rights.each().stream().map(AclForm::right).toList();
  }

  private static AccessRight right(Right right) {
    return switch (right) {
      case READ -> AccessRight.READ;
      case WRITE -> AccessRight.WRITE;
      case DELETE -> AccessRight.DELETE;
      case MANAGE_ACCESS_CONTROL -> AccessRight.MANAGE_ACCESS_CONTROL;
      case SHARE -> AccessRight.SHARE;
    };
  }

  /** A trustee as resources hold it. */
  static dev.understudy.api.Trustee trustee(Trustee trustee) {
    dev.understudy.api.Trustee.Type type =
        switch (trustee.type()) {
          case USER -> dev.understudy.api.Trustee.Type.USER;
          case CLIENT -> dev.understudy.api.Trustee.Type.CLIENT;
          case ROLE -> dev.understudy.api.Trustee.Type.ROLE;
        };
    return new dev.understudy.api.Trustee(type, trustee.id(), trustee.tenant());
  }
}
