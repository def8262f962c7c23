package dev.understudy.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When time alone may change what is decided, or how requests are held open. */
final class Deadlines {
  /** Longer than a claim and its way through the watch take where all is well. */
  static final Duration COURTESY = Duration.ofMillis(50);

  private final GroupView view;
  private final Candidates candidates;
  private final Challenges challenges;
  private final Moment now;

  Deadlines(GroupView view, Candidates candidates, Challenges challenges, Moment now) {
    this.view = view;
    this.candidates = candidates;
    this.challenges = challenges;
    this.now = now;
  }

  /** The next moment of the monotonic clock at which to decide again, if there is one. */
  Optional<Duration> next() {
    return Stream.concat(ofPhase(), ofOverrides())
        .filter(moment -> !now.reached(moment))
        .min(Comparator.naturalOrder());
  }

  /**
   * When the elected session counts as silent: it has had one whole interval since its election and
   * its last sign. Absent while its request is open, and while nobody can tell.
   */
  static Optional<Duration> silence(GroupView view, SessionView session) {
    Duration seen = session.seen();
    if (seen == null || session.open() != null) {
      return Optional.empty();
    }
    Duration from = seen.compareTo(view.phaseSeen()) > 0 ? seen : view.phaseSeen();
    return Optional.of(from.plus(session.timing(view.settings().timing()).overdue()));
  }

  private Stream<Duration> ofPhase() {
    return switch (view.lease().phase()) {
      case Phase.Vacant _ -> Stream.empty();
      case Phase.Pending(Candidate candidate, var _) ->
          Stream.concat(ofSilence(candidate), ofStaleness(candidate));
      case Phase.Held(Grant grant) -> Stream.concat(ofGrant(grant), ofChallenges(grant));
      case Phase.Handover(Grant grant, var target, Cause cause) ->
          Stream.concat(
              ofGrant(grant),
              isCarriedThrough(grant)
                  ? Stream.empty()
                  : cause == Cause.BETTER_SCORE
                      ? candidates.find(target).stream().map(this::staleFrom)
                      : ofStaleness(target));
      case Phase.Releasing(Grant grant, var _, var _) ->
          Stream.concat(ofGrant(grant), Course.guardEnds(view, grant).stream());
    };
  }

  /** Nothing but the end of the grant changes this handover any more. */
  private boolean isCarriedThrough(Grant grant) {
    return view.settings().deleting() || grant.gone() || view.session(grant.holder()).isEmpty();
  }

  private Stream<Duration> ofGrant(Grant grant) {
    return Stream.of(
        view.renewalSeen().plus(grant.timing().overdue()),
        view.renewalSeen().plus(grant.expiry()),
        courtesyEnds(view, grant));
  }

  /**
   * Until when a replica leaves it to the others to claim for a request that they hold, after a
   * grant has ended.
   */
  static Duration courtesyEnds(GroupView view, Grant grant) {
    return view.renewalSeen().plus(grant.expiry()).plus(COURTESY);
  }

  /** A challenge that waits for a heartbeat still is looked at when that arrives. */
  private Stream<Duration> ofChallenges(Grant grant) {
    return view.all().stream()
        .flatMap(session -> ofChallenge(session, challenges.by().get(session.ref().uid()), grant));
  }

  private Stream<Duration> ofChallenge(
      SessionView session, Challenges.@Nullable Challenge challenge, Grant grant) {
    return challenge != null
            && challenge.wasConfirmed(view.signs(session).beats(), grant.signs().beats())
        ? Stream.of(challenge.since().plus(view.settings().stabilization()))
        : Stream.empty();
  }

  private Stream<Duration> ofSilence(Candidate candidate) {
    return unpinned(candidate).flatMap(session -> silence(view, session).stream());
  }

  private Stream<Duration> ofStaleness(@Nullable Candidate candidate) {
    return unpinned(candidate).map(this::staleFrom);
  }

  private Duration staleFrom(SessionView session) {
    return session.staleFrom(view.settings().timing());
  }

  /** The session of a candidate that can be given up for being silent or stale. */
  private Stream<SessionView> unpinned(@Nullable Candidate candidate) {
    return candidate == null || candidate.pinned()
        ? Stream.empty()
        : candidates.find(candidate).stream();
  }

  private Stream<Duration> ofOverrides() {
    return view.settings().overrides().stream()
        .filter(override -> Candidates.inForce(override, view.lease()))
        .flatMap(override -> Optional.ofNullable(override.expiration()).stream())
        .map(expiration -> now.monotonic().plus(Duration.between(now.wall(), expiration)));
  }
}
