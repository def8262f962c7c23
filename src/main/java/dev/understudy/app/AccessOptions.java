package dev.understudy.app;

import dev.understudy.access.AccessList;
import dev.understudy.access.Entry;
import dev.understudy.access.Right;
import dev.understudy.access.Rights;
import dev.understudy.access.RoleNames;
import dev.understudy.access.Trustee;
import java.util.List;

/**
 * Who may do what where nobody has written a list.
 *
 * @param byDefault the list of every collection of groups that has none of its own
 * @param roles which roles of the identity provider count as the built-in ones
 */
public record AccessOptions(AccessList byDefault, RoleNames roles) {

  /** What is so unless the operator is told otherwise, for a tenant's people. */
  static AccessOptions builtIn(String tenant) {
    return new AccessOptions(
        new AccessList(
            null,
            List.of(
                role(tenant, RoleNames.ADMINISTRATORS, Rights.ALL),
                role(tenant, RoleNames.USERS, Rights.of(Right.READ, Right.WRITE)))),
        RoleNames.AS_THEY_ARE);
  }

  private static Entry role(String tenant, String id, Rights rights) {
    return new Entry(new Trustee(Trustee.Type.ROLE, id, tenant), Entry.Effect.ALLOWED, rights);
  }
}
