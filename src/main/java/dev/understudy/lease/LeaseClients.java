package dev.understudy.lease;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;

/** How the client of a {@link KubernetesLeaseStore} and a {@link LeaseWatch} must be configured. */
public final class LeaseClients {
  /**
   * How long the API server may take for an answer before its result counts as unknown. Half of a
   * stock client's patience with the facade is 15 s; a request to the facade waits no longer than
   * this.
   */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

  private LeaseClients() {}

  /**
   * The same cluster and user, for a client that repeats nothing by itself: no request, because a
   * PUT that is sent twice can conflict with itself, and no watch, because {@link LeaseWatch} must
   * know how long nothing was seen.
   *
   * <p>A token that is read from a file or made by a program is still renewed.
   */
  public static Config config(Config cluster) {
    return new ConfigBuilder(cluster)
        .withRequestRetryBackoffLimit(0)
        .withWatchReconnectLimit(0)
        .withRequestTimeout(Math.toIntExact(REQUEST_TIMEOUT.toMillis()))
        .withConnectionTimeout(Math.toIntExact(CONNECTION_TIMEOUT.toMillis()))
        .build();
  }
}
