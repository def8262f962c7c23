package dev.understudy.election.model;

import static dev.understudy.election.model.Steps.NOBODY;

/** What replicas do: take requests, look at the group, and answer. */
final class ReplicaMoves {
  private final Scenario scenario;
  private final Protocol protocol;
  private final Desk desk;
  private final Writes writes;
  private final ClientMoves clients;

  ReplicaMoves(Scenario scenario, Protocol protocol, Desk desk, ClientMoves clients) {
    this.scenario = scenario;
    this.protocol = protocol;
    this.desk = desk;
    this.writes = new Writes(scenario, protocol);
    this.clients = clients;
  }

  void from(World world, Steps steps) {
    int replicas = Symmetry.replicasAreAlike(world) ? 1 : World.REPLICAS;
    for (int replica = 0; replica < replicas; replica++) {
      for (int s = 0; s < scenario.sessions(); s++) {
        if (!Symmetry.isLikeAnEarlierOne(world, s)) {
          requests(world, replica, s, steps);
          order(world, replica, s, steps);
        }
      }
      if (world.is(Shared.EXISTS)) {
        World seen = prepare(world, replica);
        decide(seen, replica, Happening.OBSERVED, NOBODY, "%2$s looks at the group", steps);
      }
      World shown = world.copy();
      shown.show(replica);
      steps.to(shown, "%2$s sees what there is", NOBODY, replica);
      if (protocol.breaks(Rule.SESSIONS_BEFORE_GROUP) && !world.is(Shared.CURRENT[replica])) {
        World group = world.copy();
        group.showGroup(replica);
        steps.to(group, "%2$s reads the group Lease", NOBODY, replica);
      }
    }
  }

  /** A replica that is about to decide has read what it must know. */
  private World prepare(World world, int replica) {
    World seen = world.copy();
    if (!seen.is(Shared.CURRENT[replica])) {
      seen.show(replica);
    }
    readSpecification(seen, replica);
    return seen;
  }

  private void readSpecification(World seen, int replica) {
    if (seen.get(Shared.KNOWS[replica]) < seen.get(Shared.GENERATION)
        && !protocol.breaks(Rule.SPECIFICATION_FIRST)) {
      seen.set(Shared.KNOWS[replica], seen.get(Shared.SPEC));
    }
  }

  private void requests(World world, int replica, int s, Steps steps) {
    boolean serves = world.is(Shared.EXISTS) || protocol.breaks(Rule.WRITE_NAMES_UID);
    if (serves) {
      for (int lost : ClientMoves.lostBySending(world, s)) {
        World sent = world.copy();
        int slot = clients.send(sent, s, lost);
        arrive(sent, replica, s, slot, "%1$s sends a heartbeat to %2$s", steps);
      }
    }
    for (int slot = 0; slot < 2; slot++) {
      int what = world.get(s, Each.WHAT[slot]);
      if (what == Each.UNDER_WAY && serves) {
        arrive(world, replica, s, slot, "the slow heartbeat of %1$s reaches %2$s", steps);
      } else if (what == Each.OPEN + replica) {
        World next = world.copy();
        next.answer(s, slot, Each.SECONDARY, world.get(Shared.TERM), false);
        steps.to(next, "%2$s answers the open request of %1$s", s, replica);
      } else if (what == Each.DEAD + replica && world.is(Shared.EXISTS)) {
        takeBack(world, replica, s, slot, steps);
      }
    }
  }

  private void arrive(World world, int replica, int s, int slot, String what, Steps steps) {
    if (protocol.actsOnStaleViews() && !world.is(Shared.CURRENT[replica])) {
      new StaleMoves(protocol, desk).arrive(world, replica, s, slot, steps);
    }
    if (!world.is(Shared.EXISTS)) {
      return;
    }
    World seen = prepare(world, replica);
    if (!seen.is(s, Each.VIEW[replica])) {
      seen.showSessions(replica);
    }
    if (!seen.is(s, Each.VIEW[replica])) {
      return;
    }
    Happening heartbeat =
        Happening.heartbeat(
            s,
            seen.is(s, Each.FLAG[slot]),
            seen.get(s, Each.TERM[slot]),
            seen.is(s, Each.BEFORE_CRASH[slot]));
    decide(seen, replica, heartbeat, slot, what, steps);
  }

  private void decide(
      World seen, int replica, Happening happening, int slot, String what, Steps steps) {
    int s = happening.kind() == Happening.Kind.OBSERVED ? NOBODY : happening.session();
    for (Outcome outcome : desk.decide(seen, replica, happening)) {
      switch (outcome.kind()) {
        case WRITE_GROUP -> write(seen, replica, happening, slot, outcome, what, steps);
        case WRITE_SESSION -> {
          World next = writeSession(seen, replica, s, slot);
          steps.to(next, what, s, replica, outcome, null);
        }
        case ANSWER -> {
          World next = seen.copy();
          Writes.answer(next, outcome.answers().getFirst(), slot);
          steps.to(next, what, s, replica, outcome, null);
        }
        case STAY -> throw new IllegalStateException("nothing to do");
      }
    }
  }

