package dev.understudy.group;

import dev.understudy.election.Ranking;
import dev.understudy.election.Sharing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells people which session ids several clients use at once. */
final class SharedIds {
  private static final int MOST_NAMED = 3;

  private SharedIds() {}

  /** What is the case, and what to do about it; empty where every id has one client. */
  static Optional<String> of(Coordinator.Facts facts) {
    List<Ranking.Place> shared =
        facts.places().stream().filter(place -> isShared(facts, place)).toList();
    if (shared.isEmpty()) {
      return Optional.empty();
    }
    String named =
        shared.stream().limit(MOST_NAMED).map(SharedIds::named).collect(Collectors.joining("; "));
    int more = shared.size() - MOST_NAMED;
    return Optional.of(
        named
            + (more > 0 ? "; and %d more".formatted(more) : "")
            + ". Stop all clients of an id but one, or give each client an id of its own");
  }

  private static boolean isShared(Coordinator.Facts facts, Ranking.Place place) {
    return place
        .session()
        .sharedUntil(place.signs(), facts.resource().settings().timing())
        .filter(until -> until.compareTo(facts.now().monotonic()) > 0)
        .isPresent();
  }

  private static String named(Ranking.Place place) {
    Sharing sharing = place.signs().sharing();
    String id = place.session().ref().id();
    return sharing != null && sharing.isByProcess()
        ? "heartbeats of session '%s' come from different processes in turn; one of them at most is told to be the primary"
            .formatted(id)
        : "heartbeats of session '%s' come from different addresses in turn; if these are different clients, all of them act as the primary when one is told to"
            .formatted(id);
  }
}
