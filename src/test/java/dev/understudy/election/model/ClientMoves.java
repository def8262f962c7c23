package dev.understudy.election.model;

/** What clients do, and what the network and time do to them. */
final class ClientMoves {
  private static final int[] CANNOT_SEND = {};
  private static final int[] LOSES_NONE = {-1};
  private static final int[] LOSES_EITHER = {0, 1};

  private final Scenario scenario;
  private final Protocol protocol;

  ClientMoves(Scenario scenario, Protocol protocol) {
    this.scenario = scenario;
    this.protocol = protocol;
  }

  void from(World world, Steps steps) {
    for (int s = 0; s < scenario.sessions(); s++) {
      if (Symmetry.isLikeAnEarlierOne(world, s)) {
        continue;
      }
      if (mayBeSlow(world, s)) {
        for (int lost : lostBySending(world, s)) {
          World next = world.copy();
          send(next, s, lost);
          steps.to(next, "%s sends a heartbeat, which is slow", s, Steps.NOBODY);
        }
      }
      for (int slot = 0; slot < 2; slot++) {
        network(world, s, slot, steps);
      }
      leave(world, s, steps);
      crash(world, s, steps);
    }
    tick(world, steps);
  }

  /** One slow heartbeat of a client at a time. */
  private static boolean mayBeSlow(World world, int s) {
    return world.get(s, Each.WHAT[0]) != Each.UNDER_WAY
        && world.get(s, Each.WHAT[1]) != Each.UNDER_WAY;
  }

  /**
   * Which of its requests a client may lose by sending another one: none where there is room. What
   * is not lost may be late for ever, so nothing is lost but to make room.
   */
  static int[] lostBySending(World world, int s) {
    return world.get(s, Each.LEAVING) == 1
        ? CANNOT_SEND
        : world.freeSlot(s) >= 0 ? LOSES_NONE : LOSES_EITHER;
  }

  /**
   * Puts a heartbeat under way.
   *
   * @param lost the earlier request that is lost; -1 for none
   * @return where it is
   */
  int send(World world, int s, int lost) {
    if (lost >= 0) {
      world.free(s, lost);
    }
    int slot = world.freeSlot(s);
    boolean acts = world.is(s, Each.ACTS);
    int says =
        acts || protocol.breaks(Rule.ONLY_ENDED_TERM_ACKNOWLEDGED)
            ? world.get(s, Each.SEEN)
            : world.get(s, Each.GAVE_UP);
    world.set(s, Each.WHAT[slot], Each.UNDER_WAY);
    if (!world.is(s, Each.STOCK)) {
      world.set(s, Each.FLAG[slot], acts ? 1 : 0).set(s, Each.TERM[slot], says);
    }
    return slot;
  }

  private void network(World world, int s, int slot, Steps steps) {
    int what = world.get(s, Each.WHAT[slot]);
    if (what == Each.FREE || what >= Each.DEAD) {
      return;
    }
    if (what == Each.PRIMARY || what == Each.SECONDARY) {
      World next = world.copy();
      apply(next, s, slot);
      String text = what == Each.PRIMARY ? "%s hears Primary" : "%s hears Secondary";
      steps.to(next, text, s, Steps.NOBODY, null, Laws.broken(next));
    }
  }

  /** The rule for clients. */
  private void apply(World world, int s, int slot) {
    boolean primary = world.get(s, Each.WHAT[slot]) == Each.PRIMARY;
    int term = world.get(s, Each.TERM[slot]);
    boolean isShort = world.is(s, Each.FLAG[slot]);
    int age = world.get(s, Each.AGE[slot]);
    boolean movedUp = slot == 1 && !protocol.breaks(Rule.ANSWERS_IN_ORDER) && dropOlder(world, s);
    world.free(s, movedUp ? 0 : slot);
    int seen = world.get(s, Each.SEEN);
    if (!primary) {
      world
          .set(s, Each.SEEN, Math.max(seen, term))
          .set(s, Each.GAVE_UP, Math.max(world.get(s, Each.GAVE_UP), term));
      if (seen <= term) {
        world.stopsActing(s);
      }
      return;
    }
    boolean counts =
        protocol.breaks(Rule.TERMS_ARE_CHECKED)
            || world.is(s, Each.STOCK)
            || (term >= seen && term > world.get(s, Each.GAVE_UP));
    int valid = protocol.breaks(Rule.VALID_FROM_SENDING) ? 0 : age;
    if (counts && valid < World.life(isShort)) {
      world
          .set(s, Each.SEEN, term)
          .set(s, Each.ACTS, 1)
          .set(s, Each.ACT_AGE, valid)
          .set(s, Each.ACT_SHORT, isShort ? 1 : 0);
    }
  }

