package dev.understudy.group;

import dev.understudy.api.Durations;
import dev.understudy.api.LastTransition;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.Sessions;
import dev.understudy.election.Candidate;
import dev.understudy.election.Grant;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Phase;
import dev.understudy.election.Ranking;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView.Liveness;
import dev.understudy.group.GroupStatusFacts.Vacancy;
import dev.understudy.lease.StoredGroup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a coordinator sees, for those who show it and who end groups. Thread-safe. */
public final class CoordinatorStatus implements GroupStatusSource, Drain {

  private final Coordinator coordinator;

  /** Speaks for a coordinator. */
  public CoordinatorStatus(Coordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public CompletionStage<GroupStatusFacts> facts(GroupKey group) {
    return coordinator.look(group).thenApply(CoordinatorStatus::facts);
  }

  @Override
  public CompletionStage<State> drain(GroupKey group) {
    return coordinator
        .hasGrant(group)
        .thenCompose(
            granted ->
                granted
                    ? coordinator.look(group).thenApply(CoordinatorStatus::waiting)
                    : coordinator.deleteGroupLease(group).thenApply(done -> new State.Ended()));
  }

  private static State waiting(Coordinator.Facts facts) {
    String holder = facts.primary().map(id -> "session '" + id + "'").orElse("the last primary");
    return new State.Waiting(
        facts
            .current()
            .map(
                grant ->
                    "%s may act as the primary until it has stopped or been silent for %s"
                        .formatted(holder, Durations.print(grant.expiry())))
            .orElse("the group's Lease is not known yet"));
  }

  static GroupStatusFacts facts(Coordinator.Facts facts) {
    StoredGroup stored = facts.lease();
    Optional<String> primary = facts.primary();
    StoredGroup.Granted granted = stored == null ? null : stored.granted();
    return new GroupStatusFacts(
        facts.resource().uid(),
        facts.resource().settings().generation(),
        primary.orElse(null),
        facts.pending().orElse(null),
        primary.isPresent() ? null : vacancy(facts, stored),
        stored == null ? 0 : stored.lease().term(),
        primary.isPresent() && granted != null ? granted.at() : null,
        stored == null ? null : stored.uid(),
        stored == null ? null : stored.lease().dataTime(),
        sessions(facts.places()),
        stored == null || granted == null ? null : transition(stored, granted),
        granted == null ? 0 : granted.failovers(),
        SharedIds.of(facts),
        facts.unserved().map(Refusal::reason));
  }

  private static LastTransition transition(StoredGroup stored, StoredGroup.Granted granted) {
    Optional<SessionRef> holder = stored.lease().phase().current().map(Grant::holder);
    LastHolder previous = stored.lease().previous();
    String to =
        holder.isPresent() ? holder.get().id() : previous == null ? null : previous.session().id();
    return new LastTransition(granted.at(), granted.from(), to, granted.cause().word());
  }

  private static Sessions sessions(List<Ranking.Place> places) {
    List<SessionStatus> listed =
        places.stream().limit(Sessions.MAX_LISTED).map(CoordinatorStatus::session).toList();
    return new Sessions(
        (int) places.stream().filter(CoordinatorStatus::isLive).count(),
        places.size(),
        listed,
        places.size() - listed.size());
  }

  private static SessionStatus session(Ranking.Place place) {
    SessionStatus.Role role =
        switch (place.role()) {
          case PRIMARY -> SessionStatus.Role.PRIMARY;
          case PENDING_PRIMARY -> SessionStatus.Role.PENDING_PRIMARY;
          case SECONDARY -> SessionStatus.Role.SECONDARY;
        };
    return new SessionStatus(
        place.session().ref().id(), role, place.signs().score(), place.whyNot().orElse(null));
  }

  private static boolean isLive(Ranking.Place place) {
    return place.liveness() == Liveness.LIVE;
  }

  /** Why nobody is in charge of a group that has no primary. */
  static Vacancy vacancy(Coordinator.Facts facts, @Nullable StoredGroup stored) {
    if (facts.current().isPresent()) {
      return new Vacancy(
          Vacancy.Kind.UNKNOWN_HOLDER,
          "the group's Lease was lost; whoever was in charge may be so for %s more at most"
              .formatted(Durations.print(facts.current().get().expiry())));
    }
    if (stored != null && stored.lease().phase() instanceof Phase.Pending(Candidate next, var _)) {
      return next.pinned() && !isLive(facts, next.id())
          ? new Vacancy(
              Vacancy.Kind.FORCED_PRIMARY_ABSENT,
              "an override makes session '%s' the primary, which is not there; take the override back to let another session take over"
                  .formatted(next.id()))
          : new Vacancy(
              Vacancy.Kind.PENDING,
              "session '%s' takes over with its next heartbeat".formatted(next.id()));
    }
    if (facts.places().isEmpty()) {
      return new Vacancy(Vacancy.Kind.NO_SESSIONS, "no session is registered");
    }
    LastHolder last = stored == null ? null : stored.lease().previous();
    if (facts.resource().settings().manual() && last != null) {
      return new Vacancy(
          Vacancy.Kind.MANUAL_FAILOVER,
          "failover is manual and session '%s', the last primary, is not there; override the session that is to take over to Primary"
              .formatted(last.session().id()));
    }
    return new Vacancy(
        Vacancy.Kind.NO_CANDIDATE,
        "none of the %d registered sessions is live and may be the primary"
            .formatted(facts.places().size()));
  }

  private static boolean isLive(Coordinator.Facts facts, String id) {
    return facts.places().stream()
        .anyMatch(place -> isLive(place) && place.session().ref().id().equals(id));
  }
}
