package dev.understudy.plugin;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and namespace a command is about: as kubectl's options of the same names. */
final class ClusterOptions {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig file; else $KUBECONFIG, else ~/.kube/config.")
  private @Nullable File kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig file; else its current one.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The namespace; else the one of the context.")
  private @Nullable String namespace;

  /** A client for the cluster, and the namespace that is meant; its user closes it. */
  KubernetesClient connect() {
    Config config = new ConfigBuilder(config()).build();
    config.setRequestTimeout(TIMEOUT_MILLIS);
    config.setConnectionTimeout(TIMEOUT_MILLIS);
    config.setRequestRetryBackoffLimit(1);
    config.setNamespace(
        Objects.requireNonNullElse(
            namespace, Objects.requireNonNullElse(config.getNamespace(), "default")));
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new VertxHttpClientFactory())
        .withConfig(config)
        .build();
  }

  private Config config() {
    if (kubeconfig == null) {
      return Config.autoConfigure(context);
    }
    if (!kubeconfig.canRead()) {
      throw new Failure("--kubeconfig " + kubeconfig + " cannot be read");
    }
    return Config.fromKubeconfig(context, kubeconfig);
  }
}
