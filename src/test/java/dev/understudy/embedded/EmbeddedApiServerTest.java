package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

  @Test
  void what_happened_long_ago_is_gone_() {
    Lease lease = client.resource(lease("x")).create();
    String version = lease.getMetadata().getResourceVersion();
    for (int i = 0; i < 1100; i++) {
      lease.getSpec().setLeaseTransitions(i);
      lease = client.resource(lease).update();
    }

    String told =
        client.raw(
            "/apis/coordination.k8s.io/v1/namespaces/t/leases?watch=true&resourceVersion="
                + version);

    assertThat(told).contains("\"type\":\"ERROR\"").contains("\"code\":410");
  }

  @Test
  void a_watch_without_websocket_tells_what_there_is_and_ends() {
    client.resource(lease("x")).create();

    String told = client.raw("/apis/coordination.k8s.io/v1/namespaces/t/leases?watch=true");

    assertThat(told.lines())
        .singleElement()
        .asString()
        .startsWith("{\"type\":\"ADDED\",\"object\":{\"apiVersion\":");
  }

  @Test
  void requests_are_not_remembered() {
    for (int i = 0; i < 10; i++) {
      client.leases().inNamespace("t").list();
    }

    assertThat(server.rememberedRequests()).isLessThanOrEqualTo(1);
  }

  @Test
  void a_dry_run_stores_nothing() {
    Lease tried = client.resource(lease("x")).dryRun().create();

    assertThat(tried.getMetadata().getUid()).isNotEmpty();
    assertThat(client.resource(lease("x")).get()).isNull();
  }

  @Test
  void kubectl_gets_the_columns_of_the_crd() throws Exception {
    client
        .resource(
            """
            apiVersion: understudy.dev/v1alpha1
            kind: FailoverGroup
            metadata: {name: g, namespace: t}
            spec: {failoverTimeout: 10s}
            status: {conditions: []}
            """)
        .create();
    HttpRequest request =
        HttpRequest.newBuilder(
                server.url().resolve("/apis/understudy.dev/v1alpha1/namespaces/t/failovergroups"))
            .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Map<String, Object> table =
          Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());

      assertThat(Json.list(table.get("columnDefinitions")))
          .map(column -> Json.map(column).get("name"))
          .startsWith("Name", "Primary", "Pending", "Term");
      assertThat(Json.list(Json.at(table, ".rows[0].cells"))).startsWith("g").contains("10s");
    }
  }

  @Test
  void the_port_is_free_again_after_the_end() {
    EmbeddedApiServer first = EmbeddedApiServer.start();
    int port = first.port();
    first.close();

    try (EmbeddedApiServer second = EmbeddedApiServer.start(port, Clock.systemUTC())) {
      assertThat(second.port()).isEqualTo(port);
    }
  }

  private static Lease lease(String name) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("t")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
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
