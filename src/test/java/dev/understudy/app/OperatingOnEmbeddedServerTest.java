package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.embedded.EmbeddedApiServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same operator on the API server of the demo. */
class OperatingOnEmbeddedServerTest {

  private static final String NAMESPACE = "default";

  private EmbeddedApiServer server;
  private KubernetesClient client;
  private Replicas replicas;
  private Replica replica;

  @BeforeEach
  void start() {
    server = EmbeddedApiServer.start();
    client = server.client();
    replicas = new Replicas(server.config(), NAMESPACE);
    replica = replicas.ready();
  }

  @AfterEach
  void stop() {
    replicas.close();
    client.close();
    server.close();
  }

  private FailoverGroup group(String name) {
    return client.resources(FailoverGroup.class).inNamespace(NAMESPACE).withName(name).get();
  }

  private void awaitReady(String name) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                group(name).statusIfAny().stream()
                    .flatMap(status -> status.conditions().stream())
                    .anyMatch(
                        condition ->
                            condition.type().equals("Ready")
                                && condition.status() == Condition.Status.TRUE));
  }

  @Test
  void a_group_of_a_rest_client_is_served_overridden_and_deleted() {
    assertThat(
            replicas
                .send(replica, "POST", "/", "{\"Id\":\"g\",\"FailoverTimeout\":\"00:00:10\"}")
                .status())
        .isEqualTo(201);
    awaitReady("g");
    replicas.register(replica, "g", "A");
    assertThat(replicas.beat(replica, "g", "A")).isEqualTo(1);
    await().until(() -> "A".equals(group("g").getStatus().primary()));

    String path = "/g/clientsessions/A/roleoverride";
    assertThat(replicas.send(replica, "POST", path, "{\"Value\":1}").status()).isEqualTo(200);
    assertThat(group("g").getSpec().roleOverrides()).hasSize(1);
    assertThat(replicas.send(replica, "POST", path, "{\"Value\":0}").status()).isEqualTo(200);
    assertThat(group("g").getSpec().roleOverrides()).isEmpty();
    await()
        .until(
            () ->
                !client.events().v1().events().inNamespace(NAMESPACE).list().getItems().isEmpty());

    replicas.send(replica, "DELETE", "/g/clientsessions/A", "");
    assertThat(replicas.send(replica, "DELETE", "/g", "").status()).isEqualTo(204);
    await().until(() -> group("g") == null);
  }

  @Test
  void a_manifest_becomes_a_group_that_is_served_and_deleted() {
    FailoverGroup manifest = new FailoverGroup();
    manifest.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("m").build());
    client.resource(manifest).create();
    awaitReady("m");

    assertThat(group("m").getMetadata().getFinalizers()).containsExactly("understudy.dev/drain");
    client.resource(group("m")).delete();
    await().atMost(Duration.ofSeconds(10)).until(() -> group("m") == null);
  }
}
