package dev.understudy.election.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Which faults and wishes a check goes through, and how many of each at most.
 *
 * @param name what it is about
 * @param depth after how many steps it ends
 * @param highestTerm it does not look at grants beyond this term
 * @param sessions how many of the three sessions take part
 * @param budget how many of each there may be
 * @param manual whether failover is by hand
 * @param temporary whether overrides end by a clock, at any time
 * @param timeouts whether the specification changes its timeout
 * @param stock whether the last session's client keeps no rule
 */
record Scenario(
    String name,
    int depth,
    int highestTerm,
    int sessions,
    Map<Fault, Integer> budget,
    boolean manual,
    boolean temporary,
    boolean timeouts,
    boolean stock) {

  /** What can go wrong, or be wished. */
  enum Fault {
    RESTART,
    UNKNOWN_WRITE,
    DELETION,
    REGISTRATION,
    CRASH,
    DEAD_HOLD,
    LEASE_LOST,
    SPECIFICATION
  }

  static Scenario of(String name, int depth) {
    return new Scenario(name, depth, 4, 3, Map.of(), false, false, false, false);
  }

  Scenario with(Fault fault, int times) {
    Map<Fault, Integer> more = new EnumMap<>(Fault.class);
    more.putAll(budget);
    more.put(fault, times);
    return new Scenario(
        name, depth, highestTerm, sessions, more, manual, temporary, timeouts, stock);
  }

  Scenario toTerm(int term) {
    return new Scenario(name, depth, term, sessions, budget, manual, temporary, timeouts, stock);
  }

  Scenario toDepth(int steps) {
    return new Scenario(
        name, steps, highestTerm, sessions, budget, manual, temporary, timeouts, stock);
  }

  Scenario ofSessions(int count) {
    return new Scenario(
        name, depth, highestTerm, count, budget, manual, temporary, timeouts, stock);
  }

  Scenario byHand() {
    return new Scenario(
        name, depth, highestTerm, sessions, budget, true, temporary, timeouts, stock);
  }

  Scenario withTemporaryOverrides() {
    return new Scenario(name, depth, highestTerm, sessions, budget, manual, true, timeouts, stock);
  }

  Scenario withTimeouts() {
    return new Scenario(name, depth, highestTerm, sessions, budget, manual, temporary, true, stock);
  }

  Scenario withStockClient() {
    return new Scenario(
        name, depth, highestTerm, sessions, budget, manual, temporary, timeouts, true);
  }

  int times(Fault fault) {
    return budget.getOrDefault(fault, 0);
  }

  /** The world that it begins with: all registered, nothing granted, nothing said. */
  World beginning(Protocol protocol) {
    World world =
        new World(
            protocol.remembersStaleViews() ? World.WORDS * (1 + World.REPLICAS) : World.WORDS);
    world.set(Shared.EXISTS, 1);
    for (int s = 0; s < sessions; s++) {
      world.set(s, Each.PRESENT, 1);
    }
    if (stock) {
      world.set(sessions - 1, Each.STOCK, 1);
    }
    world
        .set(Shared.RESTARTS, times(Fault.RESTART))
        .set(Shared.UNKNOWN_WRITES, times(Fault.UNKNOWN_WRITE))
        .set(Shared.DELETIONS, times(Fault.DELETION))
        .set(Shared.REGISTRATIONS, times(Fault.REGISTRATION))
        .set(Shared.CRASHES, times(Fault.CRASH))
        .set(Shared.DEAD_HOLDS, times(Fault.DEAD_HOLD))
        .set(Shared.LEASES_LOST, times(Fault.LEASE_LOST));
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      world.show(replica);
    }
    return world;
  }
}
