package dev.understudy.operator;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import dev.understudy.group.AbsentSessions;
import dev.understudy.group.Drain;
import dev.understudy.group.GroupStatusSource;
import dev.understudy.resource.Events;
import dev.understudy.resource.GroupListener;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.GroupWrites;
import dev.understudy.resource.Groups;
import dev.understudy.resource.NamespaceEnds;
import dev.understudy.resource.OverrideWrites;
import dev.understudy.resource.Permissions;
import dev.understudy.resource.ReplicaRank;
import dev.understudy.resource.StatusPace;
import dev.understudy.resource.StatusWriter;
import dev.understudy.resource.Tenants;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The reconcilers of both kinds, and what calls for them: changes of the resources, and those of
 * the groups that {@link #reconcile} is told of. Renewals call for nothing. Every replica runs
 * them; who writes is a matter of {@link ReplicaRank}. Thread-safe.
 */
public final class Reconcilers implements GroupListener, AutoCloseable {

  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Triggers<FailoverGroup> groupTriggers = new Triggers<>("groups");
  private final Triggers<GroupAcl> aclTriggers = new Triggers<>("groups-of-lists");
  private final Groups groups;
  private final Operator operator;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  private enum State {
    NEW,
    STARTING,
    RUNNING,
    CLOSED
  }

  /**
   * What reconcilers read and write through.
   *
   * @param watching a client that goes on watching by itself; not closed here
   * @param groups the groups; the reconcilers listen to them
   * @param tenants whose the namespaces are
   * @param monotonic a clock that never goes back
   * @param random numbers from 0 to 1
   */
  public record Parts(
      KubernetesClient watching,
      Set<String> namespaces,
      Groups groups,
      Tenants tenants,
      GroupWrites writes,
      OverrideWrites overrides,
      StatusWriter status,
      Events events,
      ReplicaRank rank,
      GroupStatusSource source,
      Drain drain,
      AbsentSessions absent,
      InstantSource clock,
      Supplier<Duration> monotonic,
      DoubleSupplier random) {}

  /** Puts the reconcilers together; nothing runs before {@link #start}. */
  public Reconcilers(Parts parts) {
    groups = parts.groups();
    operator =
        new Operator(
            settings ->
                settings
                    .withKubernetesClient(parts.watching())
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCacheSyncTimeout(PATIENCE)
                    .withReconciliationTerminationTimeout(END)
                    .withExecutorService(Executors.newVirtualThreadPerTaskExecutor()));
    Troubles troubles = new Troubles();
    operator.register(
        groupReconciler(parts, troubles),
        settings -> {
          if (!parts.namespaces().isEmpty()) {
            settings.settingNamespaces(parts.namespaces());
          }
        });
    operator.register(
        new AclReconciler(
            parts.status(), parts.groups(), parts.tenants(), troubles, aclTriggers, parts.clock()),
        settings -> {
          if (!parts.namespaces().isEmpty()) {
            settings.settingNamespaces(parts.namespaces());
          }
        });
    groups.listen(this);
  }

  private GroupReconciler groupReconciler(Parts parts, Troubles troubles) {
    StatusKeeper keeper =
        new StatusKeeper(
            parts.groups(),
            parts.status(),
            new StatusPace(parts.monotonic(), parts.random()),
            new Turns(parts.rank()::patience, parts.monotonic()),
            parts.clock(),
            parts.monotonic());
    return new GroupReconciler(
        parts.writes(),
        keeper,
        new GroupObserver(
            parts.source(), parts.groups(), new Permissions(parts.watching()), parts.monotonic()),
        new Endings(parts.drain(), parts.writes(), new NamespaceEnds(parts.watching())),
        new ExpiredOverrides(
            parts.overrides(), parts.events(), parts.rank()::patience, parts.clock()),
        new Absentees(parts.absent(), parts.events(), parts.rank()::patience),
        troubles,
        groupTriggers);
  }

  /** Begins. Blocks until the resources are known; to be called when they can be watched. */
  public void start() {
    if (state.compareAndSet(State.NEW, State.STARTING)) {
      operator.start();
      if (!state.compareAndSet(State.STARTING, State.RUNNING)) {
        operator.stop();
      }
    }
  }

  /** Calls for the reconciliation of a group. */
  public void reconcile(String namespace, String name) {
    groupTriggers.reconcile(namespace, name);
  }

  /** A list waits for its group, and one of two groups with one id for the other's end. */
  @Override
  public void changed(GroupRecord group) {
    aclTriggers.reconcile(group.namespace(), group.name());
  }

  @Override
  public void removed(GroupRecord group) {
    aclTriggers.reconcile(group.namespace(), group.name());
    groups
        .allWithId(group.namespace(), group.id())
        .forEach(other -> groupTriggers.reconcile(other.namespace(), other.name()));
  }

  @Override
  public void close() {
    // Who is still starting sees it and stops by itself.
    if (state.getAndSet(State.CLOSED) == State.RUNNING) {
      operator.stop();
    }
  }
}
