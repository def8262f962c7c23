package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether a namespace is being deleted. Blocks. */
public final class NamespaceEnds {

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceEnds.class);

  private final KubernetesClient client;

  /** Asks the API server each time. */
  public NamespaceEnds(KubernetesClient client) {
    this.client = client;
  }

  /** Whether a namespace is being deleted, or gone; false where nobody can say. */
  public boolean isTerminating(String namespace) {
    try {
      Namespace found = client.namespaces().withName(namespace).get();
      return found == null || found.isMarkedForDeletion();
    } catch (KubernetesClientException e) {
      LOG.debug("{}", ApiFailure.of("read namespace " + namespace, e).reason());
      return false;
    }
  }
}
