package dev.understudy.embedded;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** A real API server holds the contracts too: they say what is so. */
@WithControlPlane
class RealApiServerTest {

  private final KubernetesClient client;
  private final String namespace;

  RealApiServerTest(ControlPlane plane) {
    plane.applyDirectory(Path.of(System.getProperty("understudy.basedir"), "deploy", "crds"));
    client = plane.adminClient();
    namespace = plane.freshNamespace("contract");
  }

  @Nested
  class Writing extends WritingContract {
    @Override
    KubernetesClient client() {
      return client;
    }

    @Override
    String namespace() {
      return namespace;
    }
  }

  @Nested
  class Reading extends ReadingContract {
    @Override
    KubernetesClient client() {
      return client;
    }

    @Override
    String namespace() {
      return namespace;
    }
  }

  @Nested
  class Schemas extends SchemaContract {
    @Override
    KubernetesClient client() {
      return client;
    }

    @Override
    String namespace() {
      return namespace;
    }
  }

  @Nested
  class Apply extends ApplyContract {
    @Override
    KubernetesClient client() {
      return client;
    }

    @Override
    String namespace() {
      return namespace;
    }
  }
}
