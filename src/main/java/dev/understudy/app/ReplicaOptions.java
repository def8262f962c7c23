package dev.understudy.app;

import dev.understudy.group.SessionRules;
import io.fabric8.kubernetes.client.Config;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a replica is told when it starts.
 *
 * @param cluster how to reach the API server
 * @param id names this replica among the others; a part of a DNS-1123 name, not used before
 * @param home the namespace that the operator itself lives in
 * @param namespaces which namespaces are served; none means all
 * @param defaultTenant the tenant that namespaces without labels belong to
 * @param onPremisesNamespace the namespace that paths without a tenant speak of, if any
 * @param restAddress where the facade listens
 * @param restPort at which port; 0 for any that is free
 * @param managementAddress where probes and metrics are answered
 * @param managementPort at which port; 0 for any that is free
 * @param strictDeleteAddress whether a deletion counts as a session's own only if it comes from the
 *     address of its last heartbeat
 * @param groupMetrics how many groups have metrics of their own; the others share one series
 * @param access who may do what where nobody has written a list
 * @param entrance how clients come in
 * @param rules how many groups and sessions there may be, and for how long
 */
public record ReplicaOptions(
    Config cluster,
    String id,
    String home,
    Set<String> namespaces,
    String defaultTenant,
    Optional<String> onPremisesNamespace,
    String restAddress,
    int restPort,
    String managementAddress,
    int managementPort,
    boolean strictDeleteAddress,
    int groupMetrics,
    AccessOptions access,
    Entrance entrance,
    SessionRules rules) {

  /** How many groups have metrics of their own where nothing else is said. */
  public static final int DEFAULT_GROUP_METRICS = 500;

  private static final String DEFAULT_TENANT = "default";

  public ReplicaOptions {
    if (groupMetrics < 0) {
      throw new IllegalArgumentException(
          "metrics of " + groupMetrics + " groups: give 0 for none, or a limit");
    }
    namespaces = Set.copyOf(namespaces);
  }

  /**
   * A replica that serves one namespace, at free ports that only this machine reaches, with the
   * built-in list and every client let in.
   */
  public static ReplicaOptions local(Config cluster, String namespace) {
    return new ReplicaOptions(
        cluster,
        UUID.randomUUID().toString(),
        namespace,
        Set.of(namespace),
        DEFAULT_TENANT,
        Optional.of(namespace),
        "127.0.0.1",
        0,
        "127.0.0.1",
        0,
        false,
        DEFAULT_GROUP_METRICS,
        AccessOptions.builtIn(DEFAULT_TENANT),
        Entrance.OPEN,
        SessionRules.DEFAULT);
  }

  /** The same, with other rules. */
  public ReplicaOptions under(SessionRules newRules) {
    return new ReplicaOptions(
        cluster,
        id,
        home,
        namespaces,
        defaultTenant,
        onPremisesNamespace,
        restAddress,
        restPort,
        managementAddress,
        managementPort,
        strictDeleteAddress,
        groupMetrics,
        access,
        entrance,
        newRules);
  }
}
