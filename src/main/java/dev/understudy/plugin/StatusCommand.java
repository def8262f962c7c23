package dev.understudy.plugin;

import dev.understudy.api.FailoverGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows who is in charge: of all groups, or of one with all that is known of it. */
@Command(
    name = "status",
    description = "Shows who is in charge, since when, and why not the others.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP",
      description = "The name or id of a group; all groups if absent.")
  private @Nullable String group;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The groups of all namespaces.")
  private boolean everywhere;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, wide, json or yaml (${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TABLE;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  StatusCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = cluster.connect()) {
      GroupFinder groups = new GroupFinder(client);
      Instant now = Instant.now();
      boolean well =
          group == null
              ? show(out, groups.all(everywhere), client.getNamespace(), now)
              : show(out, groups.find(group), now);
      out.flush();
      return well ? 0 : KubectlUnderstudy.NOT_WELL;
    }
  }

  private boolean show(PrintWriter out, List<FailoverGroup> groups, String namespace, Instant now) {
    List<GroupReport> reports = groups.stream().map(found -> GroupReport.of(found, now)).toList();
    if (output.isData()) {
      out.print(output.write(reports));
    } else if (reports.isEmpty()) {
      out.println(
          everywhere
              ? "There are no groups."
              : "There are no groups in namespace '" + namespace + "'; -A shows all.");
    } else {
      out.print(StatusTables.ofGroups(reports, output.isWide(), everywhere, now));
    }
    return reports.stream().allMatch(GroupReport::isWell);
  }

  private boolean show(PrintWriter out, FailoverGroup found, Instant now) {
    GroupReport report = GroupReport.of(found, now);
    out.print(output.isData() ? output.write(report) : StatusTables.ofGroup(report, now));
    return report.isWell();
  }
}
