package dev.understudy.election;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the election table that need no heartbeat: what becomes of a group by the time that
 * has passed, by what users said, and by the requests that are open here.
 *
 * <p>One object serves one decision.
 */
final class Course {
  private final Upkeep upkeep;
  private final GroupView view;
  private final Moment now;
  private final GroupLease lease;
  private final Candidates candidates;
  private final Handovers handovers;
  private final Succession succession;

  Course(GroupView seen, Moment now) {
    this.upkeep = Upkeep.of(seen, now);
    this.lease = upkeep.lease();
    this.view = seen.with(lease);
    this.now = now;
    this.candidates = new Candidates(view, now);
    this.handovers = new Handovers(view, candidates);
    this.succession = new Succession(view, now);
  }

  Candidates candidates() {
    return candidates;
  }

  Succession succession() {
    return succession;
  }

  /** The view, tidied. */
  GroupView view() {
    return view;
  }

  Challenges challenges() {
    return lease.phase() instanceof Phase.Held(Grant grant) && !isGone(grant)
        ? Challengers.of(view, candidates, grant, now).challenges()
        : Challenges.NONE;
  }

  Decision decide() {
    Step step = step();
    Challenges challenges = challenges();
    boolean changed =
        !step.lease().phase().equals(lease.phase())
            || step.lease().term() != lease.term()
            || upkeep.overrideEnds();
    return changed
        ? step.write(challenges)
        : new Decision.Stay(
            step.row(), new Deadlines(view, candidates, challenges, now).next(), challenges);
  }

  Step step() {
    return switch (lease.phase()) {
      case Phase.Vacant _ -> vacant();
      case Phase.Pending pending -> pending(pending);
      case Phase.Held(Grant grant) -> held(grant);
      case Phase.Handover handover -> handover(handover);
      case Phase.Releasing releasing -> releasing(releasing);
    };
  }

  private Step stay(Row row) {
    return Step.stay(row, lease);
  }

  // Rows 1 and 2

  private Step vacant() {
    return view.settings().deleting()
        ? stay(Row.GROUP_DELETED)
        : succession.elect(Row.VACANT_ELECTS, lease, Cause.ELECTED, null);
  }

  // Rows 3, 4, 17 and 18

  private Step pending(Phase.Pending pending) {
    if (view.settings().deleting()) {
      return Step.to(Row.GROUP_DELETED, lease.withPhase(new Phase.Vacant()), Cause.GROUP_DELETED);
    }
    Candidate candidate = pending.candidate();
    Optional<String> forced = candidates.forcedPrimary();
    if (forced.isPresent()) {
      return candidate.pinned() && candidates.isForcedPrimary(candidate)
          ? succession.grantOrPend(Row.PINNED, lease, candidate, pending.cause())
          : succession.grantOrPend(
              Row.OVERRIDE_CHANGES, lease, candidates.pinned(forced.get()), Cause.FORCED_PRIMARY);
    }
    Optional<SessionView> session = candidates.find(candidate);
    if (session.isEmpty() || isGivenUp(session.get())) {
      return succession.elect(
          Row.PENDING_GIVEN_UP,
          session.map(this::passOver).orElse(lease),
          Cause.CANDIDATE_SILENT,
          null);
    }
    Candidate unpinned = Candidate.of(session.get().ref());
    Row row = candidate.pinned() ? Row.OVERRIDE_CHANGES : Row.PENDING_CLAIMS;
    return candidates.isEligible(session.get())
        ? succession.grantOrPend(row, lease, unpinned, pending.cause())
        : Step.to(
            row, lease.withPhase(new Phase.Pending(unpinned, pending.cause())), pending.cause());
  }

  private boolean isGivenUp(SessionView session) {
    return !candidates.canStay(session)
        || Deadlines.silence(view, session).filter(now::reached).isPresent();
  }

  private GroupLease passOver(SessionView session) {
    Map<String, Long> passedOver = new HashMap<>(lease.passedOver());
    passedOver.put(session.ref().uid(), view.signs(session).beats());
    return lease.withPassedOver(passedOver);
  }

  // Rows 6, 7, 8 and 16

  private Step held(Grant grant) {
    if (isExpired(grant)) {
      return expired(Row.HELD_EXPIRES, grant, afterSilence(grant), null);
    }
    Optional<SessionView> holder = holder(grant);
    if (holder.isEmpty()) {
      return stay(Row.HOLDER_GONE);
    }
    if (view.settings().deleting()) {
      return stay(Row.GROUP_DELETED);
    }
    Optional<Handovers.Wanted> overridden = handovers.byOverride(holder.get(), null);
    if (overridden.isPresent()) {
      return handOver(Row.HELD_OVERRIDDEN, grant, overridden.get());
    }
    return Challengers.of(view, candidates, grant, now)
        .stabilized()
        .map(best -> new Handovers.Wanted(Candidate.of(best.ref()), Cause.BETTER_SCORE))
        .map(wanted -> handOver(Row.HELD_BETTER, grant, wanted))
        .orElseGet(() -> stay(Row.STEADY));
  }

