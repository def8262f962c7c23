package dev.understudy.election;

import dev.understudy.election.Challenges.Challenge;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Row 7: who is better than the holder, and who has been so for long enough. */
final class Challengers {
  private final GroupView view;
  private final Candidates candidates;
  private final Grant grant;
  private final Challenges challenges;
  private final Moment now;

  private Challengers(
      GroupView view, Candidates candidates, Grant grant, Challenges challenges, Moment now) {
    this.view = view;
    this.candidates = candidates;
    this.grant = grant;
    this.challenges = challenges;
    this.now = now;
  }

  /** Who challenges a grant that no override or mode keeps out of reach. */
  static Challengers of(GroupView view, Candidates candidates, Grant grant, Moment now) {
    Map<String, Challenge> by = new HashMap<>();
    Settings settings = view.settings();
    if (!settings.manual() && !settings.deleting() && candidates.forcedPrimary().isEmpty()) {
      for (SessionView session : view.all()) {
        if (!session.ref().equals(grant.holder())
            && candidates.isEligible(session)
            && candidates.isBetter(session, grant, settings.margin())) {
          by.put(session.ref().uid(), challenge(view, session, grant, now));
        }
      }
    }
    return new Challengers(view, candidates, grant, new Challenges(by), now);
  }

  private static Challenge challenge(GroupView view, SessionView session, Grant grant, Moment now) {
    Challenge before = view.challenges().by().get(session.ref().uid());
    return before != null && before.term() == view.lease().term()
        ? before
        : new Challenge(
            view.lease().term(),
            now.monotonic(),
            view.signs(session).beats(),
            grant.signs().beats());
  }

  /** All of them, each since it was first observed in this term. */
  Challenges challenges() {
    return challenges;
  }

  /** The best of those that were better for the whole stabilization period. */
  Optional<SessionView> stabilized() {
    return view.all().stream()
        .filter(session -> isStabilized(session, challenges.by().get(session.ref().uid())))
        .min(candidates.order());
  }

  private boolean isStabilized(SessionView session, @Nullable Challenge challenge) {
    return challenge != null
        && challenge.wasConfirmed(view.signs(session).beats(), grant.signs().beats())
        && now.reached(challenge.since().plus(view.settings().stabilization()));
  }
}
