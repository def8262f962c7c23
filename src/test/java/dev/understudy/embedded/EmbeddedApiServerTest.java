package dev.understudy.embedded;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The embedded API server holds the contracts. */
class EmbeddedApiServerTest {

  private final EmbeddedApiServer server = EmbeddedApiServer.start();
  private final KubernetesClient client = server.client();

  @BeforeEach
  void work_in_a_namespace() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("t").endMetadata().build())
        .create();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Nested
  class Writing extends WritingContract {
    @Override
    KubernetesClient client() {
      return client;
    }

    @Override
    String namespace() {
      return "t";
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
      return "t";
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
      return "t";
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
      return "t";
    }
  }
}