  private void write(
      World seen,
      int replica,
      Happening happening,
      int slot,
      Outcome outcome,
      String what,
      Steps steps) {
    if (!writes.isInScope(outcome)) {
      return;
    }
    int s = happening.kind() == Happening.Kind.OBSERVED ? NOBODY : happening.session();
    World next = writes.succeed(seen, replica, outcome, happening, slot);
    steps.to(
        next, what, s, replica, outcome, writes.broken(seen, next, replica, happening, outcome));
    if (seen.is(Shared.UNKNOWN_WRITES)) {
      World unknown = writes.succeedUnknown(seen, replica, outcome);
      steps.to(
          unknown,
          what + ", but nobody learns that the write succeeded",
          s,
          replica,
          outcome,
          writes.broken(seen, unknown, replica, happening, outcome));
    }
    boolean claim = Shared.TERM.get(outcome.shared()) != seen.get(Shared.TERM);
    if (claim && seen.is(Shared.DEAD_HOLDS)) {
      World dead = writes.succeed(seen, replica, outcome, happening, slot);
      int holder = dead.holder();
      for (int k = 1; k >= 0; k--) {
        if (dead.get(holder, Each.WHAT[k]) == Each.PRIMARY) {
          dead.set(holder, Each.WHAT[k], Each.DEAD + replica);
          dead.set(Shared.DEAD_HOLDS, seen.get(Shared.DEAD_HOLDS) - 1);
          steps.to(dead, what + ", but its answer cannot be sent", s, replica, outcome, null);
        }
      }
    }
  }

  /** The session's own Lease is written; once that is in view, the request is open. */
  private World writeSession(World seen, int replica, int s, int slot) {
    World next = seen.copy();
    boolean exists = next.is(s, Each.PRESENT) && next.get(s, Each.VIEW[replica]) == 1;
    if (!exists) {
      next.free(s, slot);
      return next;
    }
    writes.heard(next, s, next.get(s, Each.TERM[slot]));
    next.show(replica);
    if (next.is(s, Each.BEFORE_CRASH[slot])) {
      next.free(s, slot);
      return next;
    }
    int older = next.openSlot(s, replica);
    next.set(s, Each.WHAT[slot], Each.OPEN + replica);
    next.set(s, Each.FLAG[slot], 0).set(s, Each.TERM[slot], 0);
    if (older >= 0) {
      next.answer(s, older, Each.SECONDARY, next.get(Shared.TERM), false);
    }
    return next;
  }

  private void takeBack(World world, int replica, int s, int slot, Steps steps) {
    World seen = prepare(world, replica);
    int term = seen.get(s, Each.TERM[slot]);
    seen.free(s, slot);
    decide(
        seen,
        replica,
        Happening.answerLost(s, term),
        NOBODY,
        "%2$s takes the claim of %1$s back",
        steps);
  }

  /** The deletion of a session is ordered with the grants. */
  private void order(World world, int replica, int s, Steps steps) {
    if (!world.is(s, Each.DELETING)
        || world.get(s, Each.DELETING_AT) != replica
        || !world.is(Shared.EXISTS)) {
      return;
    }
    World seen = prepare(world, replica);
    int distance = world.get(s, Each.DELETING_OLD);
    if (seen.get(s, Each.VIEW[replica]) == distance + 1) {
      seen.set(s, Each.VIEW[replica], 0);
    }
    boolean own = world.is(s, Each.DELETING_OWN) && isOfHoldersProcess(world, s, distance);
    World done = seen.copy();
    done.set(s, Each.DELETING, 0)
        .set(s, Each.DELETING_OWN, 0)
        .set(s, Each.DELETING_AT, 0)
        .set(s, Each.DELETING_OLD, 0)
        .set(s, Each.ORDERED, 1);
    if (world.is(s, Each.LEAVING)) {
      done.set(s, Each.LEAVING, 0);
    }
    Happening deleted = Happening.deleted(s, distance, own);
    for (Outcome outcome : desk.decide(seen, replica, deleted)) {
      if (writes.isInScope(outcome)) {
        World next = writes.succeed(done, replica, outcome, deleted, NOBODY);
        steps.to(
            next,
            "%2$s orders the deletion of %1$s" + (own ? ", its own" : ""),
            s,
            replica,
            outcome,
            writes.broken(seen, next, replica, deleted, outcome));
        if (seen.is(Shared.UNKNOWN_WRITES)) {
          World unknown = writes.succeedUnknown(seen, replica, outcome);
          steps.to(
              unknown,
              "%2$s orders the deletion of %1$s, but nobody learns that the write succeeded",
              s,
              replica,
              outcome,
              writes.broken(seen, unknown, replica, deleted, outcome));
        }
      }
    }
  }

  /** A deletion is a holder's own only if it comes from the process that renewed last. */
  private static boolean isOfHoldersProcess(World world, int s, int distance) {
    return world.is(s, Each.STOCK)
        || world.get(s, Each.HOLDS) != distance + 1
        || world.is(s, Each.HOLDS_BEFORE_CRASH) == (world.get(s, Each.LEAVING) == 2);
  }
}
