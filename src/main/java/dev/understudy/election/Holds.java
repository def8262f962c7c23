package dev.understudy.election;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the request of a session that stands by is held open, so that a change of primary
 * reaches it at once and not at its next poll.
 *
 * <p>A <em>standing hold</em> keeps the best candidate's request until shortly before its next
 * regular heartbeat, since polling clients lose a heartbeat that falls due while a request is open.
 * A <em>chained hold</em>, while the primary is overdue or giving way, is answered PendingPrimary:
 * such a client comes back at once, and the few times that it does so in a row are spread over what
 * is left of the wait.
 */
public final class Holds {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int TICK_MARGIN_FRACTION = 40;
  private static final int HOLDS_IN_A_CHAIN = Pace.MOST_PENDING_REPLIES + 1;

  /** What to do with an open request. */
  public sealed interface Plan {
    /** It is answered now. */
    record AnswerNow(Role role) implements Plan {}

    /**
     * It stays open until the given moment of the monotonic clock and is answered then, unless
     * something happens first.
     */
    record Keep(Duration until, Role then) implements Plan {}
  }

  private static final Plan SECONDARY = new Plan.AnswerNow(Role.SECONDARY);

  private final GroupView view;
  private final Candidates candidates;
  private final Duration longest;

  private Holds(GroupView view, Moment now) {
    this.view = view;
    this.candidates = new Candidates(view, now);
    this.longest = view.settings().hold().longest();
  }

  /**
   * Plans for the open request of a session, after {@link Election#decide} had nothing to write.
   *
   * @param session a session of the view with an open request
   */
  public static Plan plan(GroupView view, SessionView session, Moment now) {
    Plan plan = new Holds(view, now).plan(session, now);
    return plan instanceof Plan.Keep(Duration until, Role then) && now.reached(until)
        ? new Plan.AnswerNow(then)
        : plan;
  }

  /**
   * Whether another replica may hold a request of a session now, as far as its Lease tells. No hold
   * lasts longer than the longest one after the heartbeat that was seen last.
   */
  static boolean mayBeHeldElsewhere(GroupView view, SessionView session, Moment now) {
    Holds holds = new Holds(view, now);
    Duration seen = session.seen();
    return session.open() == null
        && seen != null
        && !now.reached(seen.plus(holds.longest))
        && holds.mayBeHeld(session);
  }

  private Plan plan(SessionView session, Moment now) {
    SessionView.OpenRequest open = session.open();
    if (open == null) {
      throw new IllegalArgumentException("no open request of " + session.ref());
    }
    if (longest.isZero() || view.settings().deleting() || !mayBeHeld(session) || !isNext(session)) {
      return SECONDARY;
    }
    Grant grant = view.lease().phase().current().orElse(null);
    if (grant == null) {
      return SECONDARY;
    }
    Duration begins = chainBegins(grant);
    return now.reached(begins)
        ? chained(session, open.arrived(), begins, grant)
        : standing(session, open.arrived());
  }

  /** When holds become chained ones: once the primary is overdue, or gives way. */
  private Duration chainBegins(Grant grant) {
    return view.lease().phase() instanceof Phase.Held
        ? view.renewalSeen().plus(grant.timing().overdue())
        : view.phaseSeen();
  }

  private Plan chained(SessionView session, Duration arrived, Duration begins, Grant grant) {
    Duration from = begins.compareTo(arrived) > 0 ? begins : arrived;
    Duration left = view.renewalSeen().plus(grant.expiry()).minus(from);
    int given = session.lease().pace().pendingReplies();
    int holds = HOLDS_IN_A_CHAIN - given;
    if (holds < 1 || left.compareTo(longest.multipliedBy(holds)) > 0) {
      return SECONDARY;
    }
    Duration slice = least(most(left.dividedBy(holds), SHORTEST), longest);
    Role then = given < Pace.MOST_PENDING_REPLIES ? Role.PENDING_PRIMARY : Role.SECONDARY;
    return new Plan.Keep(least(from.plus(slice), arrived.plus(longest)), then);
  }

  private Plan standing(SessionView session, Duration arrived) {
    Duration interval = session.lease().interval();
    Duration margin = most(SHORTEST, interval.multipliedBy(2).dividedBy(TICK_MARGIN_FRACTION));
    Duration hold = least(longest, session.lease().pace().untilNextTick(interval).minus(margin));
    return hold.compareTo(SHORTEST) < 0
        ? SECONDARY
        : new Plan.Keep(arrived.plus(hold), Role.SECONDARY);
  }

  /** Only who is next in line is held. */
  private boolean isNext(SessionView session) {
    Optional<SessionView> next =
        switch (view.lease().phase()) {
          case Phase.Handover(var _, var target, var _) -> candidates.find(target);
          case Phase.Releasing(var _, var target, var _) -> candidates.find(target);
          case Phase.Held(Grant grant) -> standby(grant.holder());
          case Phase.Vacant _, Phase.Pending _ -> Optional.empty();
        };
    return next.filter(found -> found.ref().equals(session.ref())).isPresent();
  }

  private Optional<SessionView> standby(@Nullable SessionRef holder) {
    Optional<SessionView> forced =
        candidates
            .forcedPrimary()
            .flatMap(view::sessionById)
            .filter(found -> !found.ref().equals(holder));
    return forced.isPresent() ? forced : candidates.bestExcept(holder);
  }

  /**
   * Whether it does no harm to keep this client waiting: it has sent enough heartbeats to be past
   * its start, and it is known to have heard Secondary, and posted since, after anything else that
   * it may have been told. A client that waits goes on with the role it had.
   */
  private boolean mayBeHeld(SessionView session) {
    Long told = session.lease().pace().toldSecondary();
    return view.signs(session).scoreCounts() && told != null && told >= lastGrantThatMayBe(session);
  }

  /** The latest term that the session may have been granted, as far as the group Lease can tell. */
  private long lastGrantThatMayBe(SessionView session) {
    long term = view.lease().term();
    Optional<Grant> grant = view.lease().phase().current();
    if (grant.isPresent()) {
      SessionRef holder = grant.get().holder();
      if (holder == null || holder.equals(session.ref())) {
        return term;
      }
    }
    LastHolder previous = view.lease().previous();
    if (previous == null) {
      return grant.isPresent() ? term - 1 : term;
    }
    return previous.session().equals(session.ref()) ? previous.term() : previous.term() - 1;
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration most(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
