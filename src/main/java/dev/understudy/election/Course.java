package dev.understudy.election;

import dev.understudy.election.Decision.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the election table that need no heartbeat: what becomes of a group by the time that
 * has passed, by what users said, and by the requests that are open here.
 *
 * <p>One object serves one decision.
 */
final class Course {
  private final GroupView view;
  private final Settings settings;
  private final Moment now;
  private final Candidates candidates;
  private final GroupLease lease;
  // The overrides that the Lease names as ended already.
  private final Set<RoleOverride> known = new HashSet<>();

  Course(GroupView view, Moment now) {
    GroupLease kept = kept(view, now);
    this.view = view.with(kept);
    this.settings = view.settings();
    this.now = now;
    this.lease = kept;
    this.candidates = new Candidates(this.view, now);
  }

  /** Where the group goes from here. */
  record Step(Row row, GroupLease lease, Cause cause, @Nullable Answer granted) {
    boolean grants(SessionRef session) {
      return granted != null && granted.session().equals(session);
    }

    List<Answer> answers() {
      return granted == null ? List.of() : List.of(granted);
    }
  }

  Candidates candidates() {
    return candidates;
  }

  /** The view with what has expired taken out. */
  GroupView view() {
    return view;
  }

  Decision decide() {
    return decide(step(), view);
  }

  /** Writes if something changed, compared with the view that the replica really has. */
  private Decision decide(Step step, GroupView seen) {
    Challenges challenges = challenges();
    boolean changed = !step.lease.phase().equals(seen.lease().phase()) || overrideExpires();
    return changed
        ? new Decision.WriteGroup(step.row, step.lease, step.cause, step.answers(), challenges)
        : new Decision.Stay(
            step.row, new Deadlines(view, candidates, challenges, now).next(), challenges);
  }

  private boolean overrideExpires() {
    return settings.overrides().stream()
        .anyMatch(override -> endsNow(override, now) && !known.contains(override));
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
    return new Step(row, lease, Cause.ELECTED, null);
  }

  // Rows 1 and 2

  private Step vacant() {
    return settings.deleting()
        ? stay(Row.GROUP_DELETED)
        : elect(Row.VACANT_ELECTS, lease, Cause.ELECTED, null);
  }

  /**
   * Elects out of a group without a grant: the pinned session or nobody, else the preferred one,
   * else the best. Who has a request open here is granted in the same write.
   */
  Step elect(Row row, GroupLease vacant, Cause cause, @Nullable Candidate preferred) {
    GroupView after = view.with(vacant.withPhase(new Phase.Vacant()));
    Candidates running = new Candidates(after, now);
    if (settings.deleting()) {
      return new Step(Row.GROUP_DELETED, after.lease(), cause, null);
    }
    Optional<String> forced = running.forcedPrimary();
    if (forced.isPresent()) {
      return grantOrPend(
          forced.get().equals(idOf(preferred)) ? row : Row.PINNED,
          after,
          running.pinned(forced.get()),
          Cause.FORCED_PRIMARY);
    }
    Optional<Candidate> next =
        running
            .find(preferred)
            .filter(running::isEligible)
            .or(() -> running.bestExcept(null))
            .map(SessionView::ref)
            .map(Candidate::of);
    if (next.isEmpty()) {
      return new Step(settings.manual() ? Row.MANUAL : row, after.lease(), cause, null);
    }
    return grantOrPend(row, after, next.get(), cause);
  }

  private static @Nullable String idOf(@Nullable Candidate candidate) {
    return candidate == null ? null : candidate.id();
  }

  private Step grantOrPend(Row row, GroupView vacant, Candidate next, Cause cause) {
    Optional<SessionView> session =
        new Candidates(vacant, now).find(next).filter(found -> found.open() != null);
    return session.isPresent()
        ? grant(row, vacant, session.get(), cause)
        : new Step(row, vacant.lease().withPhase(new Phase.Pending(next, cause)), cause, null);
  }

  private Step grant(Row row, GroupView vacant, SessionView session, Cause cause) {
    Signs signs = vacant.signs(session);
    Grant grant = new Grant(session.ref(), false, session.timing(settings.timing()), 1, signs);
    long term = vacant.lease().term() + 1;
    GroupLease next =
        vacant
            .lease()
            .withTerm(term)
            .withPhase(new Phase.Held(grant))
            .withDataTime(signs.dataTime());
    return new Step(row, next, cause, Answer.primary(session.ref(), term, grant));
  }

  // Rows 3, 4, 17 and 18

