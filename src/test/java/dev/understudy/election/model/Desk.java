package dev.understudy.election.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the election, under every belief that a replica may have, and remembers what it said.
 *
 * <p>The scores, the signs of life and the wall clock are not part of a world: whatever they are,
 * the invariants must hold. So each decision is asked for with each session as the best one and
 * with none, with whoever comes next alive and silent, and on both sides of the end of an override.
 */
final class Desk {
  private final Scenario scenario;
  private final Protocol protocol;
  private final Map<Key, List<Outcome>> known = new HashMap<>();
  private long asked;

  /** All that a decision can depend on. */
  private record Key(long shared, long sessions) {}

  Desk(Scenario scenario, Protocol protocol) {
    this.scenario = scenario;
    this.protocol = protocol;
  }

  /** How often the election was asked. */
  long asked() {
    return asked;
  }

  /** All that may be decided, but for staying. */
  List<Outcome> decide(World world, int replica, Happening happening) {
    Key key = key(world, replica, happening);
    List<Outcome> outcomes = known.get(key);
    if (outcomes == null) {
      outcomes = ask(world, replica, happening);
      known.put(key, outcomes);
    }
    return outcomes;
  }

  private List<Outcome> ask(World world, int replica, Happening happening) {
    Set<Outcome> outcomes = new LinkedHashSet<>();
    for (int favourite = -1; favourite < World.SESSIONS; favourite++) {
      for (int good = 1; good >= 0; good--) {
        for (int ahead = 0; ahead <= (scenario.temporary() ? 1 : 0); ahead++) {
          Belief belief = new Belief(world, replica, scenario, favourite, good == 1, ahead == 1);
          asked++;
          Outcome outcome =
              Outcome.of(
                  protocol.judge().decide(belief.view(), belief.event(happening), belief.now()),
                  belief);
          if (outcome.kind() != Outcome.Kind.STAY) {
            outcomes.add(outcome);
          }
        }
      }
    }
    return new ArrayList<>(outcomes);
  }

  private static Key key(World world, int replica, Happening happening) {
    int knows = world.get(Shared.KNOWS[replica]);
    long shared = world.words[0] & Shared.LEASE;
    int shift = Shared.GENERATION.shift() + Shared.GENERATION.bits();
    shared |= (long) world.get(Shared.AGE[replica]) << shift;
    shared |= (long) world.get(Shared.TOLD[replica]) << (shift + 3);
    shared |= (long) knows << (shift + 4);
    shared |= (world.isSpecShort(knows) ? 1L : 0L) << (shift + 6);
    shared |= happening.code() << (shift + 7);
    long sessions = 0;
    for (int s = 0; s < World.SESSIONS; s++) {
      sessions = sessions << 16 | session(world, replica, s, knows);
    }
    return new Key(shared, sessions);
  }

  private static long session(World world, int replica, int s, int knows) {
    long word = world.words[1 + s];
    long bits = Each.VIEW[replica].get(word);
    bits = bits << 2 | Each.HOLDS.get(word);
    bits = bits << 1 | Each.HOLDS_BEFORE_CRASH.get(word);
    bits = bits << 2 | Each.NEXT.get(word);
    bits = bits << 1 | Each.LAST.get(word);
    bits = bits << 1 | Each.SPEAKS.get(word);
    bits = bits << 1 | Each.STOCK.get(word);
    bits = bits << 1 | (world.openSlot(s, replica) < 0 ? 0 : 1);
    int said = world.said(s, knows);
    bits = bits << 2 | said;
    boolean ended = said != 0 && Each.ENDED.get(word) == world.saidSince(s, knows);
    return bits << 1 | (ended ? 1 : 0);
  }
}
