package dev.understudy.election.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A breadth-first search through all worlds that can come out of a beginning, up to a number of
 * steps: the first world found that breaks an invariant is one of the nearest.
 */
final class Exploration {
  private final Scenario scenario;
  private final Protocol protocol;
  private final Desk desk;
  private final Moves moves;
  private final Worlds worlds;
  private final String invariants;
  private int depth;
  private boolean complete;
  private @Nullable Failure failure;

  /** A broken invariant: in the step from the world with the given number. */
  private record Failure(int from, String broken) {}

  Exploration(Scenario scenario, Protocol protocol) {
    this(scenario, protocol, "");
  }

  /** Looks for one that breaks an invariant whose name begins so. */
  Exploration(Scenario scenario, Protocol protocol, String invariants) {
    this.invariants = invariants;
    this.scenario = scenario;
    this.protocol = protocol;
    this.desk = new Desk(scenario, protocol);
    this.moves = new Moves(scenario, protocol, desk);
    this.worlds =
        new Worlds(
            protocol.remembersStaleViews() ? World.WORDS * (1 + World.REPLICAS) : World.WORDS);
  }

  /** Explores up to the scenario's depth, or up to the first failure. */
  Exploration run() {
    World beginning = scenario.beginning(protocol);
    normalize(beginning);
    worlds.add(beginning, -1);
    int from = 0;
    while (depth < scenario.depth() && failure == null) {
      int to = worlds.size();
      if (from == to) {
        complete = true;
        return this;
      }
      for (int number = from; number < to && failure == null; number++) {
        int parent = number;
        World world = worlds.get(number);
        moves.from(
            world,
            (next, what, session, replica, outcome, broken) -> found(world, next, parent, broken));
      }
      from = to;
      depth++;
    }
    return this;
  }

  private void found(World from, World next, int parent, @Nullable String broken) {
    if (broken != null && failure == null && broken.startsWith(invariants)) {
      failure = new Failure(parent, broken);
    }
    normalize(next);
    if (!Arrays.equals(from.words, next.words)) {
      worlds.add(next, parent);
    }
  }

  private void normalize(World world) {
    if (!protocol.bringsTermsBack()) {
      Oblivion.forget(world, protocol);
      Oblivion.countTermsFromOne(world, scenario.manual());
    }
    if (!world.keepsStaleViews()) {
      Symmetry.normalize(world);
    }
  }

  int states() {
    return worlds.size();
  }

  World world(int number) {
    return worlds.get(number);
  }

  /** How many steps were looked at. */
  int depth() {
    return depth;
  }

  /** Whether there is nothing beyond. */
  boolean isComplete() {
    return complete;
  }

  long decisions() {
    return desk.asked();
  }

  /** A shortest way to a broken invariant, if one was found. */
  Optional<Trace> counterexample() {
    if (failure == null) {
      return Optional.empty();
    }
    return Optional.of(
        Trace.replay(
            scenario.beginning(protocol),
            path(failure.from()),
            failure.broken(),
            moves,
            this::normalize));
  }

  /** A shortest way to a world in which something is wrong. */
  Trace wayTo(int number, String wrong) {
    return Trace.replay(scenario.beginning(protocol), path(number), wrong, moves, this::normalize);
  }

  private List<World> path(int end) {
    List<World> path = new ArrayList<>();
    for (int number = end; number >= 0; number = worlds.parent(number)) {
      path.addFirst(worlds.get(number));
    }
    return path;
  }
}
