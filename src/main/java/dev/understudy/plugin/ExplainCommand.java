package dev.understudy.plugin;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a group. */
@Command(
    name = "explain",
    description = "Explains why this session is in charge, and what would happen if it stopped.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "GROUP", description = "The name or id of the group.")
  private String group;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table (text), json or yaml (${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TABLE;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  ExplainCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = cluster.connect()) {
      Explanation explanation = Explanation.of(new GroupFinder(client).find(group), Instant.now());
      out.print(output.isData() ? output.write(explanation) : explanation.text());
      out.flush();
      return explanation.group().isWell() ? 0 : KubectlUnderstudy.NOT_WELL;
    }
  }
}
