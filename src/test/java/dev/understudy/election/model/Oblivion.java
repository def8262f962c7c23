package dev.understudy.election.model;

/**
 * Takes out of a world what can make no difference any more, so that worlds that will fare alike
 * are one. Only for protocols in which terms never come back.
 *
 * <p>Answers without an effect go; a client that does not act forgets which terms it saw, since
 * every grant to come has a higher one; and terms are counted from the oldest that matters.
 */
final class Oblivion {
  private Oblivion() {}

  static void forget(World world, Protocol protocol) {
    int term = world.get(Shared.TERM);
    for (int s = 0; s < World.SESSIONS; s++) {
      if (world.words[1 + s] != 0) {
        forgetAnswers(world, s, term);
        forgetTerms(world, s, term, protocol.breaks(Rule.ONLY_ENDED_TERM_ACKNOWLEDGED));
        if (!protocol.readsMoreThanAcknowledgements()) {
          forgetRequests(world, s);
        }
      }
    }
    if (!world.hasGrant()) {
      for (int replica = 0; replica < World.REPLICAS; replica++) {
        world.set(Shared.OBSERVED[replica], 0).set(Shared.AGE[replica], 0);
      }
    }
  }

  private static void forgetAnswers(World world, int s, int term) {
    if (world.is(s, Each.STOCK)) {
      world.stopsActing(s);
      world.set(s, Each.SEEN, 0).set(s, Each.GAVE_UP, 0);
    }
    for (int slot = 1; slot >= 0; slot--) {
      int what = world.get(s, Each.WHAT[slot]);
      if (what == Each.PRIMARY && !mayPromote(world, s, slot)) {
        world.free(s, slot);
      }
    }
    for (int slot = 1; slot >= 0; slot--) {
      int what = world.get(s, Each.WHAT[slot]);
      if (what == Each.SECONDARY && !mayDemote(world, s, slot, term)) {
        world.free(s, slot);
      }
    }
  }

  private static boolean mayPromote(World world, int s, int slot) {
    int answered = world.get(s, Each.TERM[slot]);
    return !world.is(s, Each.STOCK)
        && answered >= world.get(s, Each.SEEN)
        && answered > world.get(s, Each.GAVE_UP)
        && world.get(s, Each.AGE[slot]) < World.life(world.is(s, Each.FLAG[slot]));
  }

  private static boolean mayDemote(World world, int s, int slot, int term) {
    if (world.is(s, Each.STOCK)) {
      return false;
    }
    int answered = world.get(s, Each.TERM[slot]);
    boolean acting = world.is(s, Each.ACTS) && world.get(s, Each.SEEN) <= answered;
    boolean mayHold =
        world.is(s, Each.HOLDS) && answered == term && world.get(s, Each.GAVE_UP) < answered;
    int other = 1 - slot;
    boolean promoted =
        world.get(s, Each.WHAT[other]) == Each.PRIMARY
            && world.get(s, Each.TERM[other]) <= answered;
    return acting || mayHold || promoted;
  }

  private static void forgetTerms(World world, int s, int term, boolean seenMatters) {
    if (!world.is(s, Each.ACTS) && !(seenMatters && world.get(s, Each.SEEN) == term)) {
      world.set(s, Each.SEEN, 0);
    }
    boolean answered = false;
    for (int slot = 0; slot < 2; slot++) {
      int what = world.get(s, Each.WHAT[slot]);
      answered |= what == Each.PRIMARY;
      // An acknowledgement is one of the present term or none.
      if (what == Each.UNDER_WAY && world.get(s, Each.TERM[slot]) != term) {
        world.set(s, Each.TERM[slot], 0);
      }
    }
    boolean mayAcknowledge = world.is(s, Each.HOLDS) && world.get(s, Each.GAVE_UP) == term;
    if (!answered && !mayAcknowledge) {
      world.set(s, Each.GAVE_UP, 0);
    }
  }

  /** Of a request matters whether it acknowledges, and how old its answer would be. */
  private static void forgetRequests(World world, int s) {
    for (int slot = 0; slot < 2; slot++) {
      int what = world.get(s, Each.WHAT[slot]);
      if (what == Each.UNDER_WAY && world.is(s, Each.FLAG[slot])) {
        world.set(s, Each.FLAG[slot], 0).set(s, Each.TERM[slot], 0);
      }
      if (world.is(s, Each.MUTE[slot]) || world.is(s, Each.STOCK)) {
        world.set(s, Each.AGE[slot], 0);
      }
    }
  }

  /**
   * Counts terms from the oldest that matters; the first is 1.
   *
   * @param firstMatters whether a group that never had a primary is told apart from one that had
   */
  static void countTermsFromOne(World world, boolean firstMatters) {
    int oldest = world.get(Shared.TERM);
    for (int s = 0; s < World.SESSIONS; s++) {
      oldest = least(oldest, world.get(s, Each.SEEN));
      oldest = least(oldest, world.get(s, Each.GAVE_UP));
      for (Field term : Each.TERM) {
        oldest = least(oldest, world.get(s, term));
      }
    }
    int by = oldest - 1;
    if (by == 0 || (firstMatters && by < 0)) {
      return;
    }
    world.set(Shared.TERM, world.get(Shared.TERM) - by);
    for (int s = 0; s < World.SESSIONS; s++) {
      shift(world, s, Each.SEEN, by);
      shift(world, s, Each.GAVE_UP, by);
      for (Field term : Each.TERM) {
        shift(world, s, term, by);
      }
    }
  }

  private static int least(int oldest, int term) {
    return term == 0 ? oldest : Math.min(oldest, term);
  }

  private static void shift(World world, int s, Field field, int by) {
    int term = world.get(s, field);
    if (term != 0) {
      world.set(s, field, term - by);
    }
  }
}
