package dev.understudy.simulation;

import dev.understudy.group.Coordinator;
import dev.understudy.group.GroupKey;
import dev.understudy.group.SessionRules;
import dev.understudy.group.TransitionListener;
import dev.understudy.lease.LeaseForm;
import dev.understudy.lease.LeaseWatch;
import dev.understudy.lease.SimulatedLeaseStore;
import dev.understudy.lease.SimulatedLeaseWatch;
import dev.understudy.simulation.SimulatedGroups.GroupEvent;
import dev.understudy.simulation.SimulatedGroups.Stored;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One replica of the operator: the real coordinator with its watch, its caches and its clocks. */
public final class Replica {
  /** Nobody looks at it, and making one takes longer than a schedule. */
  private static final Telemetry TELEMETRY = new Telemetry();

  private final World world;
  private final SimulatedApiServer server;
  private final History history;
  private final LeaseForm form;
  private final String name;
  private final int rank;
  private final ApiLink api;
  private final Link leaseWatch;
  private final Link groupWatch;
  private final NodeClock clock;
  private final List<TransitionListener.Transition> transitions = new ArrayList<>();
  private int changes;
  private boolean strictDeleteAddress;
  private boolean showsStatus = true;
  private SessionRules rules = SessionRules.DEFAULT;
  private Running running;

  /** What dies with the running. */
  private static final class Running {
    final VirtualLoop loop;
    final Coordinator coordinator;
    final SimulatedOperator operator;
    final Set<Exchange> exchanges = new LinkedHashSet<>();
    LeaseSource leases;
    LeaseWatch leaseWatch;
    Follow<GroupEvent> groups;

    Running(VirtualLoop loop, Coordinator coordinator, SimulatedOperator operator) {
      this.loop = loop;
      this.coordinator = coordinator;
      this.operator = operator;
    }
  }

  Replica(
      World world,
      SimulatedApiServer server,
      History history,
      LeaseForm form,
      String name,
      int rank,
      ApiLink api,
      Link leaseWatch,
      Link groupWatch,
      NodeClock clock) {
    this.world = world;
    this.server = server;
    this.history = history;
    this.form = form;
    this.name = name;
    this.rank = rank;
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

  /** Keeps to other rules, from its next start on. */
  void rules(SessionRules newRules) {
    rules = newRules;
  }

  Replica strictDeleteAddress() {
    strictDeleteAddress = true;
    return this;
  }

  /** Whether it writes statuses, from its next start on. */
  Replica showsStatus(boolean shows) {
    showsStatus = shows;
    return this;
  }

  /** Starts the running. */
  void start() {
    world.say(() -> name + " starts");
    VirtualLoop loop = new VirtualLoop(world, clock);
    SimulatedOperator operator = new SimulatedOperator(api, loop, rank, showsStatus);
    Coordinator coordinator =
        new Coordinator(
            loop,
            new SimulatedLeaseStore(api, form),
            api,
            new SimulatedOperator.Ears(world, name, transitions, () -> changes++, operator),
            strictDeleteAddress,
            rules,
            TELEMETRY);
    operator.begin(coordinator);
    running = new Running(loop, coordinator, operator);
    coordinator.start();
    running.leases = new LeaseSource(world, server, history, name, api, leaseWatch, loop);
    running.leaseWatch =
        SimulatedLeaseWatch.of(
            running.leases, form, running.leases, coordinator, () -> clock.monotonic().toNanos());
    running.groups = new Follow<>(world, server, groupWatch, loop, groups(running));
    running.leaseWatch.start();
    running.groups.start();
  }

  /** Kills the running. */
  void kill() {
    if (running != null) {
      world.say(() -> name + " is killed");
      Running dead = running;
      running = null;
      dead.loop.kill();
      dead.leaseWatch.close();
      dead.groups.stop();
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

  /** Lets the process go on, if it was stopped. */
  void resume() {
    if (running != null) {
      running.loop.resume();
    }
  }

  /** Breaks its watches off; they are taken up again by themselves. */
  void breakWatches() {
    if (running != null) {
      running.leases.breakStreams();
      running.groups.broken();
    }
  }

  /** Breaks its watch of the Leases off; it is taken up again by itself. */
  void breakLeaseWatch() {
    if (running != null) {
      running.leases.breakStreams();
    }
  }

  private Follow.Source<GroupEvent> groups(Running mine) {
    return new Follow.Source<>() {
      @Override
      public Runnable list() {
        List<Stored> all =
            server.groups().all().stream()
                .map(group -> server.groups().find(group.key()).orElseThrow())
                .toList();
        return () -> {
          Set<GroupKey> there =
              all.stream().map(group -> group.resource().key()).collect(Collectors.toSet());
          all.forEach(group -> know(mine, group));
          for (GroupKey known : mine.operator.keys()) {
            if (!there.contains(known)) {
              forget(mine, known);
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
        if (event.gone()) {
          forget(mine, event.key());
        } else {
          know(mine, event.group());
        }
      }
    };
  }

  private static void know(Running mine, Stored group) {
    mine.coordinator.resource(group.resource());
    mine.operator.known(group);
  }

  private static void forget(Running mine, GroupKey key) {
    mine.operator.gone(key);
    mine.coordinator.removed(key);
  }
}
