package dev.understudy.operator;

import dev.understudy.api.Condition;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclStatus;
import dev.understudy.api.GroupAclStatus.Accepted;
import dev.understudy.api.GroupAclValidation;
import dev.understudy.api.Problem;
import dev.understudy.resource.ConditionType;
import dev.understudy.resource.Conditions;
import dev.understudy.resource.Reason;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of an access control list is to be. Pure. */
final class AclStatuses {

  private AclStatuses() {}

  /**
   * @param groupExists whether the group that the list is for exists; true for the collection's
   */
  static GroupAclStatus next(GroupAcl acl, boolean groupExists, Instant now) {
    long generation = acl.getMetadata().getGeneration();
    List<Condition> before = acl.statusIfAny().map(GroupAclStatus::conditions).orElse(List.of());
    Accepted accepted = acl.statusIfAny().map(GroupAclStatus::accepted).orElse(null);
    Conditions conditions =
        new Conditions(before, generation, now).isAbsent(ConditionType.RECONCILING);
    List<Problem> problems = GroupAclValidation.of(acl);
    if (!problems.isEmpty()) {
      String message = message(problems, accepted);
      conditions
          .isFalse(ConditionType.READY, Reason.INVALID_SPEC, message)
          .isTrue(ConditionType.STALLED, Reason.INVALID_SPEC, message);
      return new GroupAclStatus(generation, accepted, conditions.list());
    }
    conditions.isAbsent(ConditionType.STALLED);
    if (groupExists) {
      conditions.isTrue(ConditionType.READY, Reason.ENFORCED, "the list is enforced");
    } else {
      conditions.isFalse(
          ConditionType.READY,
          Reason.GROUP_NOT_FOUND,
          "there is no FailoverGroup '%s' in the namespace; the list is enforced as soon as there is"
              .formatted(acl.getMetadata().getName()));
    }
    return new GroupAclStatus(generation, accept(acl, accepted, generation), conditions.list());
  }

  private static Accepted accept(GroupAcl acl, @Nullable Accepted before, long generation) {
    return before != null && before.generation() == generation
        ? before
        : new Accepted(
            generation, acl.getSpec().owner(), acl.getSpec().roleTrusteeAccessControlEntries());
  }

  private static String message(List<Problem> problems, @Nullable Accepted accepted) {
    return problems.stream()
            .map(problem -> problem.field() + ": " + problem.message())
            .collect(Collectors.joining("; "))
        + (accepted == null
            ? "; no list was ever accepted, so the collection's is in force"
            : "; the list of generation " + accepted.generation() + " stays in force");
  }
}
