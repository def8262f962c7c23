package dev.understudy.group;

import dev.understudy.election.Phase;
import dev.understudy.election.Ranking;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.SessionView.Liveness;
import dev.understudy.election.Timing;
import dev.understudy.group.GroupStatusFacts.Vacancy;
import dev.understudy.lease.StoredGroup;
import dev.understudy.telemetry.GroupState;
import dev.understudy.telemetry.GroupState.Trouble;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one group, and where it stands, for metrics. Nothing is decided by it.
 *
 * @param facts the group as this replica sees it
 * @param longest the longest timing that a grant of the group can have
 * @param vigil what this replica keeps in mind of it
 */
record Diagnosis(Coordinator.Facts facts, Timing longest, Vigil vigil) {

  /** What a deletion may take beyond the wait for the last grant. */
  private static final Duration END = Duration.ofSeconds(30);

  /** Takes note of what is wrong now, and gives the group's state. */
  GroupState state() {
    Duration now = facts.now().monotonic();
    vigil.passes(isBetween(), facts.resource().settings().deleting(), now);
    vigil.found(troubles(now), now);
    StoredGroup stored = facts.lease();
    StoredGroup.Granted granted = stored == null ? null : stored.granted();
    return new GroupState(
        facts.resource().key().namespace(),
        facts.resource().key().name(),
        facts.resource().uid(),
        phase(),
        facts.primary().isPresent(),
        count(Liveness.LIVE),
        count(Liveness.STALE),
        count(Liveness.UNKNOWN),
        stored == null ? 0 : stored.lease().term(),
        granted == null ? 0 : granted.failovers(),
        overrides(Role.PRIMARY),
        overrides(Role.SECONDARY),
        vigil.withoutPrimary(now),
        vigil.troubles(now));
  }

  private Set<Trouble> troubles(Duration now) {
    Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    if (facts.unserved().isPresent()) {
      troubles.add(Trouble.STALLED);
    }
    if (facts.resource().settings().deleting()) {
      if (vigil.deleting(now).compareTo(longest.expiry().plus(END)) > 0) {
        troubles.add(Trouble.STUCK_DELETION);
      }
      return troubles;
    }
    if (facts.primary().isPresent()) {
      if (!hasStandby()) {
        troubles.add(Trouble.NO_STANDBY);
      }
    } else if (!facts.places().isEmpty()) {
      troubles.add(Trouble.WITHOUT_PRIMARY);
      Vacancy.Kind kind = CoordinatorStatus.vacancy(facts, facts.lease()).kind();
      if (kind == Vacancy.Kind.MANUAL_FAILOVER) {
        troubles.add(Trouble.NEEDS_OPERATOR);
      } else if (kind == Vacancy.Kind.FORCED_PRIMARY_ABSENT) {
        troubles.add(Trouble.FORCED_PRIMARY_ABSENT);
      }
    }
    if (vigil.between(now).compareTo(longest.expiry().multipliedBy(2)) > 0) {
      troubles.add(Trouble.STUCK_HANDOVER);
    }
    return troubles;
  }

  /** Between two primaries; waiting for one that an override pins is no such state. */
  private boolean isBetween() {
    return lease()
        .map(StoredGroup::lease)
        .map(lease -> lease.phase())
        .filter(
            phase ->
                switch (phase) {
                  case Phase.Pending(var next, var _) -> !next.pinned();
                  case Phase.Handover _, Phase.Releasing _ -> true;
                  case Phase.Vacant _, Phase.Held _ -> false;
                })
        .isPresent();
  }

  private boolean hasStandby() {
    String primary = facts.primary().orElse("");
    List<RoleOverride> overrides = Snapshots.inForce(facts);
    return facts.places().stream()
        .filter(place -> place.liveness() != Liveness.STALE)
        .map(Ranking.Place::session)
        .map(session -> session.ref().id())
        .filter(id -> !id.equals(primary))
        .anyMatch(
            id ->
                overrides.stream()
                    .noneMatch(
                        override ->
                            override.sessionId().equals(id) && override.role() == Role.SECONDARY));
  }

  private GroupState.Phase phase() {
    if (facts.unserved().isPresent()) {
      return GroupState.Phase.UNSERVED;
    }
    @Nullable StoredGroup stored = facts.lease();
    Phase phase = stored == null ? new Phase.Vacant() : stored.lease().phase();
    if (phase.current().filter(grant -> grant.holder() == null).isPresent()) {
      return GroupState.Phase.UNKNOWN_HOLDER;
    }
    return switch (phase) {
      case Phase.Vacant _ ->
          facts.places().isEmpty() ? GroupState.Phase.UNUSED : GroupState.Phase.VACANT;
      case Phase.Pending _ -> GroupState.Phase.PENDING;
      case Phase.Held _ -> GroupState.Phase.HELD;
      case Phase.Handover _ -> GroupState.Phase.HANDOVER;
      case Phase.Releasing _ -> GroupState.Phase.RELEASING;
    };
  }

  private Optional<StoredGroup> lease() {
    return Optional.ofNullable(facts.lease());
  }

  private int count(Liveness liveness) {
    return (int) facts.places().stream().filter(place -> place.liveness() == liveness).count();
  }

  private int overrides(Role role) {
    return (int)
        Snapshots.inForce(facts).stream().filter(override -> override.role() == role).count();
  }
}
