package dev.understudy.demo;

import dev.understudy.app.Replica;
import dev.understudy.app.ReplicaOptions;
import dev.understudy.embedded.EmbeddedApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What the demo plays on: an API server, the manifests in it, replicas, and room for clients. */
final class Stage implements AutoCloseable {

  /** The group of the samples. */
  static final String GROUP = "line-1";

  /** What stock clients wish for, and then adopt the group's. */
  private static final Duration WISHED_TIMEOUT = Duration.ofSeconds(15);

  private static final String NAMESPACE = "default";
  private static final Duration READY = Duration.ofSeconds(30);
  private static final int REMEMBERED = 100_000;

  private final EmbeddedApiServer server;
  private final ThreadTimers timers = new ThreadTimers("clients");
  private final HttpClient http = HttpTransport.newClient();
  private final Journal journal = new Journal(REMEMBERED);
  private final List<Replica> replicas = new ArrayList<>();
  private final List<PollingClient> clients = new ArrayList<>();

  Stage(int port) {
    server = EmbeddedApiServer.start(port, Clock.systemUTC());
  }

  EmbeddedApiServer server() {
    return server;
  }

  Journal journal() {
    return journal;
  }

  Duration now() {
    return timers.now();
  }

  /**
   * Applies all manifests of a directory.
   *
   * @param failoverTimeout the group's, in whole seconds, instead of what its manifest says
   * @return what was applied, as in {@code FailoverGroup line-1}
   */
  List<String> apply(Path directory, Duration failoverTimeout) throws Disappointment {
    List<String> applied = new ArrayList<>();
    try (KubernetesClient client = server.client();
        Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        try (InputStream manifests = Files.newInputStream(file)) {
          for (HasMetadata object : client.load(manifests).items()) {
            client.resource(object).inNamespace(NAMESPACE).create();
            applied.add(object.getKind() + " " + object.getMetadata().getName());
          }
        }
      }
      client
          .genericKubernetesResources("understudy.dev/v1alpha1", "FailoverGroup")
          .inNamespace(NAMESPACE)
          .withName(GROUP)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"failoverTimeout\":\"%ds\"}}".formatted(failoverTimeout.toSeconds()));
      return applied;
    } catch (KubernetesClientException e) {
      throw new Disappointment(
          "The manifests should have been applied, but: "
              + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts replicas of the operator and waits until they serve. */
  void startReplicas(int number) throws Disappointment {
    for (int i = 0; i < number; i++) {
      replicas.add(Replica.start(ReplicaOptions.local(server.config(), NAMESPACE)));
    }
    Duration deadline = timers.now().plus(READY);
    while (!replicas.stream().allMatch(Replica::isReady)) {
      if (timers.now().compareTo(deadline) > 0) {
        throw new Disappointment(
            "Both replicas should have been ready within %s.".formatted(Words.of(READY)));
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** Where a replica's facade listens. */
  URI url(int replica) {
    return URI.create("http://127.0.0.1:" + replicas.get(replica).restPort());
  }

  /** The URL of a replica that clients are configured with. */
  URI endpoint(int replica) {
    return url(replica).resolve("/api/v1/clientfailover/");
  }

  /** A replica's facade. */
  Facade facade(int replica) {
    return new Facade(transport(replica));
  }

  private Transport transport(int replica) {
    return new HttpTransport(http, endpoint(replica), Optional.empty(), timers);
  }

  /** What {@code kubectl get failovergroups} shows now. */
  KubectlView groups() throws Disappointment, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                server
                    .url()
                    .resolve(
                        "/apis/understudy.dev/v1alpha1/namespaces/"
                            + NAMESPACE
                            + "/failovergroups"))
            .header("Accept", KubectlView.ACCEPT)
            .build();
    try {
      return KubectlView.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new Disappointment("The API server should have answered, but failed: " + e);
    }
  }

  /** A new life of a client of a replica, which has not started yet. */
  PollingClient client(String session, int replica) {
    PollingClient client =
        new PollingClient(
            new PollingClient.Settings(
                GROUP,
                session,
                session,
                WISHED_TIMEOUT,
                () -> 50,
                () -> Optional.of(Instant.now())),
            transport(replica),
            timers,
            journal,
            new SavedRole());
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(PollingClient::crash);
    replicas.forEach(Replica::close);
    http.shutdownNow();
    http.close();
    timers.close();
    server.close();
  }
}
