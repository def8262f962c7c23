package dev.understudy.election.model;

import static dev.understudy.election.model.Steps.NOBODY;

import dev.understudy.election.GroupLease;
import dev.understudy.election.Recovery;
import dev.understudy.election.Recovery.Known;

/** Restarts of replicas, changes of the specification, and the loss of the group Lease. */
final class FaultMoves {
  private static final String[] SAID = {
    "%s is forced no more", "%s is forced primary", "%s is forced secondary"
  };

  private final Scenario scenario;
  private final Protocol protocol;

  FaultMoves(Scenario scenario, Protocol protocol) {
    this.scenario = scenario;
    this.protocol = protocol;
  }

  void from(World world, Steps steps) {
    if (world.get(Shared.SPEC) < scenario.times(Scenario.Fault.SPECIFICATION)) {
      specify(world, steps);
    }
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      restart(world, replica, steps);
      if (world.get(Shared.KNOWS[replica]) < world.get(Shared.SPEC)) {
        World next = world.copy();
        next.set(Shared.KNOWS[replica], world.get(Shared.SPEC));
        steps.to(next, "%2$s sees the specification", NOBODY, replica);
      }
      if (!world.is(Shared.EXISTS)) {
        recreate(world, replica, steps);
      }
    }
    if (world.is(Shared.EXISTS) && world.is(Shared.LEASES_LOST)) {
      lose(world, steps);
    }
  }

  private void restart(World world, int replica, Steps steps) {
    if (!world.is(Shared.RESTARTS)) {
      return;
    }
    World next = world.copy();
    next.set(Shared.RESTARTS, world.get(Shared.RESTARTS) - 1);
    next.outdate(replica, world);
    next.set(Shared.OBSERVED[replica], 0).set(Shared.AGE[replica], 0).set(Shared.TOLD[replica], 0);
    if (protocol.breaks(Rule.AGE_FROM_OBSERVATION) && world.hasGrant()) {
      // The clock of the replica that wrote the time is behind by more than the wait.
      next.set(Shared.OBSERVED[replica], 1).set(Shared.AGE[replica], World.OLD);
    }
    for (int s = 0; s < World.SESSIONS; s++) {
      for (int slot = 1; slot >= 0; slot--) {
        int what = next.get(s, Each.WHAT[slot]);
        if (what == Each.OPEN + replica || what == Each.DEAD + replica) {
          next.free(s, slot);
        }
      }
      if (next.is(s, Each.DELETING) && next.get(s, Each.DELETING_AT) == replica) {
        next.set(s, Each.DELETING, 0)
            .set(s, Each.DELETING_OWN, 0)
            .set(s, Each.DELETING_AT, 0)
            .set(s, Each.DELETING_OLD, 0);
      }
    }
    steps.to(next, "%2$s restarts", NOBODY, replica);
  }

  private void specify(World world, Steps steps) {
    int was = world.get(Shared.SPEC);
    for (int s = 0; s < scenario.sessions(); s++) {
      for (int said = 0; said < SAID.length; said++) {
        if (world.said(s, was) != said) {
          World next = nextSpecification(world);
          next.set(s, Each.SAID[was], said);
          for (int other = 0; other < World.SESSIONS; other++) {
            if (said == 1 && other != s && world.said(other, was) == 1) {
              next.set(other, Each.SAID[was], 0);
            }
          }
          steps.to(next, SAID[said], s, NOBODY);
        }
      }
    }
    if (scenario.timeouts()) {
      World next = nextSpecification(world);
      boolean isShort = world.isSpecShort(was);
      next.set(Shared.SPEC_SHORT[was], isShort ? 0 : 1);
      steps.to(next, isShort ? "the timeout is raised" : "the timeout is lowered", NOBODY, NOBODY);
    }
  }

  private static World nextSpecification(World world) {
    World next = world.copy();
    int was = world.get(Shared.SPEC);
    next.set(Shared.SPEC, was + 1);
    next.set(Shared.SPEC_SHORT[was], world.isSpecShort(was) ? 1 : 0);
    for (int s = 0; s < World.SESSIONS; s++) {
      next.set(s, Each.SAID[was], world.said(s, was));
    }
    return next;
  }

  /** The term stays in the world: what the lost Lease said of it is known from the status. */
  private void lose(World world, Steps steps) {
    World next = world.copy();
    next.set(Shared.LEASES_LOST, 0);
    for (int replica = 0; replica < World.REPLICAS; replica++) {
      next.outdate(replica, world);
      next.set(Shared.OBSERVED[replica], 0)
          .set(Shared.AGE[replica], 0)
          .set(Shared.TOLD[replica], 0);
    }
    int term = world.get(Shared.TERM);
    next.words[0] &= ~Shared.LEASE;
    next.set(Shared.TERM, term);
    for (int s = 0; s < World.SESSIONS; s++) {
      next.words[1 + s] &= ~Each.LEASE;
    }
    steps.to(next, "the group Lease is deleted by hand", NOBODY, NOBODY);
  }

  private void recreate(World world, int replica, Steps steps) {
    int term = world.get(Shared.TERM);
    if (term >= scenario.highestTerm()) {
      return;
    }
    Known known =
        new Known(protocol.breaks(Rule.LOST_GRANT_STANDS) ? null : "lost", term, null, Belief.LONG);
    GroupLease created = Recovery.created(known, world.get(Shared.SPEC));
    World lease = new World(World.WORDS);
    // Any term that is higher than all given will do, and few bits hold only small ones.
    boolean raised = created.term() >= term + Recovery.TERM_STEP;
    Outcome.lease(withTerm(created, raised ? term + 1 : created.term()), lease);
    World next = world.copy();
    next.words[0] = (world.words[0] & ~Shared.LEASE) | lease.words[0];
    next.outdate(1 - replica, world);
    next.set(Shared.CURRENT[replica], 0).set(Shared.KNOWS[replica], world.get(Shared.SPEC));
    next.show(replica);
    steps.to(next, "%2$s makes the group Lease anew", NOBODY, replica, null, Laws.broken(next));
  }

  private static GroupLease withTerm(GroupLease lease, long term) {
    return new GroupLease(
        term,
        lease.phase(),
        lease.generation(),
        lease.dataTime(),
        lease.previous(),
        lease.passedOver(),
        lease.expired(),
        lease.edits(),
        lease.recovers());
  }
}
