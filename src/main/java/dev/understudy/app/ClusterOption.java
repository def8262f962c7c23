package dev.understudy.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.File;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command reaches the cluster. */
final class ClusterOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "How to reach the cluster; else as kubectl and pods do.")
  private @Nullable File kubeconfig;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  ClusterOption() {}

  /** What the client needs to know. */
  Config config() {
    if (kubeconfig == null) {
      return new ConfigBuilder().build();
    }
    if (!kubeconfig.canRead()) {
      throw new ParameterException(
          spec.commandLine(), "--kubeconfig " + kubeconfig + " cannot be read");
    }
    return Config.fromKubeconfig(kubeconfig);
  }
}
