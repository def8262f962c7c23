package dev.understudy.election.model;

import dev.understudy.election.Role;
import org.jspecify.annotations.Nullable;

/** The invariants. I1 is a matter of a world, the others of one write of the group Lease. */
final class Laws {
  private Laws() {}

  /** What is wrong with a world, if something is. */
  static @Nullable String broken(World world) {
    int acting = 0;
    for (int s = 0; s < World.SESSIONS; s++) {
      if (world.is(s, Each.ACTS) && !world.is(s, Each.STOCK)) {
        acting++;
      }
    }
    return acting > 1 ? "I1: two sessions act as Primary at the same time" : null;
  }

  /**
   * What is wrong with a write of the group Lease, if something is.
   *
   * @param before the world that it was based on
   * @param after the world that it made
   * @param manual whether failover is by hand
   */
  static @Nullable String broken(
      World before,
      World after,
      int replica,
      Happening happening,
      Outcome outcome,
      boolean manual) {
    String broken = terms(before, after, outcome);
    if (broken == null) {
      broken = deletions(after, outcome);
    }
    if (broken == null) {
      broken = time(before, after, replica, happening);
    }
    if (broken == null) {
      broken = next(after);
    }
    if (broken == null && manual) {
      broken = byHand(before, after);
    }
    return broken != null ? broken : overrides(before, after);
  }

  private static boolean grants(World before, World after) {
    return after.get(Shared.PHASE) == Shared.HELD
        && after.get(Shared.TERM) != before.get(Shared.TERM);
  }

  private static @Nullable String terms(World before, World after, Outcome outcome) {
    int was = before.get(Shared.TERM);
    int is = after.get(Shared.TERM);
    if (is < was) {
      return "I3: the term decreases";
    }
    if (is > was + 1 || (is == was + 1) != grants(before, after)) {
      return "I3: the term does not rise by one with a grant, and only then";
    }
    if (is == was && before.get(Shared.PHASE) == Shared.RELEASING) {
      int phase = after.get(Shared.PHASE);
      if (phase == Shared.HELD || phase == Shared.HANDOVER) {
        return "I4: a holder that was told to give way keeps its term";
      }
    }
    if (is == was && after.hasGrant()) {
      for (int s = 0; s < World.SESSIONS; s++) {
        if (before.get(s, Each.HOLDS) != after.get(s, Each.HOLDS)) {
          return "I2: a term changes its holder";
        }
      }
    }
    for (Outcome.Reply reply : outcome.answers()) {
      boolean held =
          after.get(Shared.PHASE) == Shared.HELD
              && after.is(reply.session(), Each.HOLDS)
              && reply.term() == is
              && outcome.renewal();
      if (reply.role() == Role.PRIMARY && !held) {
        return "I2: Primary is answered without a grant or renewal";
      }
    }
    return null;
  }

  private static @Nullable String deletions(World after, Outcome outcome) {
    if (!outcome.renewal()) {
      return null;
    }
    int holder = after.holder();
    int distance = after.get(holder, Each.HOLDS) - 1;
    boolean deleted = after.is(holder, Each.PRESENT) ? distance == 1 : distance == 0;
    return deleted && after.is(holder, Each.ORDERED)
        ? "I4: Primary is answered to a deleted session"
        : null;
  }

  /** A grant ends by the word of its holder, by the guard delay of a stock client, or by time. */
  private static @Nullable String time(
      World before, World after, int replica, Happening happening) {
    boolean ends =
        before.hasGrant()
            && (!after.hasGrant() || after.get(Shared.TERM) != before.get(Shared.TERM));
    if (!ends) {
      return null;
    }
    int holder = before.holder();
    boolean ownWord =
        switch (happening.kind()) {
          case HEARTBEAT -> happening.session() == holder;
          case DELETED -> happening.own() && happening.session() == holder;
          case ANSWER_LOST -> true;
          case OBSERVED -> false;
        };
    boolean guard = before.is(Shared.TOLD[replica]) && !before.is(holder, Each.SPEAKS);
    boolean waited =
        before.is(Shared.OBSERVED[replica])
            && before.get(Shared.AGE[replica]) >= World.life(before.is(Shared.SHORT));
    return ownWord || guard || waited ? null : "I5: a grant ends before the wait for it is over";
  }

  private static @Nullable String next(World after) {
    for (int s = 0; s < World.SESSIONS; s++) {
      if (after.is(s, Each.NEXT) && after.is(s, Each.HOLDS)) {
        return "I6: the primary is its own successor";
      }
    }
    return null;
  }

  /** The first grant of a group is automatic. */
  private static @Nullable String byHand(World before, World after) {
    if (!grants(before, after) || before.get(Shared.TERM) == 0) {
      return null;
    }
    int holder = after.holder();
    int generation = after.get(Shared.GENERATION);
    boolean forced =
        after.said(holder, generation) == 1
            && after.get(holder, Each.ENDED) != after.saidSince(holder, generation);
    return forced || before.wasLast(holder)
        ? null
        : "row 19: neither the last holder nor a forced primary is granted by hand";
  }

  /** Judged by the generation that the write carries. */
  private static @Nullable String overrides(World before, World after) {
    if (!grants(before, after)) {
      return null;
    }
    int generation = after.get(Shared.GENERATION);
    int holder = after.holder();
    for (int s = 0; s < World.SESSIONS; s++) {
      int said = after.said(s, generation);
      boolean stands = said != 0 && after.get(s, Each.ENDED) != after.saidSince(s, generation);
      if (stands && said == 1 && s != holder) {
        return "I8: another session is granted while one is forced primary";
      }
      if (stands && said == 2 && s == holder) {
        return "I8: a forced secondary is granted";
      }
    }
    return null;
  }
}
