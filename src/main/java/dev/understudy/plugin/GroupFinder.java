package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds groups by what people call them. */
final class GroupFinder {
  private static final Comparator<FailoverGroup> ORDER =
      Comparator.comparing((FailoverGroup group) -> group.getMetadata().getNamespace())
          .thenComparing(group -> group.getMetadata().getName());

  private final KubernetesClient client;

  GroupFinder(KubernetesClient client) {
    this.client = client;
  }

  /** All groups of the namespace, or of all namespaces, in order. */
  List<FailoverGroup> all(boolean everywhere) {
    return known(
        () ->
            (everywhere
                    ? client.resources(FailoverGroup.class).inAnyNamespace()
                    : client.resources(FailoverGroup.class).inNamespace(client.getNamespace()))
                .list().getItems().stream().sorted(ORDER).toList());
  }

  /**
   * The group of the resource name, or else of the clients' id.
   *
   * @throws Failure if there is none
   */
  FailoverGroup find(String nameOrId) {
    FailoverGroup named = byName(nameOrId);
    if (named != null) {
      return named;
    }
    return all(false).stream()
        .filter(group -> group.effectiveId().equals(nameOrId))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    "there is no FailoverGroup '%s' in namespace '%s'; kubectl get fg -A lists all"
                        .formatted(nameOrId, client.getNamespace())));
  }

  private @Nullable FailoverGroup byName(String name) {
    try {
      return known(
          () ->
              client
                  .resources(FailoverGroup.class)
                  .inNamespace(client.getNamespace())
                  .withName(name)
                  .get());
    } catch (IllegalArgumentException e) {
      // An id that cannot be a resource's name.
      return null;
    }
  }

  private interface Call<T extends @Nullable Object> {
    T make();
  }

  /** A kind that is not there is told as such. */
  private static <T extends @Nullable Object> T known(Call<T> call) {
    try {
      return call.make();
    } catch (KubernetesClientException e) {
      boolean noKind = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      throw noKind
          ? new Failure("the cluster does not know FailoverGroups: are the CRDs installed?")
          : e;
    }
  }
}
