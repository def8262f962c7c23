package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the operator's finalizer off groups, for when no operator runs any more: a group that is
 * deleted then would wait for ever. Blocks.
 */
public final class FinalizerRemoval {

  private static final int ATTEMPTS = 10;

  private final KubernetesClient client;
  private final Requests requests;

  /**
   * @param client one that does not repeat requests by itself
   */
  public FinalizerRemoval(KubernetesClient client) {
    this.client = client;
    this.requests = new Requests(client);
  }

  /**
   * Takes it off all groups; those that are being deleted go then.
   *
   * @param namespace of which namespace; absent means of all
   * @return off how many groups; 0 too if the API server does not know groups at all
   * @throws ApiFailure if the API server refuses or does not answer, or if somebody changes the
   *     groups all the time
   */
  public int remove(@Nullable String namespace) {
    int removed = 0;
    for (int attempt = 1; ; attempt++) {
      List<GroupRecord> left = carrying(namespace);
      if (left.isEmpty()) {
        return removed;
      }
      KubernetesClientException conflict = null;
      for (GroupRecord group : left) {
        try {
          requests.setFinalizers(group, others(group));
          removed++;
        } catch (KubernetesClientException e) {
          switch (ApiFailure.kind(e)) {
            case CONFLICT -> conflict = e;
            case NOT_FOUND -> {
              // It has gone by itself.
            }
            case UNREACHABLE, FORBIDDEN, INVALID, OTHER -> throw failure(group, e);
          }
        }
      }
      if (conflict == null) {
        return removed;
      }
      if (attempt == ATTEMPTS) {
        throw failure(left.getFirst(), conflict);
      }
    }
  }

  private static ApiFailure failure(GroupRecord group, KubernetesClientException cause) {
    return ApiFailure.of(
        "take the finalizer off group " + group.namespace() + "/" + group.name(), cause);
  }

  private static List<String> others(GroupRecord group) {
    List<String> finalizers = new ArrayList<>(group.finalizers());
    finalizers.remove(GroupRecord.FINALIZER);
    return finalizers;
  }

  private List<GroupRecord> carrying(@Nullable String namespace) {
    try {
      var all = client.resources(FailoverGroup.class);
      List<FailoverGroup> found =
          (namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace)).list().getItems();
      return found.stream().map(GroupRecord::of).filter(GroupRecord::hasFinalizer).toList();
    } catch (KubernetesClientException e) {
      if (ApiFailure.kind(e) == ApiFailure.Kind.NOT_FOUND) {
        return List.of();
      }
      throw ApiFailure.of(
          "list FailoverGroups in "
              + (namespace == null ? "all namespaces" : "namespace " + namespace),
          e);
    }
  }
}
