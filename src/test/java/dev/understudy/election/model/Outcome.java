package dev.understudy.election.model;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Decision;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.Row;
import dev.understudy.election.SessionRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision in the world's terms.
 *
 * @param kind what is done
 * @param row the row of the election table
 * @param shared what the written Lease says, in the fields of {@link Shared#LEASE}
 * @param sessions what it says of each session, in the fields of {@link Each#LEASE}, where {@link
 *     Each#ENDED} says only whether
 * @param renewal whether it grants or renews
 * @param answers whom to answer what
 */
record Outcome(
    Kind kind, Row row, long shared, List<Long> sessions, boolean renewal, List<Reply> answers) {

  enum Kind {
    STAY,
    WRITE_GROUP,
    WRITE_SESSION,
    ANSWER
  }

  /** One answer, and whether it is valid for the short timeout. */
  record Reply(int session, Role role, int term, boolean isShort) {}

  static Outcome of(Decision decision, Belief belief) {
    return switch (decision) {
      case Decision.Stay stay -> plain(Kind.STAY, stay.row(), List.of());
      case Decision.WriteSession write -> plain(Kind.WRITE_SESSION, write.row(), List.of());
      case Decision.AnswerOnly only ->
          plain(Kind.ANSWER, only.row(), List.of(reply(only.answer())));
      case Decision.WriteGroup write -> written(write, belief);
    };
  }

  private static Outcome plain(Kind kind, Row row, List<Reply> answers) {
    return new Outcome(kind, row, 0, List.of(), false, answers);
  }

  private static Outcome written(Decision.WriteGroup write, Belief belief) {
    GroupLease next = write.next();
    World to = new World(World.WORDS);
    lease(next, to);
    for (int s = 0; s < World.SESSIONS; s++) {
      int since = belief.world().saidSince(s, belief.world().get(Shared.KNOWS[belief.replica()]));
      boolean ended =
          next.expired().contains(new ExpiredOverride(Belief.IDS[s], Belief.end(since)));
      to.set(s, Each.ENDED, ended ? 1 : 0);
      if (belief.scenario().manual() && next.previous() != null) {
        to.set(s, Each.LAST, index(next.previous().session()) == s ? 1 : 0);
      }
    }
    List<Long> sessions = new ArrayList<>();
    for (int s = 0; s < World.SESSIONS; s++) {
      sessions.add(to.words[1 + s]);
    }
    GroupLease before = belief.view().lease();
    boolean renewal =
        next.phase().current().isPresent()
            && (next.term() != before.term()
                || !before
                    .phase()
                    .current()
                    .map(Grant::renewals)
                    .equals(next.phase().current().map(Grant::renewals)));
    return new Outcome(
        Kind.WRITE_GROUP,
        write.row(),
        to.words[0],
        List.copyOf(sessions),
        renewal,
        write.answers().stream().map(Outcome::reply).toList());
  }

  /** Writes into a world what a group Lease says. */
  static void lease(GroupLease lease, World to) {
    Phase phase = lease.phase();
    to.set(Shared.EXISTS, 1)
        .set(Shared.TERM, (int) lease.term())
        .set(Shared.GENERATION, (int) lease.generation());
    switch (phase) {
      case Phase.Vacant _ -> to.set(Shared.PHASE, Shared.VACANT);
      case Phase.Pending _ -> to.set(Shared.PHASE, Shared.PENDING);
      case Phase.Held _ -> to.set(Shared.PHASE, Shared.HELD);
      case Phase.Handover handover ->
          to.set(Shared.PHASE, Shared.HANDOVER).set(Shared.CAUSE, cause(handover.cause()));
      case Phase.Releasing _ -> to.set(Shared.PHASE, Shared.RELEASING);
    }
    phase.current().ifPresent(grant -> grant(grant, to));
    phase.next().ifPresent(next -> next(next, to));
  }

  private static void grant(Grant grant, World to) {
    boolean isShort = grant.timing().timeout().equals(Belief.SHORT.timeout());
    to.set(Shared.GONE, grant.gone() ? 1 : 0)
        .set(Shared.SHORT, isShort ? 1 : 0)
        .set(Shared.RENEWED, grant.renewals() > 1 ? 1 : 0);
    SessionRef holder = grant.holder();
    if (holder != null) {
      int s = index(holder);
      to.set(s, Each.HOLDS, Math.min(3, distance(holder.uid()) + 1));
      boolean before = "before the crash".equals(grant.signs().instance());
      to.set(s, Each.HOLDS_BEFORE_CRASH, before ? 1 : 0);
    }
  }

  private static void next(Candidate next, World to) {
    int s = IDS.indexOf(next.id());
    boolean newest = next.pinned() || distance(next.uid()) == 0;
    to.set(s, Each.NEXT, newest ? 1 : 2).set(Shared.PINNED, next.pinned() ? 1 : 0);
  }

  private static final List<String> IDS = List.of(Belief.IDS);

  private static int index(SessionRef ref) {
    return IDS.indexOf(ref.id());
  }

  private static int distance(String uid) {
    return uid.charAt(uid.length() - 1) - '0';
  }

  private static int cause(Cause cause) {
    return switch (cause) {
      case BETTER_SCORE -> 0;
      case FORCED_PRIMARY -> 1;
      case FORCED_SECONDARY -> 2;
      default -> throw new IllegalStateException("no cause of a handover: " + cause);
    };
  }

  private static Reply reply(Decision.Answer answer) {
    boolean isShort =
        answer.validFor().filter(valid -> valid.equals(Belief.SHORT.timeout())).isPresent();
    return new Reply(index(answer.session()), answer.role(), (int) answer.term(), isShort);
  }
}