  /** Nobody listens to the older request any more; whether that was all that was left of it. */
  private static boolean dropOlder(World world, int s) {
    int what = world.get(s, Each.WHAT[0]);
    boolean answered = what == Each.PRIMARY || what == Each.SECONDARY;
    if (answered) {
      world.free(s, 0);
    } else {
      world.set(s, Each.MUTE[0], 1);
    }
    return answered;
  }

  private void leave(World world, int s, Steps steps) {
    if (!world.is(s, Each.LEAVING) && world.is(Shared.DELETIONS)) {
      World next = world.copy();
      next.set(Shared.DELETIONS, world.get(Shared.DELETIONS) - 1);
      if (!protocol.breaks(Rule.STOPS_BEFORE_LEAVING)) {
        next.stopsActing(s);
        next.mute(s);
      }
      next.set(s, Each.LEAVING, 1);
      steps.to(next, "%s stops acting and sends DELETE", s, Steps.NOBODY);
    }
  }

  /** The process ends and another one begins, which knows nothing; it is another instance. */
  private void crash(World world, int s, Steps steps) {
    if (!world.is(Shared.CRASHES)) {
      return;
    }
    World next = world.copy();
    next.set(Shared.CRASHES, world.get(Shared.CRASHES) - 1);
    next.stopsActing(s);
    next.set(s, Each.SEEN, 0).set(s, Each.GAVE_UP, 0);
    next.mute(s);
    for (int slot = 1; slot >= 0; slot--) {
      int what = next.get(s, Each.WHAT[slot]);
      if (what == Each.UNDER_WAY) {
        next.set(s, Each.BEFORE_CRASH[slot], 1);
      } else if (what != Each.FREE) {
        next.free(s, slot);
      }
    }
    if (next.get(s, Each.LEAVING) == 1) {
      next.set(s, Each.LEAVING, next.is(s, Each.DELETING) ? 0 : 2);
    }
    next.set(s, Each.DELETING_OWN, 0);
    if (next.is(s, Each.HOLDS)) {
      next.set(s, Each.HOLDS_BEFORE_CRASH, 1);
    }
    steps.to(next, "%s crashes and starts anew", s, Steps.NOBODY);
  }

  private void tick(World world, Steps steps) {
    World next = world.copy();
    for (int s = 0; s < World.SESSIONS; s++) {
      age(next, s);
    }
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      int age = next.get(Shared.AGE[replica]);
      if (next.is(Shared.OBSERVED[replica]) && age < World.OLD) {
        next.set(Shared.AGE[replica], age + 1);
      }
    }
    steps.to(next, "time passes", Steps.NOBODY, Steps.NOBODY);
  }

  private static void age(World world, int s) {
    if (world.is(s, Each.ACTS)) {
      int age = world.get(s, Each.ACT_AGE) + 1;
      if (age >= World.life(world.is(s, Each.ACT_SHORT))) {
        world.stopsActing(s);
      } else {
        world.set(s, Each.ACT_AGE, age);
      }
    }
    for (int slot = 0; slot < 2; slot++) {
      int age = world.get(s, Each.AGE[slot]);
      if (world.is(s, Each.WHAT[slot]) && age < World.OLD) {
        world.set(s, Each.AGE[slot], age + 1);
      }
    }
    // It counts as the session's own only while it is young.
    world.set(s, Each.DELETING_OWN, 0);
  }
}
