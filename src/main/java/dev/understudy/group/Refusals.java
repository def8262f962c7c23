package dev.understudy.group;

import dev.understudy.api.Problem;
import dev.understudy.resource.GroupRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The refusals of this room, each worded once. */
final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private Refusals() {}

  static Refusal noGroup(String id) {
    return Refusal.notFound(
        "There is no group '" + id + "'.",
        "Create the group first, or correct its id: ids match with their case.");
  }

  static Refusal noSession(String id) {
    return Refusal.notFound(
        "The group has no session '" + id + "'.",
        "Register the session first, or correct its id: ids match with their case.");
  }

  static Refusal tooManySessionsInGroup(String group, int most) {
    return Refusal.invalid(
        "The group '%s' has %d sessions already, and may have no more.".formatted(group, most),
        "Delete sessions that are not needed any more, or ask the operator's administrator to raise"
            + " the limit of sessions in a group.");
  }

  static Refusal tooManySessionsInNamespace(int most) {
    return Refusal.invalid(
        "The groups of the namespace have %d sessions already, and may have no more."
            .formatted(most),
        "Delete sessions that are not needed any more, or ask the operator's administrator to raise"
            + " the limit of sessions in a namespace.");
  }

  static Refusal tooManyGroups(int most) {
    return Refusal.invalid(
        "The namespace has %d groups already, and may have no more.".formatted(most),
        "Delete groups that are not needed any more, or ask the operator's administrator to raise"
            + " the limit of groups in a namespace.");
  }

  static Refusal tooManyHeartbeats(String sessionId, Duration again) {
    return Refusal.tooMany(
        "The session '" + sessionId + "' sends heartbeats too often.",
        "Send one every half of the failover timeout; after this one, the next no earlier than"
            + " Retry-After says.",
        again);
  }

  static Refusal otherName(String id, String name) {
    return Refusal.conflict(
        "The group has a session '" + id + "' already, named '" + name + "'.",
        "Use that name, another id, or delete the session first.");
  }

  static Refusal deleting(String id) {
    return Refusal.conflict(
        "The group '" + id + "' is being deleted.", "Wait until it is gone, then create it again.");
  }

  static Refusal otherGroup(String wanted, String there, boolean deleting) {
    if (deleting) {
      return deleting(there);
    }
    return there.equals(wanted)
        ? Refusal.conflict(
            "The group '" + wanted + "' exists with another configuration.",
            "Read its configuration and use that, or delete the group first.")
        : Refusal.conflict(
            "The group '" + there + "' has the resource name that '" + wanted + "' needs.",
            "Use another id, or rename the other group's resource.");
  }

  static Refusal active(String id, List<String> sessions) {
    String who =
        sessions.isEmpty()
            ? "a grant that has not ended"
            : "active sessions: " + String.join(", ", sessions);
    return Refusal.conflict(
        "The group '" + id + "' has " + who + ".",
        "Stop its clients and delete their sessions, then delete the group.");
  }

  static Refusal owned(String sessionId, String manager) {
    return Refusal.conflict(
        "The override of session '" + sessionId + "' belongs to '" + manager + "'.",
        "Change it there, for example in the manifest that it comes from.");
  }

  static Refusal noApiServer() {
    return Refusal.unavailable(
        "The Kubernetes API server does not answer, so nothing can be decided.", SOON);
  }

  static Refusal tooLate() {
    return Refusal.unavailable("The request has waited for too long to be decided.", SOON);
  }

  static Refusal notPermitted(@Nullable String message) {
    return Refusal.unavailable(
        "The Kubernetes API server does not let the operator write the group's Leases: " + message,
        LATER);
  }

  static Refusal unreadable(String problem) {
    return Refusal.unavailable(
        "This version of the operator cannot read the group's Lease and leaves it alone: "
            + problem,
        LATER);
  }

  static Refusal duplicateId(String id) {
    return Refusal.unavailable(
        "Another FailoverGroup of the namespace has the id '" + id + "' too.", LATER);
  }

  /** The group's specification cannot be honoured, and none is known that could. */
  static Refusal invalidSpec(GroupRecord group) {
    return Refusal.unavailable(
        "The FailoverGroup '%s' cannot be served: %s."
            .formatted(
                group.name(),
                group.problems().stream()
                    .map(problem -> problem.place() + ": " + problem.reason())
                    .collect(Collectors.joining("; "))),
        "Correct the FailoverGroup: %s."
            .formatted(
                group.problems().stream()
                    .map(Problem::resolution)
                    .distinct()
                    .collect(Collectors.joining("; "))),
        LATER);
  }

  static Refusal fault() {
    return Refusal.unavailable(
        "The operator failed to decide on the group; its log says more.", LATER);
  }

  static Refusal granted(String group) {
    return Refusal.unavailable("The group '" + group + "' may have a primary still.", SOON);
  }

  static Refusal starting() {
    return Refusal.unavailable("The operator has not read the state of its groups yet.", SOON);
  }
}
