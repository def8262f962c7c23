package dev.understudy.plugin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.LastTransition;
import dev.understudy.api.RoleOverride;
import dev.understudy.api.SessionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a group, for programs too: its names stay from version to version.
 *
 * @param namespace its namespace
 * @param name its resource's name
 * @param id the id by which clients know it
 * @param primary who is in charge; absent if nobody is
 * @param pendingPrimary who is next; absent if nobody is
 * @param term the number of the last grant; absent before the first status
 * @param primarySince since when the primary is in charge
 * @param ready whether the operator serves the group as it is specified
 * @param live how many sessions are live
 * @param total how many sessions are registered
 * @param sessions the most important sessions, best first
 * @param overrides the overrides that have not ended
 * @param lastTransition the last change of the primary
 * @param problems the conditions that say what is not as it should be, in their words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupReport(
    String namespace,
    String name,
    String id,
    @Nullable String primary,
    @Nullable String pendingPrimary,
    @Nullable Long term,
    @Nullable Instant primarySince,
    boolean ready,
    int live,
    int total,
    List<SessionStatus> sessions,
    List<RoleOverride> overrides,
    @Nullable LastTransition lastTransition,
    List<String> problems) {

  /** What a group's status shows. */
  static GroupReport of(FailoverGroup group, Instant now) {
    Optional<FailoverGroupStatus> status = group.statusIfAny();
    List<Condition> conditions = status.map(FailoverGroupStatus::conditions).orElse(List.of());
    return new GroupReport(
        group.getMetadata().getNamespace(),
        group.getMetadata().getName(),
        group.effectiveId(),
        status.map(FailoverGroupStatus::primary).orElse(null),
        status.map(FailoverGroupStatus::pendingPrimary).orElse(null),
        status.map(FailoverGroupStatus::term).orElse(null),
        status.map(FailoverGroupStatus::primarySince).orElse(null),
        holds(conditions, "Ready"),
        status.map(FailoverGroupStatus::sessions).map(sessions -> sessions.live()).orElse(0),
        status.map(FailoverGroupStatus::sessions).map(sessions -> sessions.total()).orElse(0),
        status
            .map(FailoverGroupStatus::sessions)
            .map(sessions -> sessions.listed())
            .orElse(List.of()),
        group.getSpec().roleOverrides().stream()
            .filter(
                override ->
                    override.expirationTime() == null || override.expirationTime().isAfter(now))
            .toList(),
        status.map(FailoverGroupStatus::lastTransition).orElse(null),
        problems(status.isPresent(), conditions));
  }

  private static boolean holds(List<Condition> conditions, String type) {
    return conditions.stream()
        .anyMatch(
            condition ->
                condition.type().equals(type) && condition.status() == Condition.Status.TRUE);
  }

  private static List<String> problems(boolean looked, List<Condition> conditions) {
    if (!looked || conditions.isEmpty()) {
      return List.of("no operator has looked at the group yet: is one running?");
    }
    return conditions.stream()
        .filter(GroupReport::isProblem)
        .map(condition -> condition.reason() + ": " + condition.message())
        .distinct()
        .toList();
  }

  private static boolean isProblem(Condition condition) {
    return switch (condition.type()) {
      case "Ready", "PrimaryElected" -> condition.status() != Condition.Status.TRUE;
      default -> condition.status() == Condition.Status.TRUE;
    };
  }

  /** Whether somebody is in charge, and the operator serves the group as it is specified. */
  boolean isWell() {
    return primary != null && ready;
  }
}
