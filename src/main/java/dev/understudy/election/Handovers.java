package dev.understudy.election;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows 8, 10 and 18: which handover the overrides in force, or the scores, call for. */
final class Handovers {
  private final GroupView view;
  private final Candidates candidates;

  Handovers(GroupView view, Candidates candidates) {
    this.view = view;
    this.candidates = candidates;
  }

  /**
   * A change of holder that is called for.
   *
   * @param target who comes next; absent when nobody can
   * @param cause by what
   */
  record Wanted(@Nullable Candidate target, Cause cause) {
    Phase from(Grant grant) {
      return new Phase.Handover(grant, target, cause);
    }
  }

  /**
   * What the overrides in force call for. The present target stays while it can.
   *
   * @param holder the holder's session
   * @param present the target of the handover that is under way, if one is
   */
  Optional<Wanted> byOverride(SessionView holder, @Nullable Candidate present) {
    String forced = candidates.forcedPrimary().orElse(null);
    if (holder.ref().id().equals(forced)) {
      return Optional.empty();
    }
    if (forced != null && mayTakeOver(forced, present)) {
      return Optional.of(new Wanted(pinned(forced, present), Cause.FORCED_PRIMARY));
    }
    if (!candidates.isForcedSecondary(holder)) {
      return Optional.empty();
    }
    // Whoever is forced primary comes next, also while it is stale: nobody else is granted.
    Candidate target = forced != null ? pinned(forced, present) : best(holder, present);
    return Optional.of(new Wanted(target, Cause.FORCED_SECONDARY));
  }

  /** A stale session waits, unless it was live when the handover to it began. */
  private boolean mayTakeOver(String forced, @Nullable Candidate present) {
    return view.sessionById(forced)
        .filter(session -> isPinned(present, forced) || candidates.isLive(session))
        .isPresent();
  }

  private static boolean isPinned(@Nullable Candidate present, String forced) {
    return present != null && present.pinned() && present.id().equals(forced);
  }

  private Candidate pinned(String forced, @Nullable Candidate present) {
    return present != null && isPinned(present, forced) ? present : candidates.pinned(forced);
  }

  private @Nullable Candidate best(SessionView holder, @Nullable Candidate present) {
    return candidates
        .find(present)
        .filter(candidates::canStay)
        .or(() -> candidates.bestExcept(holder.ref()))
        .map(session -> Candidate.of(session.ref()))
        .orElse(null);
  }

  /** Whether the target of a handover for a better score is still there and still better. */
  boolean isStillBetter(Phase.Handover handover) {
    return handover.cause() == Cause.BETTER_SCORE
        && candidates.forcedPrimary().isEmpty()
        && !view.settings().manual()
        && candidates
            .find(handover.target())
            .filter(candidates::canStay)
            .filter(session -> candidates.isBetter(session, handover.grant(), 0))
            .isPresent();
  }
}
