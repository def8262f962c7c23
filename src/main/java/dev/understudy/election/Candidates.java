package dev.understudy.election;

import dev.understudy.election.SessionView.Liveness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who of a group's sessions can be in charge, and in which order. */
final class Candidates {
  private final GroupView view;
  private final Moment now;
  private final @Nullable String forcedPrimary;
  private final Map<String, Role> forced = new HashMap<>();

  Candidates(GroupView view, Moment now) {
    this.view = view;
    this.now = now;
    List<RoleOverride> inForce =
        view.settings().overrides().stream()
            .filter(override -> inForce(override, view.lease()))
            .toList();
    for (RoleOverride override : inForce) {
      forced.put(override.sessionId(), override.role());
    }
    forcedPrimary =
        inForce.stream()
            .filter(override -> override.role() == Role.PRIMARY)
            .max(PRECEDENCE)
            .map(RoleOverride::sessionId)
            .orElse(null);
  }

  /**
   * A temporary override beats a permanent one; of temporary ones the later end, then the id that
   * sorts first.
   */
  private static final Comparator<RoleOverride> PRECEDENCE =
      Comparator.comparing(
              RoleOverride::expiration, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(RoleOverride::sessionId, Comparator.reverseOrder());

  /**
   * Whether an override stands: until the group Lease names it as ended, whatever any clock says.
   */
  static boolean inForce(RoleOverride override, GroupLease lease) {
    return override.expiration() == null
        || !lease
            .expired()
            .contains(new GroupLease.ExpiredOverride(override.sessionId(), override.expiration()));
  }

  /** The id that must be in charge, if an override says so. */
  Optional<String> forcedPrimary() {
    return Optional.ofNullable(forcedPrimary);
  }

  boolean isForcedSecondary(SessionView session) {
    return forced.get(session.ref().id()) == Role.SECONDARY;
  }

  Liveness liveness(SessionView session) {
    return session.liveness(view.settings().timing(), now);
  }

  boolean isLive(SessionView session) {
    return liveness(session) == Liveness.LIVE;
  }

  boolean isPassedOver(SessionView session) {
    Long then = view.lease().passedOver().get(session.ref().uid());
    return then != null && view.signs(session).beats() <= then;
  }

  /**
   * Whether the mode allows the session at all: in Manual only the holder or last holder, and a
   * group's first grant is automatic.
   */
  boolean isAllowed(SessionView session) {
    if (!view.settings().manual() || view.lease().term() == 0) {
      return true;
    }
    SessionRef last = incumbent();
    return last != null && last.id().equals(session.ref().id());
  }

  /** Whether the session may be elected now. */
  boolean isEligible(SessionView session) {
    return isLive(session)
        && !isForcedSecondary(session)
        && !isPassedOver(session)
        && isAllowed(session);
  }

  /**
   * Whether a session that is elected already may stay so: nobody is given up for being unknown.
   */
  boolean canStay(SessionView session) {
    return liveness(session) != Liveness.STALE
        && !isForcedSecondary(session)
        && !isPassedOver(session)
        && isAllowed(session);
  }

  /** The session in charge now, or else the last one that was: it wins ties. */
  @Nullable SessionRef incumbent() {
    Grant grant = view.lease().phase().current().orElse(null);
    if (grant != null) {
      return grant.holder();
    }
    LastHolder last = view.lease().previous();
    return last == null ? null : last.session();
  }

  /** Best first. A total order: no two sessions are equal in it. */
  Comparator<SessionView> order() {
    SessionRef incumbent = incumbent();
    return Comparator.comparing((SessionView session) -> !session.ref().id().equals(forcedPrimary))
        .thenComparing(this::isForcedSecondary)
        .thenComparing(session -> !isLive(session))
        .thenComparing(session -> view.signs(session).score(), Comparator.reverseOrder())
        .thenComparing(session -> !session.ref().equals(incumbent))
        .thenComparing(session -> session.lease().registered())
        .thenComparing(session -> session.ref().id())
        .thenComparing(session -> session.ref().uid());
  }

  /** All sessions, best first. */
  List<SessionView> ranked() {
    List<SessionView> ranked = new ArrayList<>(view.all());
    ranked.sort(order());
    return ranked;
  }

  /** The best eligible session, the given one left out. */
  Optional<SessionView> bestExcept(@Nullable SessionRef excluded) {
    return view.all().stream()
        .filter(session -> !session.ref().equals(excluded))
        .filter(this::isEligible)
        .min(order());
  }

  /** Finds whom a candidacy is for, if it is registered. */
  Optional<SessionView> find(@Nullable Candidate candidate) {
    if (candidate == null) {
      return Optional.empty();
    }
    return view.all().stream().filter(session -> candidate.is(session.ref())).min(order());
  }

  /** The candidacy that an override to Primary makes. */
  Candidate pinned(String id) {
    return Candidate.pinned(
        id, view.sessionById(id).map(session -> session.ref().uid()).orElse(null));
  }

  /** Whether the score of a session is higher than the holder's by more than the given margin. */
  boolean isBetter(SessionView session, Grant holder, double margin) {
    return view.signs(session).score() > holderScore(holder) + margin;
  }

  /**
   * The score that the holder is compared by. One that registers anew keeps the score that it had
   * until it has sent as many heartbeats as any other.
   */
  double holderScore(Grant grant) {
    return view.session(grant.holder())
        .map(session -> grant.signs().orNewer(session.lease().signs()))
        .orElse(grant.signs())
        .score();
  }

  /** Whether the candidacy is the one that the override in force makes. */
  boolean isForcedPrimary(@Nullable Candidate candidate) {
    return candidate != null && Objects.equals(candidate.id(), forcedPrimary);
  }
}
