package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API server which of the permissions that serving groups takes are missing. Blocks. */
public final class Permissions {

  private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);

  private static final String OURS = "understudy.dev";
  private static final List<Needed> NEEDED =
      List.of(
          new Needed(OURS, "failovergroups", "", List.of("list", "watch", "patch")),
          new Needed(OURS, "failovergroups", "status", List.of("update", "patch")),
          new Needed(OURS, "groupacls", "", List.of("list", "watch")),
          new Needed(OURS, "groupacls", "status", List.of("update")),
          new Needed(
              "coordination.k8s.io",
              "leases",
              "",
              List.of("get", "list", "watch", "create", "update", "delete")));

  private record Needed(String group, String resource, String subresource, List<String> verbs) {
    String name() {
      return resource + (subresource.isEmpty() ? "" : "/" + subresource) + "." + group;
    }
  }

  private final KubernetesClient client;

  /** Asks as the client's own user. */
  public Permissions(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What is missing, as in {@code update leases.coordination.k8s.io}; empty if nothing is, or if
   * nobody can say.
   *
   * @param namespace in which namespace; absent means in all
   */
  public List<String> missing(@Nullable String namespace) {
    return ask(namespace).orElse(List.of());
  }

  /**
   * What is missing; none where the API server does not know such questions.
   *
   * @param namespace in which namespace; absent means in all
   * @return empty if the API server does not answer
   */
  public Optional<List<String>> ask(@Nullable String namespace) {
    List<String> missing = new ArrayList<>();
    try {
      for (Needed needed : NEEDED) {
        for (String verb : needed.verbs()) {
          if (isDenied(needed, verb, namespace)) {
            missing.add(verb + " " + needed.name());
          }
        }
      }
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("ask for the operator's permissions", e);
      LOG.debug("{}", failure.reason());
      return failure.kind() == ApiFailure.Kind.UNREACHABLE
          ? Optional.empty()
          : Optional.of(List.of());
    }
    return Optional.of(missing);
  }

  private boolean isDenied(Needed needed, String verb, @Nullable String namespace) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(needed.group())
            .withResource(needed.resource())
            .withSubresource(needed.subresource())
            .withVerb(verb)
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        client.authorization().v1().selfSubjectAccessReview().create(review);
    return answer.getStatus() != null && Boolean.FALSE.equals(answer.getStatus().getAllowed());
  }
}
