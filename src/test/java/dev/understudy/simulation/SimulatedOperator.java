package dev.understudy.simulation;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.group.Coordinator;
import dev.understudy.group.CoordinatorStatus;
import dev.understudy.group.Drain;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.group.Loop;
import dev.understudy.group.TransitionListener;
import dev.understudy.operator.ShownStatus;
import dev.understudy.resource.StatusPace;
import dev.understudy.simulation.SimulatedGroups.Stored;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one replica does beside the election: shows in the statuses of groups what it sees, and ends
 * groups that are being deleted. What it shows and how often is the program's own.
 */
final class SimulatedOperator {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration TURN = Duration.ofMillis(400);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration ENDING_INTERVAL = Duration.ofMillis(500);

  private final ApiLink api;
  private final VirtualLoop loop;
  private final Duration patience;
  private final boolean shows;
  private final StatusPace pace;
  private final Map<GroupKey, Stored> groups = new HashMap<>();
  private final Map<GroupKey, Planned> looks = new HashMap<>();
  private final Set<String> ending = new HashSet<>();
  private @Nullable CoordinatorStatus status;

  /** A look at a group that is planned. */
  private record Planned(Duration at, Loop.Timer timer) {}

  /**
   * An operator that has not begun.
   *
   * @param rank how many replicas it lets go first
   * @param shows whether it writes statuses at all
   */
  SimulatedOperator(ApiLink api, VirtualLoop loop, int rank, boolean shows) {
    this.api = api;
    this.loop = loop;
    this.patience = SOON.plus(TURN.multipliedBy(rank));
    this.shows = shows;
    this.pace = new StatusPace(() -> loop.now().monotonic(), () -> 0);
  }

  void begin(Coordinator coordinator) {
    status = new CoordinatorStatus(coordinator);
  }

  /** Hears of the groups that there are. */
  void known(Stored group) {
    GroupKey key = group.resource().key();
    Stored before = groups.get(key);
    if (before != null
        && before.resource().uid().equals(group.resource().uid())
        && before.resource().version() > group.resource().version()) {
      return;
    }
    groups.put(key, group);
    if (before != null && !before.status().equals(group.status())) {
      pace.written(group.resource().uid());
    }
    soon(key, patience);
    if (group.resource().settings().deleting() && ending.add(group.resource().uid())) {
      end(key, group.resource().uid());
    }
  }

  void gone(GroupKey key) {
    groups.remove(key);
  }

  Set<GroupKey> keys() {
    return Set.copyOf(groups.keySet());
  }

  /** Something that a status shows has changed. */
  void changed(GroupKey key) {
    soon(key, patience);
  }

  // Statuses

  /** Looks again after a while, or sooner if that is planned already. */
  private void soon(GroupKey key, Duration delay) {
    Duration at = loop.now().monotonic().plus(delay);
    Planned planned = looks.get(key);
    if (!shows || (planned != null && planned.at().compareTo(at) <= 0)) {
      return;
    }
    if (planned != null) {
      planned.timer().cancel();
    }
    looks.put(
        key,
        new Planned(
            at,
            loop.schedule(
                at,
                () -> {
                  looks.remove(key);
                  look(key);
                })));
  }

  private void look(GroupKey key) {
    if (status == null || !groups.containsKey(key)) {
      return;
    }
    status
        .facts(key)
        .whenComplete(
            (facts, error) ->
                loop.execute(
                    () -> {
                      if (error == null) {
                        show(key, facts);
                      } else {
                        soon(key, AGAIN);
                      }
                    }));
  }

  private void show(GroupKey key, GroupStatusFacts facts) {
    Stored known = groups.get(key);
    if (known == null || !known.resource().uid().equals(facts.groupUid())) {
      return;
    }
    FailoverGroupStatus wanted =
        ShownStatus.next(known.resource(), known.status(), facts, loop.now().wall());
    if (wanted.equals(known.status())) {
      return;
    }
    Duration due = pace.due(known.resource().uid(), known.status(), wanted);
    if (!due.isZero()) {
      soon(key, due);
      return;
    }
    api.show(known.resource(), wanted)
        .whenComplete(
            (stored, error) ->
                loop.execute(
                    () -> {
                      if (error == null) {
                        stored.ifPresent(this::known);
                      }
                      soon(key, AGAIN);
                    }));
  }

  // Ends

  private void end(GroupKey key, String uid) {
    Stored known = groups.get(key);
    if (status == null || known == null || !known.resource().uid().equals(uid)) {
      return;
    }
    var _ =
        status
            .drain(key)
            .thenCompose(
                state ->
                    state instanceof Drain.State.Ended
                        ? api.finish(known.resource())
                        : CompletableFuture.failedStage(new IllegalStateException("not yet")))
            .whenComplete(
                (done, error) -> {
                  if (error != null) {
                    loop.schedule(
                        loop.now().monotonic().plus(ENDING_INTERVAL), () -> end(key, uid));
                  }
                });
  }

  /** What a coordinator tells goes on to its operator. */
  static final class Ears implements TransitionListener {
    private final World world;
    private final String replica;
    private final List<Transition> transitions;
    private final Runnable changed;
    private final SimulatedOperator operator;

    Ears(
        World world,
        String replica,
        List<Transition> transitions,
        Runnable changed,
        SimulatedOperator operator) {
      this.world = world;
      this.replica = replica;
      this.transitions = transitions;
      this.changed = changed;
      this.operator = operator;
    }

    @Override
    public void transitioned(Transition transition) {
      world.say(
          () ->
              "%s: %s -> %s, next %s, term %d, %s"
                  .formatted(
                      replica,
                      transition.from(),
                      transition.to(),
                      transition.next(),
                      transition.term(),
                      transition.cause()));
      transitions.add(transition);
      operator.changed(transition.group());
    }

    @Override
    public void changed(GroupKey group) {
      changed.run();
      operator.changed(group);
    }
  }
}
