package dev.understudy.simulation;

import dev.understudy.group.Coordinator;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupResource;
import dev.understudy.group.TransitionListener;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.SimulatedLeaseStore;
import dev.understudy.lease.StoredGroup;
import dev.understudy.simulation.SimulatedGroups.GroupEvent;
import dev.understudy.simulation.SimulatedLeases.LeaseEvent;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One replica of the operator: the real coordinator with its watch, its caches and its clocks. */
public final class Replica {
  private static final Duration ENDING_INTERVAL = Duration.ofMillis(500);

  private final World world;
  private final SimulatedApiServer server;
  private final String name;
  private final ApiLink api;
  private final Link leaseWatch;
  private final Link groupWatch;
  private final NodeClock clock;
  private final List<TransitionListener.Transition> transitions = new ArrayList<>();
  private int changes;
  private boolean strictDeleteAddress;
  private Running running;

  /** What dies with the running. */
  private static final class Running {
    final VirtualLoop loop;
    final Coordinator coordinator;
    final List<Follow<?>> watches = new ArrayList<>();
    final Map<String, GroupResource> groups = new HashMap<>();
    final Set<String> ending = new HashSet<>();
    final Set<Exchange> exchanges = new LinkedHashSet<>();
    Follow<LeaseEvent> leases;

    Running(VirtualLoop loop, Coordinator coordinator) {
      this.loop = loop;
      this.coordinator = coordinator;
    }
  }

