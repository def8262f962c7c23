package dev.understudy.election.model;

import static dev.understudy.election.model.Steps.NOBODY;

/** Registrations, and the first half of deletions: the session's own Lease goes. */
final class SessionMoves {
  private final Scenario scenario;

  SessionMoves(Scenario scenario) {
    this.scenario = scenario;
  }

  void from(World world, Steps steps) {
    for (int s = 0; s < scenario.sessions(); s++) {
      register(world, s, steps);
      for (int replica = 0; replica < World.REPLICAS; replica++) {
        delete(world, s, replica, steps);
      }
    }
  }

  private static void register(World world, int s, Steps steps) {
    if (world.is(s, Each.PRESENT)
        || world.get(s, Each.LEAVING) == 1
        || !world.is(Shared.REGISTRATIONS)) {
      return;
    }
    World next = world.copy();
    next.set(Shared.REGISTRATIONS, world.get(Shared.REGISTRATIONS) - 1);
    next.set(s, Each.PRESENT, 1).set(s, Each.SPEAKS, 0);
    int holds = world.get(s, Each.HOLDS);
    next.set(s, Each.HOLDS, holds == 0 ? 0 : Math.min(3, holds + 1));
    if (world.is(s, Each.NEXT) && !world.is(Shared.PINNED)) {
      next.set(s, Each.NEXT, 2);
    }
    if (world.is(s, Each.DELETING)) {
      next.set(s, Each.DELETING_OLD, 1);
    }
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      int sees = world.get(s, Each.VIEW[replica]);
      next.set(s, Each.VIEW[replica], sees == 0 ? 0 : Math.min(3, sees + 1));
    }
    steps.to(next, "%s registers anew", s, NOBODY);
  }

  private static void delete(World world, int s, int replica, Steps steps) {
    if (world.is(s, Each.DELETING)) {
      return;
    }
    if (world.is(s, Each.LEAVING)) {
      if (world.is(s, Each.PRESENT)) {
        World next = begin(world, s, replica);
        next.set(s, Each.DELETING_OWN, 1);
        steps.to(next, "the DELETE of %1$s reaches %2$s", s, replica);
      } else {
        World next = world.copy();
        next.set(s, Each.LEAVING, 0);
        steps.to(next, "the DELETE of %1$s reaches %2$s: not found", s, replica);
      }
    }
    if (world.is(s, Each.PRESENT) && world.is(Shared.DELETIONS)) {
      World next = begin(world, s, replica);
      next.set(Shared.DELETIONS, world.get(Shared.DELETIONS) - 1);
      steps.to(next, "somebody deletes %1$s at %2$s", s, replica);
    }
  }

  private static World begin(World world, int s, int replica) {
    World next = world.copy();
    next.set(s, Each.PRESENT, 0)
        .set(s, Each.ORDERED, 0)
        .set(s, Each.DELETING, 1)
        .set(s, Each.DELETING_AT, replica)
        .set(s, Each.VIEW[replica], 0);
    int held = next.openSlot(s, replica);
    if (held >= 0) {
      next.answer(s, held, Each.SECONDARY, world.get(Shared.TERM), false);
    }
    return next;
  }
}
