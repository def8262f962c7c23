package dev.understudy.controlplane;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServiceAccountResource;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients and tokens for the users of one API server. Thread-safe. */
final class Access implements AutoCloseable {

  private static final Duration TOKEN_LIFE = Duration.ofHours(24);

  private final URI server;
  private final String certificate;
  private final Vertx vertx = Vertx.vertx();
  private final VertxHttpClientFactory http = new VertxHttpClientFactory(vertx);
  private final Queue<KubernetesClient> clients = new ConcurrentLinkedQueue<>();
  private final KubernetesClient admin;

  Access(URI server, String certificate, Credentials admin) {
    this.server = server;
    this.certificate = certificate;
    this.admin = client(admin);
  }

  KubernetesClient admin() {
    return admin;
  }

  Config config(Credentials credentials) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(server.toString())
        .withCaCertData(
            Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.UTF_8)))
        .withOauthToken(credentials.token())
        .build();
  }

  /** A new client, closed with this object at the latest. */
  KubernetesClient client(Credentials credentials) {
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config(credentials))
            .withHttpClientFactory(http)
            .build();
    clients.add(client);
    return client;
  }

  /** A fresh token of a service account, which is made if it does not exist. */
  Credentials serviceAccount(String namespace, String name) {
    ServiceAccountResource account = admin.serviceAccounts().inNamespace(namespace).withName(name);
    if (account.get() == null) {
      create(namespace, name);
    }
    TokenRequest answer =
        account.tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFE.toSeconds())
                .endSpec()
                .build());
    return new Credentials(
        "system:serviceaccount:%s:%s".formatted(namespace, name), answer.getStatus().getToken());
  }

  private void create(String namespace, String name) {
    try {
      admin
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName(name)
                  .endMetadata()
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      // Another thread, or the controller manager for "default", was quicker.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