  Replica(
      World world,
      SimulatedApiServer server,
      String name,
      ApiLink api,
      Link leaseWatch,
      Link groupWatch,
      NodeClock clock) {
    this.world = world;
    this.server = server;
    this.name = name;
    this.api = api;
    this.leaseWatch = leaseWatch;
    this.groupWatch = groupWatch;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  ApiLink api() {
    return api;
  }

  /** The way of the events of Leases. */
  Link leaseWatch() {
    return leaseWatch;
  }

  /** The way of the events of FailoverGroups. */
  Link groupWatch() {
    return groupWatch;
  }

  NodeClock clock() {
    return clock;
  }

  Coordinator coordinator() {
    return running.coordinator;
  }

  VirtualLoop loop() {
    return running.loop;
  }

  /** Whether the process is there, stopped or not. */
  boolean isUp() {
    return running != null;
  }

  /** What this replica told of the groups' transitions, over all its starts. */
  List<TransitionListener.Transition> transitions() {
    return transitions;
  }

  /** How often this replica told that a group's status is to show something else. */
  int changes() {
    return changes;
  }

  Replica strictDeleteAddress() {
    strictDeleteAddress = true;
    return this;
  }

  /** Starts the running. */
  void start() {
    world.say(() -> name + " starts");
    VirtualLoop loop = new VirtualLoop(world, clock);
    Coordinator coordinator =
        new Coordinator(
            loop,
            new SimulatedLeaseStore(api),
            api,
            new Status(),
            strictDeleteAddress,
            new Telemetry());
    running = new Running(loop, coordinator);
    coordinator.start();
    running.leases = new Follow<>(world, server, leaseWatch, loop, leases(coordinator));
    running.watches.add(running.leases);
    running.watches.add(new Follow<>(world, server, groupWatch, loop, groups(running)));
    running.watches.forEach(Follow::start);
  }

  /** Kills the running. */
  void kill() {
    if (running != null) {
      world.say(() -> name + " is killed");
      Running dead = running;
      running = null;
      dead.loop.kill();
      dead.watches.forEach(Follow::stop);
      List.copyOf(dead.exchanges).forEach(Exchange::killed);
    }
  }

  void opened(Exchange exchange) {
    running.exchanges.add(exchange);
  }

  void closed(Exchange exchange) {
    if (running != null) {
      running.exchanges.remove(exchange);
    }
  }

  /** How many requests are open. */
  int openRequests() {
    return running == null ? 0 : running.exchanges.size();
  }

  /** Stops the process for a while, as by SIGSTOP. */
  void pause(Duration time) {
    if (running != null) {
      world.say(() -> name + " pauses for " + time);
      VirtualLoop loop = running.loop;
      loop.pause();
      world.after(time, loop::resume);
    }
  }

  /** Breaks its watches off; they are taken up again by themselves. */
  void breakWatches() {
    if (running != null) {
      running.watches.forEach(Follow::broken);
    }
  }

  /** Breaks its watch of the Leases off; it is taken up again by itself. */
  void breakLeaseWatch() {
    if (running != null) {
      running.leases.broken();
    }
  }

  private Follow.Source<LeaseEvent> leases(Coordinator coordinator) {
    return new Follow.Source<>() {
      @Override
      public Runnable list() {
        SimulatedLeaseStore.Snapshot all = server.leases().all();
        return () -> coordinator.listed(null, all.leases(), all.version());
      }

      @Override
      public List<LeaseEvent> after(long version) {
        return server.leaseEventsAfter(version);
      }

      @Override
      public long version(LeaseEvent event) {
        return event.version();
      }

      @Override
      public void tell(LeaseEvent event) {
        if (event.kind() == LeaseEvent.Kind.DELETED) {
          coordinator.deleted(event.lease());
        } else {
          coordinator.changed(event.lease());
        }
      }

      @Override
      public void resumed(Duration blind) {
        coordinator.resumed(null, blind);
      }

      @Override
      public void broken(Duration blind) {
        coordinator.interrupted(null, blind);
      }
    };
  }

  private Follow.Source<GroupEvent> groups(Running mine) {
    return new Follow.Source<>() {
      @Override
      public Runnable list() {
        List<GroupResource> all = server.groups().all();
        return () -> {
          Set<String> there = new HashSet<>();
          for (GroupResource group : all) {
            there.add(group.key().toString());
            know(mine, group);
          }
          for (GroupResource known : List.copyOf(mine.groups.values())) {
            if (!there.contains(known.key().toString())) {
              forget(mine, known.key());
            }
          }
        };
      }

      @Override
      public List<GroupEvent> after(long version) {
        return server.groupEventsAfter(version);
      }

      @Override
      public long version(GroupEvent event) {
        return event.version();
      }

      @Override
      public void tell(GroupEvent event) {
        if (event.after() == null) {
          forget(mine, event.key());
        } else {
          know(mine, event.after());
        }
      }

      @Override
      public void resumed(Duration blind) {}

      @Override
      public void broken(Duration blind) {}
    };
  }

  private void know(Running mine, GroupResource group) {
    mine.groups.put(group.key().toString(), group);
    mine.coordinator.resource(group);
    if (group.settings().deleting() && mine.ending.add(group.uid())) {
      end(mine, group);
    }
  }

  private void forget(Running mine, GroupKey key) {
    mine.groups.remove(key.toString());
    mine.coordinator.removed(key);
  }

  // What the operator does with a group that is being deleted

  private void end(Running mine, GroupResource group) {
    GroupResource known = mine.groups.get(group.key().toString());
    if (known == null || !known.uid().equals(group.uid())) {
      return;
    }
    var _ =
        mine.coordinator
            .hasGrant(group.key())
            .thenCompose(
                grant ->
                    grant
                        ? java.util.concurrent.CompletableFuture.failedFuture(
                            new IllegalStateException("not yet"))
                        : mine.coordinator.deleteGroupLease(group.key()))
            .thenCompose(done -> api.finish(group.key()))
            .whenComplete(
                (done, error) -> {
                  if (error != null) {
                    mine.loop.schedule(
                        mine.loop.now().monotonic().plus(ENDING_INTERVAL), () -> end(mine, group));
                  }
                });
  }

  /** Mirrors terms into the status, as the operator does. */
  private final class Status implements TransitionListener {
    @Override
    public void transitioned(Transition transition) {
      world.say(
          () ->
              "%s: %s -> %s, next %s, term %d, %s"
                  .formatted(
                      name,
                      transition.from(),
                      transition.to(),
                      transition.next(),
                      transition.term(),
                      transition.cause()));
      transitions.add(transition);
      server
          .groups()
          .get(transition.group())
          .ifPresent(
              group ->
                  server
                      .leases()
                      .get(group.key().namespace(), dev.understudy.api.Names.groupLease(group.id()))
                      .filter(StoredGroup.class::isInstance)
                      .ifPresent(lease -> mirror(group, lease.uid(), transition.term())));
    }

    private void mirror(GroupResource group, String leaseUid, long term) {
      if (!leaseUid.equals(group.leaseUid())) {
        return;
      }
      var _ =
          api.status(group, leaseUid, term)
              .whenComplete(
                  (done, error) -> {
                    if (error instanceof LeaseFailure) {
                      world.say(() -> name + " could not mirror term " + term);
                    }
                  });
    }

    @Override
    public void changed(GroupKey group) {
      changes++;
    }
  }
}