  private Step pending(Phase.Pending pending) {
    if (settings.deleting()) {
      return new Step(
          Row.GROUP_DELETED, lease.withPhase(new Phase.Vacant()), Cause.GROUP_DELETED, null);
    }
    Optional<String> forced = candidates.forcedPrimary();
    if (forced.isPresent()) {
      boolean same =
          pending.candidate().pinned() && candidates.isForcedPrimary(pending.candidate());
      Cause cause = same ? pending.cause() : Cause.FORCED_PRIMARY;
      Candidate pinned = same ? pending.candidate() : candidates.pinned(forced.get());
      return grantOrPend(same ? Row.PINNED : Row.OVERRIDE_CHANGES, view, pinned, cause);
    }
    Optional<SessionView> session = candidates.find(pending.candidate());
    if (session.isEmpty() || isGivenUp(session.get())) {
      GroupLease without = session.map(this::passOver).orElse(lease);
      return elect(Row.PENDING_GIVEN_UP, without, Cause.CANDIDATE_SILENT, null);
    }
    Candidate freed = Candidate.of(session.get().ref());
    Row row = pending.candidate().pinned() ? Row.OVERRIDE_CHANGES : Row.PENDING_CLAIMS;
    return candidates.isEligible(session.get())
        ? grantOrPend(row, view, freed, pending.cause())
        : new Step(
            row, lease.withPhase(new Phase.Pending(freed, pending.cause())), pending.cause(), null);
  }

  private boolean isGivenUp(SessionView session) {
    boolean silent =
        session.open() == null
            && session.seen() != null
            && now.reached(Deadlines.silence(view, session));
    return silent || !candidates.canStay(session);
  }

  private GroupLease passOver(SessionView session) {
    Map<String, Long> passedOver = new HashMap<>(lease.passedOver());
    passedOver.put(session.ref().uid(), view.signs(session).beats());
    return lease.withPassedOver(passedOver);
  }

  // Rows 6, 7, 8 and 16

  private Step held(Grant grant) {
    if (isExpired(grant)) {
      return elect(Row.HELD_EXPIRES, lease.ended(), Cause.HOLDER_EXPIRED, null);
    }
    if (isGone(grant)) {
      return stay(Row.HOLDER_GONE);
    }
    if (settings.deleting()) {
      return stay(Row.GROUP_DELETED);
    }
    return wanted(grant, null)
        .or(
            () ->
                stabilized(grant)
                    .map(best -> new Wanted(Candidate.of(best.ref()), Cause.BETTER_SCORE)))
        .map(wanted -> handover(grant, wanted))
        .orElseGet(() -> stay(Row.STEADY));
  }

  private Step handover(Grant grant, Wanted wanted) {
    Row row = wanted.cause == Cause.BETTER_SCORE ? Row.HELD_BETTER : Row.HELD_OVERRIDDEN;
    return new Step(
        row,
        lease.withPhase(new Phase.Handover(grant, wanted.target, wanted.cause)),
        wanted.cause,
        null);
  }

  /**
   * Whether the holder's session is deleted. Seeing its Lease gone is enough: it is not written
   * down, since the one who deleted it may be about to say that the holder itself asked for it.
   */
  private boolean isGone(Grant grant) {
    return grant.gone() || view.session(grant.holder()).isEmpty();
  }

  private boolean isExpired(Grant grant) {
    return now.reached(view.renewalSeen().plus(grant.expiry()));
  }

  /** A change of primary that is called for, and by what. */
  private record Wanted(@Nullable Candidate target, Cause cause) {}

  /**
   * The handover that the overrides in force call for; the present target is kept while it can be.
   */
  private Optional<Wanted> wanted(Grant grant, @Nullable Candidate present) {
    SessionView holder = view.session(grant.holder()).orElse(null);
    String forced = candidates.forcedPrimary().orElse(null);
    if (forced != null) {
      if (holder != null && holder.ref().id().equals(forced)) {
        return Optional.empty();
      }
      boolean stays = present != null && present.pinned() && present.id().equals(forced);
      if (stays || view.sessionById(forced).filter(candidates::isLive).isPresent()) {
        return Optional.of(
            new Wanted(stays ? present : candidates.pinned(forced), Cause.FORCED_PRIMARY));
      }
    }
    if (holder == null || !candidates.isForcedSecondary(holder)) {
      return Optional.empty();
    }
    Candidate target =
        candidates
            .find(present)
            .filter(candidates::canStay)
            .or(() -> candidates.bestExcept(grant.holder()))
            .map(session -> Candidate.of(session.ref()))
            .orElse(null);
    return Optional.of(new Wanted(target, Cause.FORCED_SECONDARY));
  }

  private Optional<SessionView> stabilized(Grant grant) {
    Challenges challenges = challenges();
    return view.all().stream()
        .filter(session -> challenges.by().containsKey(session.ref().uid()))
        .filter(session -> isStabilized(session, grant, challenges.by().get(session.ref().uid())))
        .min(candidates.order());
  }

