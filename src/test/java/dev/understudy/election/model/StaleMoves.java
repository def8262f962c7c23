package dev.understudy.election.model;

import dev.understudy.election.Role;

/** What a replica does with a view that is not the present one, where a mutation lets it. */
final class StaleMoves {
  private final Protocol protocol;
  private final Desk desk;

  StaleMoves(Protocol protocol, Desk desk) {
    this.protocol = protocol;
    this.desk = desk;
  }

  void arrive(World world, int replica, int s, int slot, Steps steps) {
    World believed = world.believed(replica);
    if (!believed.is(s, Each.VIEW[replica]) || !believed.is(Shared.EXISTS)) {
      return;
    }
    Happening heartbeat =
        Happening.heartbeat(s, world.is(s, Each.FLAG[slot]), world.get(s, Each.TERM[slot]), false);
    for (Outcome outcome : desk.decide(believed, replica, heartbeat)) {
      if (outcome.kind() != Outcome.Kind.WRITE_GROUP) {
        continue;
      }
      World next = world.copy();
      boolean anew = protocol.breaks(Rule.WRITE_NAMES_UID) && !world.is(Shared.EXISTS);
      if (protocol.breaks(Rule.WRITE_NAMES_VERSION) || anew) {
        next.words[0] = (world.words[0] & ~Shared.LEASE) | outcome.shared();
        for (int k = 0; k < World.SESSIONS; k++) {
          next.words[1 + k] = (world.words[1 + k] & ~Each.LEASE) | outcome.sessions().get(k);
        }
        next.outdate(1 - replica, world);
        next.show(replica);
      } else if (!protocol.breaks(Rule.ANSWER_AFTER_WRITE)) {
        continue;
      }
      for (Outcome.Reply reply : outcome.answers()) {
        if (reply.session() == s && reply.role() == Role.PRIMARY) {
          Writes.answer(next, reply, slot);
          steps.to(
              next,
              "%1$s sends a heartbeat to %2$s, which has an older view",
              s,
              replica,
              outcome,
              Laws.broken(next));
        }
      }
    }
  }
}
