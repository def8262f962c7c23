package dev.understudy.app;

import dev.understudy.resource.ApiFailure;
import dev.understudy.resource.FinalizerRemoval;
import dev.understudy.resource.RunningReplicas;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Takes the operator's finalizer off all groups once no replica runs: what is left of an operator
 * that was taken away for good. A replica that ran on would put it back.
 */
@Command(
    name = "remove-finalizers",
    description =
        "Takes the operator's finalizer off all groups, so that they can be deleted while no"
            + " operator runs. Waits until no replica runs.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RemoveFinalizersCommand implements Callable<Integer> {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Option(
      names = "--namespaces",
      split = ",",
      paramLabel = "NAME",
      description = "Off the groups of which namespaces; of all if absent.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAME",
      description = "Where the replicas run; else the namespace that the client is in.")
  private @Nullable String operatorNamespace;

  @Option(
      names = "--wait",
      defaultValue = "90",
      paramLabel = "SECONDS",
      description = "How long to wait for the last replica to stop (${DEFAULT-VALUE}).")
  private long waitSeconds;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  RemoveFinalizersCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Config config = cluster.config();
    PrintWriter out = spec.commandLine().getOut();
    try (KubernetesClient client = ReplicaClients.of(config)) {
      String home =
          Objects.requireNonNullElse(
              operatorNamespace, Objects.requireNonNullElse(config.getNamespace(), "default"));
      Set<String> running = awaitNobody(client, home);
      if (!running.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "replicas still run in namespace %s: %s. Stop them first, they would put the finalizer back"
                    .formatted(home, String.join(", ", running)));
        return 1;
      }
      FinalizerRemoval removal = new FinalizerRemoval(client);
      int removed =
          namespaces.isEmpty()
              ? removal.remove(null)
              : namespaces.stream().mapToInt(removal::remove).sum();
      out.println("the finalizer was taken off " + removed + (removed == 1 ? " group" : " groups"));
      return 0;
    } catch (ApiFailure e) {
      spec.commandLine().getErr().println(e.reason());
      return 1;
    } finally {
      out.flush();
      spec.commandLine().getErr().flush();
    }
  }

  /**
   * @return who still runs when the time is up
   */
  private Set<String> awaitNobody(KubernetesClient client, String home)
      throws InterruptedException {
    RunningReplicas replicas =
        new RunningReplicas(client, home, () -> Duration.ofNanos(System.nanoTime()));
    long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
    Set<String> running = replicas.look();
    while (!running.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(LOOK_AGAIN);
      running = replicas.look();
    }
    return new TreeSet<>(running);
  }
}
