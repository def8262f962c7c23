package dev.understudy.plugin;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds out what is wrong with an installation. */
@Command(
    name = "doctor",
    description = "Looks at all that an installation needs, and says what to do where it lacks.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table (text), json or yaml (${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TABLE;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  DoctorCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = cluster.connect()) {
      List<Check> checks = new Doctor(client, InstantSource.system()).examine();
      out.print(output.isData() ? output.write(checks) : text(checks));
      out.flush();
      return checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED)
          ? KubectlUnderstudy.NOT_WELL
          : 0;
    }
  }

  private static String text(List<Check> checks) {
    StringBuilder text = new StringBuilder();
    for (Check check : checks) {
      text.append(
          "%-8s %s: %s%n"
              .formatted(
                  word(check.outcome()), check.name(), TextTable.printable(check.message())));
      if (!check.resolution().isEmpty()) {
        text.append(" ".repeat(9)).append(check.resolution()).append('\n');
      }
    }
    return text.toString();
  }

  private static String word(Check.Outcome outcome) {
    return switch (outcome) {
      case OK -> "ok";
      case WARNING -> "warning";
      case FAILED -> "FAILED";
      case UNKNOWN -> "unknown";
    };
  }
}
