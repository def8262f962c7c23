package dev.understudy.app;

import io.fabric8.kubernetes.client.Config;
import java.util.Optional;
import java.util.Set;

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
    Entrance entrance) {

  /** How many groups have metrics of their own where nothing else is said. */
  public static final int DEFAULT_GROUP_METRICS = 500;

  public ReplicaOptions {
    if (groupMetrics < 0) {
      throw new IllegalArgumentException(
          "metrics of " + groupMetrics + " groups: give 0 for none, or a limit");
    }
    namespaces = Set.copyOf(namespaces);
  }

  /** The same, with the built-in list and every client let in. */
  public ReplicaOptions(
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
      int groupMetrics) {
    this(
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
        AccessOptions.builtIn(defaultTenant),
        Entrance.OPEN);
  }
}