  private Step handOver(Row row, Grant grant, Handovers.Wanted wanted) {
    return Step.to(row, lease.withPhase(wanted.from(grant)), wanted.cause());
  }

  /**
   * The holder's session, unless it is deleted. Seeing its Lease gone is enough: it is not written
   * down, since the one who deleted it may be about to say that the holder itself asked for it.
   */
  private Optional<SessionView> holder(Grant grant) {
    return grant.gone() ? Optional.empty() : view.session(grant.holder());
  }

  private boolean isGone(Grant grant) {
    return holder(grant).isEmpty();
  }

  /**
   * Who comes after a holder that was told nothing. Its last renewal was its last heartbeat too,
   * but an own renewal is observed before it is sent and the heartbeat in it a moment later: for
   * that moment the holder would seem to live still, be elected again for its ties, and whoever
   * waits would be sent away.
   */
  private Succession afterSilence(Grant grant) {
    return view.session(grant.holder())
        .filter(holder -> !holder.lease().signs().isNewerThan(grant.signs()))
        .filter(holder -> holder.seen() != null && holder.seen().compareTo(view.renewalSeen()) > 0)
        .map(holder -> holder.with(holder.lease(), view.renewalSeen(), holder.open()))
        .map(holder -> new Succession(view.with(holder), now))
        .orElse(succession);
  }

  private boolean isExpired(Grant grant) {
    return now.reached(view.renewalSeen().plus(grant.expiry()));
  }

  /**
   * The grant has ended. A replica that holds the next one's request claims for it at once; any
   * other gives it a moment to do so before it writes down who is elected, since that write would
   * cost the claim a second one.
   */
  private Step expired(Row row, Grant grant, Succession succession, @Nullable Candidate preferred) {
    Step step = succession.elect(row, lease.ended(), Cause.HOLDER_EXPIRED, preferred);
    boolean mayBeClaimed =
        step.lease().phase() instanceof Phase.Pending(Candidate next, var _)
            && candidates
                .find(next)
                .filter(session -> Holds.mayBeHeldElsewhere(view, session, now))
                .isPresent();
    return mayBeClaimed && !now.reached(Deadlines.courtesyEnds(view, grant)) ? stay(row) : step;
  }

  // Rows 10, 11 and 18

  private Step handover(Phase.Handover handover) {
    Grant grant = handover.grant();
    if (isExpired(grant)) {
      return expired(Row.ENDING_EXPIRES, grant, afterSilence(grant), handover.target());
    }
    Optional<SessionView> holder = holder(grant);
    if (holder.isEmpty()) {
      return stay(Row.HOLDER_GONE);
    }
    if (view.settings().deleting()) {
      return stay(Row.GROUP_DELETED);
    }
    Optional<Handovers.Wanted> wanted = handovers.byOverride(holder.get(), handover.target());
    if (wanted.isPresent()) {
      return wanted.get().from(grant).equals(handover)
          ? stay(Row.STEADY)
          : handOver(Row.HANDOVER_CHANGES, grant, wanted.get());
    }
    return handovers.isStillBetter(handover)
        ? stay(Row.STEADY)
        : Step.to(Row.HANDOVER_CHANGES, lease.withPhase(new Phase.Held(grant)), handover.cause());
  }

  // Rows 11, 12 and 13

  private Step releasing(Phase.Releasing releasing) {
    Grant grant = releasing.grant();
    if (isExpired(grant)) {
      return expired(Row.ENDING_EXPIRES, grant, succession, releasing.target());
    }
    if (guardEnds(view, grant).filter(now::reached).isPresent()) {
      return succession.elect(Row.RELEASED, lease.ended(), releasing.cause(), releasing.target());
    }
    return stay(Row.RELEASING_CARRIES_ON);
  }

  /**
   * When a holder that speaks no extension counts as released: it cannot say that it has stopped;
   * it was told, and is given the guard delay to act on it. Absent where the holder must say so, or
   * where another replica told it.
   */
  static Optional<Duration> guardEnds(GroupView view, Grant grant) {
    Duration told = view.told();
    boolean silent =
        !grant.gone()
            && !grant.signs().extended()
            && view.session(grant.holder())
                .filter(session -> !view.signs(session).extended())
                .isPresent();
    return told != null && silent
        ? Optional.of(told.plus(view.settings().hold().releaseGuard()))
        : Optional.empty();
  }
}
