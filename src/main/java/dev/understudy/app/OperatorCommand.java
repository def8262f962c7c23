package dev.understudy.app;

import io.fabric8.kubernetes.client.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the operator and its facade until the process is told to stop. */
@Command(
    name = "operator",
    description = "Runs the operator and its REST facade.",
    footer =
        "%nEvery option can be given as an environment variable: --rest-port as"
            + " UNDERSTUDY_REST_PORT.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class OperatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern REPLICA_NAME =
      Pattern.compile("[a-z0-9]([-.a-z0-9]{0,198}[a-z0-9])?");

  @Spec private CommandSpec spec;

  @Mixin private ClusterOption cluster;

  @Option(
      names = "--namespaces",
      split = ",",
      paramLabel = "NAME",
      description = "Which namespaces are served; all if absent.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--default-tenant",
      defaultValue = "default",
      paramLabel = "TENANT",
      description = "The tenant of namespaces without labels (${DEFAULT-VALUE}).")
  private String defaultTenant = "default";

  @Option(
      names = "--on-premises-namespace",
      paramLabel = "NAME",
      description = "The namespace that paths without a tenant speak of.")
  private @Nullable String onPremisesNamespace;

  @Mixin private EntranceOptions entrance;

  @Option(
      names = "--rest-address",
      defaultValue = LOOPBACK,
      paramLabel = "ADDRESS",
      description = "Where the facade listens (${DEFAULT-VALUE}).")
  private String restAddress = LOOPBACK;

  @Option(
      names = "--rest-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "At which port; 0 for any (${DEFAULT-VALUE}).")
  private int restPort;

  @Option(
      names = "--management-address",
      defaultValue = "0.0.0.0",
      paramLabel = "ADDRESS",
      description = "Where /livez, /readyz and /metrics are answered (${DEFAULT-VALUE}).")
  private String managementAddress = "0.0.0.0";

  @Option(
      names = "--management-port",
      defaultValue = "8081",
      paramLabel = "PORT",
      description = "At which port; 0 for any (${DEFAULT-VALUE}).")
  private int managementPort;

  @Mixin private AccessOption access;

  @Option(
      names = "--strict-delete-address",
      description =
          "A deletion is a session's own only if it comes from the address of its last heartbeat.")
  private boolean strictDeleteAddress;

  @Mixin private SessionOptions sessions;

  @Option(
      names = "--replica-name",
      paramLabel = "NAME",
      description = "Names this replica in its Lease and in Events, as the pod's name does.")
  private @Nullable String replicaName;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAME",
      description = "Where the replicas' Leases are; else the namespace that the client is in.")
  private @Nullable String operatorNamespace;

  @Option(
      names = "--group-metrics",
      defaultValue = "500",
      paramLabel = "LIMIT",
      description =
          "How many groups have metrics of their own; the others share one series. 0 for none"
              + " (${DEFAULT-VALUE}).")
  private int groupMetrics = ReplicaOptions.DEFAULT_GROUP_METRICS;

  @Option(
      names = "--log-format",
      defaultValue = "plain",
      paramLabel = "FORMAT",
      description = "plain or json (${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.PLAIN;

  @SuppressWarnings("NullAway.Init") // The command line sets the fields before it runs a command.
  OperatorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    logFormat.use();
    Entrance how = entrance.entrance(defaultTenant);
    checkReach();
    checkOnPremises();
    AccessOptions accessOptions = access.options(defaultTenant);
    Config config = cluster.config();
    ReplicaOptions options =
        new ReplicaOptions(
            config,
            replicaId(),
            Objects.requireNonNullElse(
                operatorNamespace, Objects.requireNonNullElse(config.getNamespace(), "default")),
            Set.copyOf(namespaces),
            defaultTenant,
            Optional.ofNullable(onPremisesNamespace),
            restAddress,
            restPort,
            managementAddress,
            managementPort,
            strictDeleteAddress,
            groupMetrics(),
            accessOptions,
            how,
            sessions.rules());
    warn(how);
    Replica replica = Replica.start(options);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("drain").unstarted(replica::close));
    replica.awaitClosed();
    return 0;
  }

  private int groupMetrics() {
    if (groupMetrics < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--group-metrics " + groupMetrics + " is no limit: give 0 for none, or a number");
    }
    return groupMetrics;
  }

  private void checkOnPremises() {
    if (onPremisesNamespace != null
        && !namespaces.isEmpty()
        && !namespaces.contains(onPremisesNamespace)) {
      throw new ParameterException(
          spec.commandLine(),
          "--on-premises-namespace "
              + onPremisesNamespace
              + " is none of --namespaces "
              + String.join(", ", namespaces)
              + ": add it there");
    }
  }

  private void warn(Entrance how) {
    if (entrance.isOpen()) {
      log.warn("--auth none: whoever reaches the facade may do everything there");
    } else if (how.authentication().isPresent() && how.tls().isEmpty() && !isLoopback()) {
      log.warn(
          "the facade speaks plain HTTP: passwords and tokens can be read on their way, unless"
              + " something before it ends TLS; else give --tls-cert and --tls-key");
    }
  }

  private void checkReach() {
    if (entrance.isLeftOpen() && !isLoopback()) {
      throw new ParameterException(
          spec.commandLine(),
          "--rest-address "
              + restAddress
              + " can be reached from other machines, and no --auth says how clients authenticate:"
              + " choose of oidc, tokenreview and basic, or say --auth none if the network protects"
              + " it");
    }
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(restAddress).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--rest-address " + restAddress + " is no address of this machine",
          e);
    }
  }

  /** A name that was never used before, also when this is the same container started anew. */
  private String replicaId() {
    String random = UUID.randomUUID().toString();
    if (replicaName == null) {
      return random;
    }
    if (!REPLICA_NAME.matcher(replicaName).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--replica-name "
              + replicaName
              + " must be lower-case letters, digits, '-' and '.', as a pod's name, and at most 200"
              + " of them");
    }
    return replicaName + "-" + random.substring(0, 8);
  }
}
