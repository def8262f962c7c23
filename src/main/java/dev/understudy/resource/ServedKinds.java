package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API server which of the operator's own kinds it serves. Blocks. */
public final class ServedKinds {

  private static final Logger LOG = LoggerFactory.getLogger(ServedKinds.class);

  private static final String PATH = "/apis/" + FailoverGroup.GROUP + "/" + FailoverGroup.VERSION;

  private final KubernetesClient client;

  /** Asks each time. */
  public ServedKinds(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The CRDs that are missing, by name.
   *
   * @return empty if nobody can say
   */
  public Optional<List<String>> missing() {
    try {
      Set<String> served = served();
      return Optional.of(
          Stream.of(FailoverGroup.class, GroupAcl.class)
              .map(HasMetadata::getPlural)
              .filter(plural -> !served.contains(plural))
              .map(plural -> plural + "." + FailoverGroup.GROUP)
              .toList());
    } catch (KubernetesClientException e) {
      LOG.debug("{}", ApiFailure.of("ask which kinds are served", e).reason());
      return Optional.empty();
    }
  }

  private Set<String> served() {
    String answer = client.raw(PATH);
    if (answer == null) {
      return Set.of();
    }
    APIResourceList list =
        client.getKubernetesSerialization().unmarshal(answer, APIResourceList.class);
    return list.getResources().stream().map(APIResource::getName).collect(Collectors.toSet());
  }
}
