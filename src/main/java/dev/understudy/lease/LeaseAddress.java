package dev.understudy.lease;

import java.util.Map;

/**
 * Where a Lease goes and whose it is.
 *
 * @param namespace the namespace of the group
 * @param name the Lease's name
 * @param ownerApiVersion the apiVersion of the resource that the group is
 * @param ownerKind its kind
 * @param groupName its name
 * @param groupUid its UID
 * @param groupId its id
 */
public record LeaseAddress(
    String namespace,
    String name,
    String ownerApiVersion,
    String ownerKind,
    String groupName,
    String groupUid,
    String groupId) {
  /** The label that all our Leases carry. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Its value. */
  public static final String UNDERSTUDY = "understudy";

  /** The label that names the FailoverGroup. */
  public static final String GROUP = "understudy.dev/group";

  Map<String, String> labels() {
    return Map.of(MANAGED_BY, UNDERSTUDY, GROUP, groupName);
  }
}
