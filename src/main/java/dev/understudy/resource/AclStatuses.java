package dev.understudy.resource;

import dev.understudy.api.Condition;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclStatus;
import dev.understudy.api.GroupAclStatus.Accepted;
import dev.understudy.api.GroupAclValidation;
import dev.understudy.api.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of an access control list is to be, whoever writes it. Pure. */
public final class AclStatuses {

  private AclStatuses() {}

  /**
   * The next status of a list, as the method below.
   *
   * @param named the group that has the list's name, if there is one
   */
  public static GroupAclStatus next(
      GroupAcl acl, Optional<GroupRecord> named, String home, Instant now) {
    boolean groupExists =
        acl.standsForCollection()
            || named.filter(group -> AclRecord.of(acl).isFor(group)).isPresent();
    return next(acl, groupExists, home, now);
  }

  /**
   * The next status of a list: its newest specification is accepted, or the last one that was stays
   * so.
   *
   * @param groupExists whether the group that the list is for exists; true for the collection's
   * @param home the tenant that the list's namespace belongs to
   */
  static GroupAclStatus next(GroupAcl acl, boolean groupExists, String home, Instant now) {
    long generation = acl.getMetadata().getGeneration();
    List<Condition> before = acl.statusIfAny().map(GroupAclStatus::conditions).orElse(List.of());
    Accepted accepted = acl.statusIfAny().map(GroupAclStatus::accepted).orElse(null);
    Conditions conditions =
        new Conditions(before, generation, now).isAbsent(ConditionType.RECONCILING);
    List<Problem> problems = GroupAclValidation.of(acl, home);
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
      conditions.isFalse(ConditionType.READY, Reason.GROUP_NOT_FOUND, notFound(acl));
    }
    return new GroupAclStatus(generation, accept(acl, accepted, generation), conditions.list());
  }

  private static String notFound(GroupAcl acl) {
    String name = acl.getMetadata().getName();
    return AclRecord.groupUid(acl) == null
        ? "there is no FailoverGroup '%s' in the namespace; the list is enforced as soon as there is"
            .formatted(name)
        : "the FailoverGroup '%s' that the list was made for is gone; the list goes with it"
            .formatted(name);
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
