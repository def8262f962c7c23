package dev.understudy.testing;

import dev.understudy.controlplane.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/**
 * The CRDs and the rights of {@code deploy}, applied to a control plane, and clients that may do no
 * more than those rights allow.
 */
public final class Installed {

  private static final Path DEPLOY = Path.of(System.getProperty("understudy.basedir"), "deploy");

  private final ControlPlane plane;

  private Installed(ControlPlane plane) {
    this.plane = plane;
  }

  /** Applies everything; doing it again changes nothing. */
  public static Installed on(ControlPlane plane) {
    plane.applyDirectory(DEPLOY.resolve("crds"));
    plane.applyDirectory(DEPLOY.resolve("rbac"));
    return new Installed(plane);
  }

  /** A client as the operator has it: under its service account, and repeating nothing. */
  public KubernetesClient client() {
    return client(plane.config(plane.serviceAccount("understudy", "understudy")));
  }

  /** A client that repeats nothing. */
  public static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }
}
