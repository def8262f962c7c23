package dev.understudy.election;

import dev.understudy.election.SessionView.Liveness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who stands where in a group, and why nobody but the primary is the primary. For status and for
 * people; nothing is decided by it.
 */
public final class Ranking {
  private final GroupView view;
  private final Course course;
  private final Candidates candidates;
  private final Moment now;

  private Ranking(GroupView view, Moment now) {
    this.course = new Course(view, now);
    this.view = course.view();
    this.candidates = course.candidates();
    this.now = now;
  }

  /**
   * One session's place.
   *
   * @param session the session
   * @param role what the group Lease says of it
   * @param signs its score, data time and heartbeats, newest word
   * @param liveness whether it is there
   * @param whyNot why it is not the primary; absent for the primary
   */
  public record Place(
      SessionView session, Role role, Signs signs, Liveness liveness, Optional<String> whyNot) {}

  /** All sessions: the primary, who is next, then the others, best first. */
  public static List<Place> of(GroupView view, Moment now) {
    Ranking ranking = new Ranking(view, now);
    List<Place> places = new ArrayList<>();
    for (Role role : List.of(Role.PRIMARY, Role.PENDING_PRIMARY, Role.SECONDARY)) {
      ranking.candidates.ranked().stream()
          .filter(session -> ranking.role(session) == role)
          .map(session -> ranking.place(session, role))
          .forEach(places::add);
    }
    return List.copyOf(places);
  }

  private Role role(SessionView session) {
    Grant grant = view.lease().phase().current().orElse(null);
    if (grant != null && session.ref().equals(grant.holder())) {
      return Role.PRIMARY;
    }
    return view.lease().phase().next().filter(next -> next.is(session.ref())).isPresent()
        ? Role.PENDING_PRIMARY
        : Role.SECONDARY;
  }

  private Place place(SessionView session, Role role) {
    Optional<String> whyNot =
        role == Role.PRIMARY ? Optional.empty() : Optional.of(whyNot(session, role));
    return new Place(session, role, view.signs(session), candidates.liveness(session), whyNot);
  }

  private String whyNot(SessionView session, Role role) {
    Grant grant = view.lease().phase().current().orElse(null);
    if (view.settings().deleting()) {
      return "the group is being deleted";
    }
    if (role == Role.PENDING_PRIMARY) {
      return grant == null
          ? "waits for its next heartbeat"
          : "waits until the primary has given way";
    }
    if (candidates.isForcedSecondary(session)) {
      return "forced secondary";
    }
    if (candidates.liveness(session) != Liveness.LIVE) {
      return candidates.liveness(session) == Liveness.STALE ? "stale" : "not watched long enough";
    }
    if (candidates.isPassedOver(session)) {
      return "passed over until its next heartbeat";
    }
    if (candidates.forcedPrimary().isPresent()) {
      return "another session is forced primary";
    }
    if (view.settings().manual() && (grant != null || !candidates.isAllowed(session))) {
      return "manual failover";
    }
    return grant == null
        ? "another session is better"
        : againstHolder(session, grant, course.challenges().by().get(session.ref().uid()));
  }

  private String againstHolder(
      SessionView session, Grant grant, Challenges.@Nullable Challenge challenge) {
    if (grant.gone() || view.session(grant.holder()).isEmpty()) {
      return "the last grant has not ended yet";
    }
    if (challenge != null) {
      Duration left =
          challenge.since().plus(view.settings().stabilization()).minus(now.monotonic());
      return left.isPositive()
          ? "stabilizing " + left.plusMillis(999).toSeconds() + " s more"
          : "stabilizing until the next heartbeats";
    }
    if (candidates.isBetter(session, grant, 0)) {
      return "within margin";
    }
    boolean same = Double.compare(view.signs(session).score(), candidates.holderScore(grant)) == 0;
    return same ? "same score as the primary" : "lower score";
  }
}
