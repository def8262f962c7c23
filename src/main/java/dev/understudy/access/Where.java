package dev.understudy.access;

/**
 * What is asked for, and whose it is.
 *
 * @param tenant the tenant that the namespace belongs to
 * @param namespace the Kubernetes namespace
 * @param entity the collection of its groups, or one of them
 */
public record Where(String tenant, String namespace, Entity entity) {

  /** The collection of the groups of a namespace. */
  public static Where collection(String tenant, String namespace) {
    return new Where(tenant, namespace, new Entity.Collection());
  }

  /** One group of a namespace. */
  public static Where group(String tenant, String namespace, String groupId) {
    return new Where(tenant, namespace, new Entity.Group(groupId));
  }
}
