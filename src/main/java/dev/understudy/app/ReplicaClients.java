package dev.understudy.app;

import dev.understudy.telemetry.ApiMetrics;
import dev.understudy.telemetry.Telemetry;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;

/** The Kubernetes clients of a replica, made so that none repeats a request by itself. */
final class ReplicaClients {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

  private ReplicaClients() {}

  /**
   * A client on the given cluster.
   *
   * <p>A request that was repeated by the client could conflict with itself. A watch that was
   * reconnected by the client would hide for how long nothing was seen.
   */
  static KubernetesClient of(Config cluster) {
    return of(cluster, http -> {});
  }

  /** The same, whose requests are measured. */
  static KubernetesClient of(Config cluster, Telemetry telemetry) {
    ApiServerMeter meter = new ApiServerMeter(new ApiMetrics(telemetry), System::nanoTime);
    return of(
        cluster, http -> http.addOrReplaceInterceptor(ApiServerMeter.interceptorName(), meter));
  }

  private static KubernetesClient of(Config cluster, Consumer<HttpClient.Builder> measured) {
    Config config =
        new ConfigBuilder(cluster)
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectLimit(0)
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withConnectionTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withWebsocketPingInterval(PING_INTERVAL.toMillis())
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        // It would write the bodies of requests into the log, and with them the tokens of clients.
        .withHttpClientBuilderConsumer(
            http -> measured.accept(http.addOrReplaceInterceptor("HttpLogging", null)))
        .build();
  }
}
