package dev.understudy.group;

/**
 * Names one FailoverGroup resource.
 *
 * @param namespace its Kubernetes namespace
 * @param name its metadata.name
 */
public record GroupKey(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
