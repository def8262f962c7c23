package dev.understudy.election.model;

import dev.understudy.election.Role;
import org.jspecify.annotations.Nullable;

/** Carries out what a replica decides: the writes, and the answers that depend on them. */
final class Writes {
  private final Scenario scenario;
  private final Protocol protocol;

  Writes(Scenario scenario, Protocol protocol) {
    this.scenario = scenario;
    this.protocol = protocol;
  }

  /** Whether the check looks that far. */
  boolean isInScope(Outcome outcome) {
    return Shared.TERM.get(outcome.shared()) <= scenario.highestTerm();
  }

  /**
   * A write of the group Lease that succeeds and whose success becomes known.
   *
   * @param slot the request that it was decided for, if it was
   */
  World succeed(World before, int replica, Outcome outcome, Happening happening, int slot) {
    World after = write(before, replica, outcome);
    int sender = happening.session();
    if (happening.kind() == Happening.Kind.HEARTBEAT) {
      heard(after, sender, happening.says());
    }
    if (outcome.renewal()) {
      after.set(Shared.OBSERVED[replica], 1).set(Shared.AGE[replica], 0);
    }
    boolean told = outcome.answers().stream().anyMatch(reply -> tells(after, reply, happening));
    if (told
        && after.get(Shared.PHASE) == Shared.RELEASING
        && !after.is(after.holder(), Each.SPEAKS)) {
      after.set(Shared.TOLD[replica], 1);
    }
    for (Outcome.Reply reply : outcome.answers()) {
      int request = isOf(reply, happening) ? slot : after.openSlot(reply.session(), replica);
      if (request >= 0) {
        answer(after, reply, request);
      }
    }
    return after;
  }

  /** A heartbeat shows whether its client speaks the extension. */
  void heard(World world, int s, int says) {
    if (!world.is(s, Each.STOCK) && (says != 0 || !protocol.breaks(Rule.ROLE_SHOWS_EXTENSION))) {
      world.set(s, Each.SPEAKS, 1);
    }
  }

  private static boolean tells(World after, Outcome.Reply reply, Happening happening) {
    return isOf(reply, happening)
        && reply.role() == Role.SECONDARY
        && reply.session() == after.holder();
  }

  private static boolean isOf(Outcome.Reply reply, Happening happening) {
    return happening.kind() == Happening.Kind.HEARTBEAT && reply.session() == happening.session();
  }

  static void answer(World world, Outcome.Reply reply, int slot) {
    int what = reply.role() == Role.PRIMARY ? Each.PRIMARY : Each.SECONDARY;
    world.answer(reply.session(), slot, what, reply.term(), reply.isShort());
  }

  /** A write that succeeds without the replica getting to know it. */
  World succeedUnknown(World before, int replica, Outcome outcome) {
    World after = write(before, replica, outcome);
    after.outdate(replica, before);
    return after.set(Shared.UNKNOWN_WRITES, before.get(Shared.UNKNOWN_WRITES) - 1);
  }

  /** What the API server has after the write. */
  private World write(World before, int replica, Outcome outcome) {
    World after = before.copy();
    after.words[0] = (before.words[0] & ~Shared.LEASE) | outcome.shared();
    int knows = before.get(Shared.KNOWS[replica]);
    for (int s = 0; s < World.SESSIONS; s++) {
      after.words[1 + s] = (before.words[1 + s] & ~Each.LEASE) | outcome.sessions().get(s);
      if (after.is(s, Each.ENDED)) {
        after.set(s, Each.ENDED, after.saidSince(s, knows));
      }
    }
    boolean unseen =
        protocol.breaks(Rule.RENEWAL_CHANGES_LEASE)
            && outcome.renewal()
            && after.get(Shared.TERM) == before.get(Shared.TERM);
    if (!unseen) {
      after.set(Shared.CURRENT[replica], 1);
      after.outdate(1 - replica, before);
      if (!after.hasGrant() || outcome.renewal()) {
        forgetAges(after);
      }
      if (after.get(Shared.PHASE) != Shared.RELEASING) {
        after.set(Shared.TOLD[0], 0).set(Shared.TOLD[1], 0);
      }
      dropTakeBacks(after);
    }
    return after;
  }

  private static void forgetAges(World world) {
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      world.set(Shared.OBSERVED[replica], 0).set(Shared.AGE[replica], 0);
    }
  }

  /** A take-back is tried on the version that the claim wrote, and there is another one now. */
  private void dropTakeBacks(World world) {
    if (protocol.breaks(Rule.TAKE_BACK_ONCE)) {
      return;
    }
    for (int s = 0; s < World.SESSIONS; s++) {
      for (int slot = 1; slot >= 0; slot--) {
        if (world.get(s, Each.WHAT[slot]) >= Each.DEAD) {
          world.free(s, slot);
        }
      }
    }
  }

  /** What is wrong with the step, if something is. */
  @Nullable String broken(
      World before, World after, int replica, Happening happening, Outcome outcome) {
    String broken = Laws.broken(before, after, replica, happening, outcome, scenario.manual());
    return broken != null ? broken : Laws.broken(after);
  }
}
