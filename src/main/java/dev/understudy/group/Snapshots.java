package dev.understudy.group;

import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.Ranking;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Signs;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes what a facade shows out of what a replica sees. */
final class Snapshots {
  private Snapshots() {}

  static GroupSnapshot of(Coordinator.Facts facts) {
    Instant dataTime = facts.lease() == null ? null : facts.lease().lease().dataTime();
    List<SessionSnapshot> sessions =
        facts.places().stream()
            .map(place -> session(facts, place))
            .sorted(Comparator.comparing(SessionSnapshot::id))
            .toList();
    return new GroupSnapshot(
        facts.primary().orElse(null), facts.pending().orElse(null), dataTime, sessions);
  }

  static Optional<SessionSnapshot> session(Coordinator.Facts facts, String id) {
    return facts.places().stream()
        .filter(place -> place.session().ref().id().equals(id))
        .findFirst()
        .map(place -> session(facts, place));
  }

  private static SessionSnapshot session(Coordinator.Facts facts, Ranking.Place place) {
    String id = place.session().ref().id();
    Signs signs = place.signs();
    Optional<RoleOverride> override = override(facts, id);
    return new SessionSnapshot(
        id,
        place.session().lease().name(),
        place.role(),
        signs.score(),
        signs.dataTime(),
        signs.at(),
        override.map(RoleOverride::role).orElse(null),
        override.map(RoleOverride::expiration).orElse(null));
  }

  private static Optional<RoleOverride> override(Coordinator.Facts facts, String id) {
    return inForce(facts).stream().filter(override -> override.sessionId().equals(id)).findFirst();
  }

  /** The overrides that stand: until the group Lease names them as ended, whatever clocks say. */
  static List<RoleOverride> inForce(Coordinator.Facts facts) {
    return facts.resource().settings().overrides().stream()
        .filter(override -> !hasExpired(facts, override))
        .toList();
  }

  private static boolean hasExpired(Coordinator.Facts facts, RoleOverride override) {
    return override.expiration() != null
        && facts.lease() != null
        && facts
            .lease()
            .lease()
            .expired()
            .contains(new ExpiredOverride(override.sessionId(), override.expiration()));
  }

  /** A session that has just been registered, before anything else is known of it. */
  static SessionSnapshot registered(String id, String name) {
    return new SessionSnapshot(id, name, Role.SECONDARY, 0, null, null, null, null);
  }
}
