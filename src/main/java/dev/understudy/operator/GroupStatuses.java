package dev.understudy.operator;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.group.GroupStatusFacts;
import dev.understudy.group.GroupStatusFacts.Vacancy;
import dev.understudy.resource.ConditionType;
import dev.understudy.resource.Conditions;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Reason;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of a group is to be, given what was observed. Pure. */
final class GroupStatuses {

  private GroupStatuses() {}

  static FailoverGroupStatus next(GroupRecord group, Observation observed, Instant now) {
    return switch (observed) {
      case Observation.Seen(GroupStatusFacts facts) -> seen(group, facts, now);
      case Observation.Unknown(Reason reason, String message) ->
          unknown(group, reason, message, now);
      case Observation.Refused() ->
          stalled(
              group,
              group.status(),
              Reason.INVALID_SPEC,
              problems(group) + "; until then the group is not served",
              now);
      case Observation.Duplicate(String other) ->
          stalled(
              group,
              group.status(),
              Reason.DUPLICATE_ID,
              "the FailoverGroup '%s' has the id '%s' too; delete one of them"
                  .formatted(other, group.id()),
              now);
      case Observation.Ending(String waitsFor) -> ending(group, waitsFor, now);
    };
  }

  private static FailoverGroupStatus seen(GroupRecord group, GroupStatusFacts facts, Instant now) {
    FailoverGroupStatus stands = group.status();
    if (isOlder(facts, stands)) {
      // Another replica has seen more than this one: its word stays.
      return stands;
    }
    FailoverGroupStatus shown = shown(group, facts, now);
    if (!group.isValid()) {
      return stalled(
          group,
          shown,
          Reason.INVALID_SPEC,
          problems(group) + "; until then the last good specification stays in force",
          now);
    }
    if (facts.unserved().isPresent()) {
      return stalled(group, shown, Reason.UNREADABLE_LEASE, facts.unserved().get(), now);
    }
    if (facts.generation() < group.generation()) {
      Conditions conditions = new Conditions(shown.conditions(), group.generation(), now);
      String message = "generation %d is being taken up".formatted(group.generation());
      conditions.isTrue(ConditionType.RECONCILING, Reason.NEW_GENERATION, message);
      return with(shown, facts.generation(), conditions);
    }
    Conditions conditions =
        new Conditions(shown.conditions(), group.generation(), now)
            .isTrue(ConditionType.READY, Reason.SERVED, "the operator serves the group")
            .isAbsent(ConditionType.RECONCILING)
            .isAbsent(ConditionType.STALLED);
    return with(shown, group.generation(), conditions);
  }

  private static boolean isOlder(GroupStatusFacts facts, FailoverGroupStatus stands) {
    return stands.term() != null && facts.term() < stands.term();
  }

  /** What the facts show, whatever becomes of the specification. */
  private static FailoverGroupStatus shown(GroupRecord group, GroupStatusFacts facts, Instant now) {
    FailoverGroupStatus stands = group.status();
    Conditions conditions = new Conditions(stands.conditions(), group.generation(), now);
    elected(conditions, facts);
    facts
        .sharedIds()
        .ifPresentOrElse(
            message ->
                conditions.isTrue(ConditionType.DUPLICATE_SESSION, Reason.SHARED_ID, message),
            () -> conditions.isAbsent(ConditionType.DUPLICATE_SESSION));
    return new FailoverGroupStatus(
        stands.observedGeneration(),
        group.id(),
        facts.primary(),
        facts.pendingPrimary(),
        facts.term(),
        facts.primarySince(),
        later(stands.lastDataProcessedTime(), facts.dataTime()),
        // Whoever makes the Lease writes this before anybody is granted.
        stands.leaseUid(),
        Math.max(facts.failovers(), Objects.requireNonNullElse(stands.failovers(), 0L)),
        facts.lastTransition() == null ? stands.lastTransition() : facts.lastTransition(),
        facts.sessions(),
        conditions.list());
  }

  private static void elected(Conditions conditions, GroupStatusFacts facts) {
    Vacancy vacancy = facts.vacancy();
    if (vacancy == null) {
      conditions
          .isTrue(
              ConditionType.PRIMARY_ELECTED,
              Reason.ELECTED,
              "session '%s' is in charge".formatted(facts.primary()))
          .isAbsent(ConditionType.NEEDS_OPERATOR);
      return;
    }
    conditions.isFalse(ConditionType.PRIMARY_ELECTED, reason(vacancy.kind()), vacancy.message());
    if (vacancy.kind() == Vacancy.Kind.MANUAL_FAILOVER) {
      conditions.isTrue(ConditionType.NEEDS_OPERATOR, Reason.MANUAL_FAILOVER, vacancy.message());
    } else {
      conditions.isAbsent(ConditionType.NEEDS_OPERATOR);
    }
  }

  private static Reason reason(Vacancy.Kind kind) {
    return switch (kind) {
      case NO_SESSIONS -> Reason.NO_SESSIONS;
      case NO_CANDIDATE -> Reason.NO_CANDIDATE;
      case PENDING -> Reason.PENDING;
      case MANUAL_FAILOVER -> Reason.MANUAL_FAILOVER;
      case FORCED_PRIMARY_ABSENT -> Reason.FORCED_PRIMARY_ABSENT;
      case UNKNOWN_HOLDER -> Reason.UNKNOWN_HOLDER;
    };
  }

  private static FailoverGroupStatus unknown(
      GroupRecord group, Reason reason, String message, Instant now) {
    Conditions conditions =
        new Conditions(group.status().conditions(), group.generation(), now)
            .isUnknown(ConditionType.READY, reason, message);
    Long observed = group.status().observedGeneration();
    return with(group.status(), observed == null ? -1 : observed, conditions);
  }

  private static FailoverGroupStatus ending(GroupRecord group, String waitsFor, Instant now) {
    Conditions conditions =
        new Conditions(group.status().conditions(), group.generation(), now)
            .isFalse(ConditionType.READY, Reason.DRAINING, waitsFor)
            .isTrue(ConditionType.RECONCILING, Reason.DRAINING, waitsFor)
            .isAbsent(ConditionType.STALLED);
    return with(group.status(), group.generation(), conditions);
  }

  private static FailoverGroupStatus stalled(
      GroupRecord group, FailoverGroupStatus shown, Reason reason, String message, Instant now) {
    Conditions conditions =
        new Conditions(shown.conditions(), group.generation(), now)
            .isFalse(ConditionType.READY, reason, message)
            .isTrue(ConditionType.STALLED, reason, message)
            .isAbsent(ConditionType.RECONCILING);
    return with(shown, group.generation(), conditions);
  }

  private static String problems(GroupRecord group) {
    return group.problems().stream()
        .map(problem -> problem.place() + ": " + problem.message())
        .collect(Collectors.joining("; "));
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? a : b;
  }

  private static FailoverGroupStatus with(
      FailoverGroupStatus shown, long generation, Conditions conditions) {
    return new FailoverGroupStatus(
        generation,
        shown.id(),
        shown.primary(),
        shown.pendingPrimary(),
        shown.term(),
        shown.primarySince(),
        shown.lastDataProcessedTime(),
        shown.leaseUid(),
        shown.failovers(),
        shown.lastTransition(),
        shown.sessions(),
        conditions.list());
  }
}
