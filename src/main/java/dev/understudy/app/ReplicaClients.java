package dev.understudy.app;

import dev.understudy.telemetry.ApiMetrics;
import dev.understudy.telemetry.Telemetry;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;

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
    return builder(cluster).build();
  }

  /** The same, whose requests are measured. */
  static KubernetesClient of(Config cluster, Telemetry telemetry) {
    ApiServerMeter meter = new ApiServerMeter(new ApiMetrics(telemetry), System::nanoTime);
    return builder(cluster)
        .withHttpClientBuilderConsumer(
            client -> client.addOrReplaceInterceptor(ApiServerMeter.interceptorName(), meter))
        .build();
  }

  private static KubernetesClientBuilder builder(Config cluster) {
    Config config =
        new ConfigBuilder(cluster)
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectLimit(0)
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withConnectionTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withWebsocketPingInterval(PING_INTERVAL.toMillis())
            .build();
    return new KubernetesClientBuilder().withConfig(config);
  }
}
