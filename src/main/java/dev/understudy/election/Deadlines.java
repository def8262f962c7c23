package dev.understudy.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When time alone may change what is decided. */
final class Deadlines {
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
   * its last sign.
   */
  static Duration silence(GroupView view, SessionView session) {
    Duration seen = session.seen() == null ? session.watched() : session.seen();
    Duration from = seen.compareTo(view.phaseSeen()) > 0 ? seen : view.phaseSeen();
    return from.plus(session.timing(view.settings().timing()).overdue());
  }

  private Stream<Duration> ofPhase() {
    return switch (view.lease().phase()) {
      case Phase.Vacant _ -> Stream.empty();
      case Phase.Pending(Candidate candidate, var _) ->
          candidates.find(candidate).stream()
              .flatMap(session -> Stream.of(silence(view, session), staleness(session)));
      case Phase.Held(Grant grant) -> Stream.concat(ofGrant(grant), ofChallenges());
      case Phase.Handover(Grant grant, var target, var _) ->
          Stream.concat(ofGrant(grant), candidates.find(target).stream().map(this::staleness));
      case Phase.Releasing(Grant grant, var _, var _) -> Stream.concat(ofGrant(grant), ofGuard());
    };
  }

  private Stream<Duration> ofGrant(Grant grant) {
    return Stream.of(
        view.renewalSeen().plus(grant.timing().overdue()), view.renewalSeen().plus(grant.expiry()));
  }

  private Stream<Duration> ofGuard() {
    return view.told() == null
        ? Stream.empty()
        : Stream.of(view.told().plus(view.settings().hold().releaseGuard()));
  }

  private Stream<Duration> ofChallenges() {
    return challenges.by().values().stream()
        .map(challenge -> challenge.since().plus(view.settings().stabilization()));
  }

  private Duration staleness(SessionView session) {
    Duration from = session.seen() == null ? session.watched() : session.seen();
    return from.plus(session.timing(view.settings().timing()).expiry());
  }

  private Stream<Duration> ofOverrides() {
    return view.settings().overrides().stream()
        .filter(override -> Candidates.inForce(override, view.lease()))
        .flatMap(override -> Optional.ofNullable(override.expiration()).stream())
        .map(expiration -> now.monotonic().plus(Duration.between(now.wall(), expiration)));
  }
}
