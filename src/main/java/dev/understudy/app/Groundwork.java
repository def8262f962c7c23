package dev.understudy.app;

import dev.understudy.group.Coordinator;
import dev.understudy.group.Departing;
import dev.understudy.group.GroupCensus;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupService;
import dev.understudy.group.KubernetesGroups;
import dev.understudy.group.SessionRules;
import dev.understudy.group.StoredResources;
import dev.understudy.group.TransitionListener;
import dev.understudy.lease.CountedLeaseStore;
import dev.understudy.lease.KubernetesLeaseStore;
import dev.understudy.lease.LeaseWatch;
import dev.understudy.resource.GroupListener;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.GroupWrites;
import dev.understudy.resource.Groups;
import dev.understudy.resource.OverrideWrites;
import dev.understudy.resource.StatusWriter;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Telemetry;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What every replica stands on: the loop, the watches, the coordinator and the groups that it
 * serves. It elects as soon as it has started; who asks it, and who shows what it decided, is put
 * on top.
 */
public final class Groundwork implements AutoCloseable {
  private static final Duration OVERRIDE_PATIENCE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final ThreadLoop loop;
  private final ExecutorService blocking;
  private final ScheduledExecutorService watchThread;
  private final List<LeaseWatch> watches = new ArrayList<>();
  private final Groups groups;
  private final GroupWrites writes;
  private final OverrideWrites overrides;
  private final StatusWriter status;
  private final Coordinator coordinator;
  private final KubernetesGroups service;

  /**
   * Puts the parts together; nothing runs before {@link #start}.
   *
   * @param cluster how to reach the API server
   * @param namespaces which namespaces are served; none means all
   * @param transitions is told what becomes of the groups
   * @param strictDeleteAddress whether a deletion counts as a session's own only if it comes from
   *     the address of its last heartbeat
   * @param rules how many groups and sessions there may be, and for how long
   * @param telemetry counts and measures; stays the caller's
   */
  public Groundwork(
      Config cluster,
      Set<String> namespaces,
      TransitionListener transitions,
      boolean strictDeleteAddress,
      SessionRules rules,
      Telemetry telemetry) {
    client = ReplicaClients.of(cluster, telemetry);
    loop = new ThreadLoop("coordinator", Clock.systemUTC());
    blocking = Executors.newVirtualThreadPerTaskExecutor();
    watchThread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lease-watch").factory());
    groups = new Groups(client, namespaces);
    writes = new GroupWrites(client, groups);
    overrides = new OverrideWrites(client, OVERRIDE_PATIENCE, () -> loop.now().monotonic());
    status = new StatusWriter(client, groups);
    coordinator =
        new Coordinator(
            loop,
            new CountedLeaseStore(new KubernetesLeaseStore(client, blocking), telemetry),
            new StoredResources(groups, status, blocking),
            transitions,
            strictDeleteAddress,
            rules,
            telemetry);
    Departing departing = new Departing();
    groups.listen(departing);
    groups.listen(new ToCoordinator());
    service =
        new KubernetesGroups(
            coordinator, groups, writes, overrides, departing, rules, loop, blocking);
    if (namespaces.isEmpty()) {
      watches.add(watch(null));
    } else {
      namespaces.forEach(namespace -> watches.add(watch(namespace)));
    }
    telemetry.gauge(Metric.WATCH_RUNNING, () -> isWatching() ? 1 : 0, "leases");
    telemetry.gauge(Metric.WATCH_RUNNING, () -> groups.isSynced() ? 1 : 0, "failovergroups");
  }

  private LeaseWatch watch(@Nullable String namespace) {
    return new LeaseWatch(client, namespace, coordinator, watchThread, blocking, System::nanoTime);
  }

  /** Hands what the watch of FailoverGroups shows to the coordinator. */
  private final class ToCoordinator implements GroupListener {
    @Override
    public void changed(GroupRecord group) {
      coordinator.resource(group);
    }

    @Override
    public void removed(GroupRecord group) {
      coordinator.removed(new GroupKey(group.namespace(), group.name()));
    }
  }

  /** Begins to watch and to elect. */
  public void start() {
    coordinator.start();
    var _ = groups.start();
    watches.forEach(LeaseWatch::start);
  }

  /** Whether all groups and Leases are known and watched now. */
  public boolean isReady() {
    return groups.isSynced() && isWatching();
  }

  /** Whether all Leases are known and watched now. */
  boolean isWatching() {
    return watches.stream().allMatch(LeaseWatch::isRunning);
  }

  /** Ends what is held; the replica goes on deciding until it is closed. */
  public void drain() {
    coordinator.drain().toCompletableFuture().join();
  }

  public KubernetesClient client() {
    return client;
  }

  public ThreadLoop loop() {
    return loop;
  }

  public ExecutorService blocking() {
    return blocking;
  }

  public Groups groups() {
    return groups;
  }

  public GroupWrites writes() {
    return writes;
  }

  public OverrideWrites overrides() {
    return overrides;
  }

  public StatusWriter status() {
    return status;
  }

  public Coordinator coordinator() {
    return coordinator;
  }

  /** What a facade asks. */
  public GroupService service() {
    return service;
  }

  /** Reads all groups, for metrics. */
  GroupCensus census() {
    return new GroupCensus(coordinator, groups, Clock.systemUTC());
  }

  @Override
  public void close() {
    watches.forEach(LeaseWatch::close);
    groups.close();
    loop.close();
    watchThread.shutdown();
    blocking.shutdown();
    client.close();
  }
}
