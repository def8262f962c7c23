package dev.understudy.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a FailoverGroup, as the API server holds them, for callers without one.
 *
 * <p>Finds all problems, in the order of the fields; none means that the API server would take the
 * resource. Stateless.
 */
public final class FailoverGroupValidation {

  private static final Duration DAY = Duration.ofHours(24);

  private final List<Problem> problems = new ArrayList<>();

  private FailoverGroupValidation() {}

  /** The problems of a group that is to be created. */
  public static List<Problem> ofNew(FailoverGroup group) {
    FailoverGroupValidation validation = new FailoverGroupValidation();
    validation.name(group);
    validation.spec(group.getSpec());
    return List.copyOf(validation.problems);
  }

  /** The problems of a group that is to take the place of a stored one. */
  public static List<Problem> ofUpdate(FailoverGroup stored, FailoverGroup group) {
    FailoverGroupValidation validation = new FailoverGroupValidation();
    validation.name(group);
    if (!stored.effectiveId().equals(group.effectiveId())) {
      validation.add("spec.id", GroupRules.IdIsForGood.REASON, GroupRules.IdIsForGood.RESOLUTION);
    }
    validation.spec(group.getSpec());
    validation.term(
        stored.statusIfAny().map(FailoverGroupStatus::term),
        group.statusIfAny().map(FailoverGroupStatus::term));
    return List.copyOf(validation.problems);
  }

  private void name(FailoverGroup group) {
    String name = Objects.requireNonNull(group.getMetadata().getName(), "metadata.name");
    if (name.length() > Names.MAX_LENGTH || name.equals(Names.COLLECTION)) {
      add("metadata.name", name, GroupRules.Name.REASON, GroupRules.Name.RESOLUTION);
    }
    String id = group.getSpec().id();
    if (id != null && Names.isOwnName(id) && !id.equals(name)) {
      add("spec.id", id, GroupRules.IdIsName.REASON, GroupRules.IdIsName.RESOLUTION);
    }
  }

  private void spec(FailoverGroupSpec spec) {
    if (spec.id() != null) {
      id("spec.id", spec.id());
    }
    if (!within(spec.failoverTimeout(), Duration.ofSeconds(2), DAY)) {
      add(
          "spec.failoverTimeout",
          spec.failoverTimeout(),
          GroupRules.FailoverTimeout.REASON,
          GroupRules.FailoverTimeout.RESOLUTION);
    }
    election(spec.electionOrDefault());
    overrides(spec.roleOverrides());
  }

  private void election(ElectionSpec election) {
    // Written so that a NaN is a problem too.
    if (!(election.margin() >= 0 && election.margin() <= 100)) {
      add(
          "spec.election.scoreMargin",
          String.valueOf(election.scoreMargin()),
          GroupRules.ScoreMargin.REASON,
          GroupRules.ScoreMargin.RESOLUTION);
    }
    if (!within(election.stabilizationPeriod(), Duration.ZERO, DAY)) {
      add(
          "spec.election.stabilizationPeriod",
          election.stabilizationPeriod(),
          GroupRules.Stabilization.REASON,
          GroupRules.Stabilization.RESOLUTION);
    }
    if (!within(election.grace(), Duration.ofMillis(50), DAY)) {
      add(
          "spec.election.grace",
          election.grace(),
          GroupRules.Grace.REASON,
          GroupRules.Grace.RESOLUTION);
    }
    if (!within(election.maxHold(), Duration.ZERO, Duration.ofSeconds(25))) {
      add(
          "spec.election.maxHold",
          election.maxHold(),
          GroupRules.MaxHold.REASON,
          GroupRules.MaxHold.RESOLUTION);
    }
    if (!within(election.releaseGuard(), Duration.ZERO, Duration.ofMinutes(1))) {
      add(
          "spec.election.releaseGuard",
          election.releaseGuard(),
          GroupRules.ReleaseGuard.REASON,
          GroupRules.ReleaseGuard.RESOLUTION);
    }
  }

  private void overrides(List<RoleOverride> overrides) {
    if (overrides.size() > FailoverGroupSpec.MAX_OVERRIDES) {
      add(
          "spec.roleOverrides",
          GroupRules.OverrideCount.REASON,
          GroupRules.OverrideCount.RESOLUTION);
    }
    Set<String> sessions = new HashSet<>();
    int permanentPrimaries = 0;
    for (int i = 0; i < overrides.size(); i++) {
      RoleOverride override = overrides.get(i);
      String field = "spec.roleOverrides[" + i + "]";
      id(field + ".sessionId", override.sessionId());
      if (!sessions.add(override.sessionId())) {
        add(
            field,
            override.sessionId(),
            GroupRules.OneOverrideEach.REASON,
            GroupRules.OneOverrideEach.RESOLUTION);
      }
      if (override.role() == RoleOverride.Role.PRIMARY && override.expirationTime() == null) {
        permanentPrimaries++;
      }
    }
    if (permanentPrimaries > 1) {
      add(
          "spec.roleOverrides",
          GroupRules.OnePermanentPrimary.REASON,
          GroupRules.OnePermanentPrimary.RESOLUTION);
    }
  }

  private void term(Optional<Long> stored, Optional<Long> term) {
    if (stored.isPresent() && term.isEmpty()) {
      add("status.term", GroupRules.TermStays.REASON, GroupRules.TermStays.RESOLUTION);
    } else if (stored.isPresent() && term.get() < stored.get()) {
      add("status.term", GroupRules.TermRises.REASON, GroupRules.TermRises.RESOLUTION);
    }
  }

  private void id(String field, String id) {
    if (!Ids.isValid(id)) {
      add(field, id, GroupRules.Id.REASON, GroupRules.Id.RESOLUTION);
    }
  }

  private static boolean within(@Nullable String text, Duration least, Duration most) {
    return text == null
        || Durations.tryParse(text)
            .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0)
            .isPresent();
  }

  private void add(String field, String reason, String resolution) {
    add(field, null, reason, resolution);
  }

  private void add(String field, @Nullable String value, String reason, String resolution) {
    problems.add(new Problem(field, value, reason, resolution));
  }
}
