package dev.understudy.election.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A way to a broken invariant, for people.
 *
 * @param steps what happens, and what is the case afterwards
 * @param broken the invariant that the last step breaks, or what is wrong in the last world
 */
record Trace(List<String> steps, String broken) {
  private static final String[] PHASES = {"Vacant", "Pending", "Held", "Handover", "Releasing"};

  /** One step that was looked for. */
  private record Found(World world, String text) {}

  /**
   * Walks a path of worlds again, this time without exchanging names.
   *
   * @param path the worlds, normalized, the beginning first
   */
  static Trace replay(
      World beginning, List<World> path, String broken, Moves moves, Consumer<World> normalize) {
    List<String> steps = new ArrayList<>();
    World world = beginning;
    for (World next : path.subList(1, path.size())) {
      Found found = find(world, next, null, moves, normalize);
      steps.add(found.text());
      world = found.world();
    }
    if (!broken.startsWith(Check.LIVENESS)) {
      steps.add(find(world, null, broken, moves, normalize).text());
    }
    return new Trace(List.copyOf(steps), broken);
  }

  private static Found find(
      World from,
      @Nullable World to,
      @Nullable String broken,
      Moves moves,
      Consumer<World> normalize) {
    List<Found> found = new ArrayList<>();
    moves.from(
        from,
        (next, what, session, replica, outcome, breaks) -> {
          World normalized = next.copy();
          normalize.accept(normalized);
          boolean isIt =
              to == null
                  ? broken != null && broken.equals(breaks)
                  : Arrays.equals(normalized.words, to.words);
          if (isIt && found.isEmpty()) {
            found.add(new Found(next, text(next, what, session, replica, outcome)));
          }
        });
    if (found.isEmpty()) {
      throw new IllegalStateException("a step cannot be found again");
    }
    return found.getFirst();
  }

  private static String text(
      World next, String what, int session, int replica, @Nullable Outcome outcome) {
    String happens =
        what.formatted(
            session < 0 ? "" : Belief.IDS[session], replica < 0 ? "" : "R" + (1 + replica));
    String row = outcome == null ? "" : " (row " + outcome.row().number() + ")";
    return String.format(Locale.ROOT, "%-72s | %s", happens + row, state(next));
  }

  private static String state(World world) {
    StringBuilder text = new StringBuilder();
    if (world.is(Shared.EXISTS)) {
      text.append(PHASES[world.get(Shared.PHASE)]);
      int holder = world.holder();
      if (world.hasGrant()) {
        text.append('(').append(holder < 0 ? "unknown" : Belief.IDS[holder]);
        text.append(world.is(Shared.GONE) ? ", gone" : "").append(')');
      }
      for (int s = 0; s < World.SESSIONS; s++) {
        text.append(world.is(s, Each.NEXT) ? " -> " + Belief.IDS[s] : "");
      }
    } else {
      text.append("no Lease");
    }
    text.append(", term ").append(world.get(Shared.TERM));
    for (int s = 0; s < World.SESSIONS; s++) {
      if (world.is(s, Each.ACTS)) {
        text.append(", ").append(Belief.IDS[s]).append(" acts in ").append(world.get(s, Each.SEEN));
      }
    }
    for (int r = 0; r < World.REPLICAS; r++) {
      if (world.is(Shared.OBSERVED[r]) && world.hasGrant()) {
        text.append(", R").append(1 + r).append(" counts ").append(world.get(Shared.AGE[r]));
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("after " + steps.size() + " steps, " + broken + "\n");
    for (int i = 0; i < steps.size(); i++) {
      text.append(String.format(Locale.ROOT, "%3d. %s%n", i + 1, steps.get(i)));
    }
    return text.toString();
  }
}