  private boolean isStabilized(
      SessionView session, Grant grant, Challenges.@Nullable Challenge challenge) {
    return challenge != null
        && now.reached(challenge.since().plus(settings.stabilization()))
        && view.signs(session).beats() > challenge.beats()
        && grant.signs().beats() > challenge.holderBeats();
  }

  /** Who is better than the holder now, and since when as far as this replica has watched. */
  Challenges challenges() {
    if (!(lease.phase() instanceof Phase.Held(Grant grant))
        || isGone(grant)
        || settings.manual()
        || candidates.forcedPrimary().isPresent()) {
      return Challenges.NONE;
    }
    Map<String, Challenges.Challenge> by = new HashMap<>();
    for (SessionView session : view.all()) {
      if (!session.ref().equals(grant.holder())
          && candidates.isEligible(session)
          && candidates.isBetter(session, grant, settings.margin())) {
        String uid = session.ref().uid();
        Challenges.Challenge before = view.challenges().by().get(uid);
        by.put(
            uid,
            before != null && before.term() == lease.term()
                ? before
                : new Challenges.Challenge(
                    lease.term(),
                    now.monotonic(),
                    view.signs(session).beats(),
                    grant.signs().beats()));
      }
    }
    return new Challenges(by);
  }

  // Rows 10, 11 and 18

  private Step handover(Phase.Handover handover) {
    Grant grant = handover.grant();
    if (isExpired(grant)) {
      return elect(Row.ENDING_EXPIRES, lease.ended(), Cause.HOLDER_EXPIRED, handover.target());
    }
    if (isGone(grant) || settings.deleting()) {
      return stay(Row.HOLDER_GONE);
    }
    Optional<Wanted> wanted = wanted(grant, handover.target());
    if (wanted.isEmpty() && handover.cause() == Cause.BETTER_SCORE && isStillBetter(handover)) {
      return stay(Row.STEADY);
    }
    return wanted
        .map(
            change ->
                new Step(
                    Row.HANDOVER_CHANGES,
                    lease.withPhase(new Phase.Handover(grant, change.target, change.cause)),
                    change.cause,
                    null))
        .orElseGet(
            () ->
                new Step(
                    Row.HANDOVER_CHANGES,
                    lease.withPhase(new Phase.Held(grant)),
                    handover.cause(),
                    null));
  }

  private boolean isStillBetter(Phase.Handover handover) {
    return candidates.forcedPrimary().isEmpty()
        && !settings.manual()
        && candidates
            .find(handover.target())
            .filter(candidates::canStay)
            .filter(session -> candidates.isBetter(session, handover.grant(), 0))
            .isPresent();
  }

  // Rows 11, 12 and 13

  private Step releasing(Phase.Releasing releasing) {
    Grant grant = releasing.grant();
    if (isExpired(grant)) {
      return elect(Row.ENDING_EXPIRES, lease.ended(), Cause.HOLDER_EXPIRED, releasing.target());
    }
    if (isReleasedByGuard(grant)) {
      return elect(Row.RELEASED, lease.ended(), releasing.cause(), releasing.target());
    }
    return stay(Row.RELEASING_CARRIES_ON);
  }

  /**
   * A client that speaks no extension cannot say that it has stopped: it was told, and given the
   * guard delay to act on it.
   */
  private boolean isReleasedByGuard(Grant grant) {
    Duration told = view.told();
    boolean extended =
        view.session(grant.holder()).map(session -> view.signs(session).extended()).orElse(false);
    return told != null
        && !isGone(grant)
        && !grant.signs().extended()
        && !extended
        && now.reached(told.plus(settings.hold().releaseGuard()));
  }

  // What every write tidies: the generation, overrides that have ended, sessions passed over that
  // were heard again.

  private GroupLease kept(GroupView seen, Moment at) {
    Set<GroupLease.ExpiredOverride> expired = new HashSet<>();
    for (RoleOverride override : seen.settings().overrides()) {
      if (override.expiration() == null) {
        continue;
      }
      GroupLease.ExpiredOverride key =
          new GroupLease.ExpiredOverride(override.sessionId(), override.expiration());
      if (seen.lease().expired().contains(key)) {
        known.add(override);
        expired.add(key);
      } else if (endsNow(override, at)) {
        expired.add(key);
      }
    }
    Map<String, Long> passedOver = new HashMap<>();
    seen.lease()
        .passedOver()
        .forEach(
            (uid, beats) -> {
              SessionView session = seen.sessions().get(uid);
              if (session != null && seen.signs(session).beats() <= beats) {
                passedOver.put(uid, beats);
              }
            });
    return seen.lease()
        .withGeneration(seen.settings().generation())
        .withExpired(expired)
        .withPassedOver(passedOver);
  }

  private static boolean endsNow(RoleOverride override, Moment at) {
    return override.expiration() != null && !at.wall().isBefore(override.expiration());
  }
}
