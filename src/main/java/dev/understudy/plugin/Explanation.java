package dev.understudy.plugin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.understudy.api.Durations;
import dev.understudy.api.ElectionSpec;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.RoleOverride;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.WhyNot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a group has the primary that it has, and what would happen next. Pure.
 *
 * @param group what is known of the group
 * @param why why the primary is the primary, or why nobody is
 * @param others why each other session is not
 * @param ifItCrashed what would happen if the primary fell silent now
 * @param ifItLeft what would happen if it deleted its session now; absent without a primary
 * @param next who would be in charge then; absent if nobody would
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
    GroupReport group,
    List<String> why,
    List<String> others,
    @Nullable String ifItCrashed,
    @Nullable String ifItLeft,
    @Nullable String next) {

  /** By how much two clocks may differ in rate, each from the true one. */
  private static final long DRIFT_PPM = 500;

  /** Explains a group by its resource. */
  static Explanation of(FailoverGroup group, Instant now) {
    GroupReport report = GroupReport.of(group, now);
    ElectionSpec election = group.getSpec().electionOrDefault();
    Optional<RoleOverride> pin = forcedPrimary(report);
    String next = next(report, election, pin).orElse(null);
    String then = then(report, election, pin, next);
    if (report.primary() == null) {
      return new Explanation(report, whyNobody(report), others(report), null, null, next);
    }
    Duration timeout = group.getSpec().timeout();
    return new Explanation(
        report,
        why(report, election, pin, now),
        others(report),
        "After %s without a heartbeat (failoverTimeout %s, clock drift, grace): %s"
            .formatted(Durations.print(expiry(timeout, election)), Durations.print(timeout), then),
        "At once: " + then,
        next);
  }

  /** How long a primary may be silent before it is replaced. */
  static Duration expiry(Duration timeout, ElectionSpec election) {
    return timeout
        .plus(timeout.multipliedBy(2 * DRIFT_PPM).dividedBy(1_000_000))
        .plus(election.graceFor(timeout));
  }

  /** One with an end beats one without; of those with an end the later one, then the id. */
  private static Optional<RoleOverride> forcedPrimary(GroupReport report) {
    return report.overrides().stream()
        .filter(override -> override.role() == RoleOverride.Role.PRIMARY)
        .reduce(
            (one, other) -> {
              if (one.expirationTime() == null || other.expirationTime() == null) {
                return one.expirationTime() == null ? other : one;
              }
              int later = one.expirationTime().compareTo(other.expirationTime());
              boolean first =
                  later > 0 || (later == 0 && one.sessionId().compareTo(other.sessionId()) < 0);
              return first ? one : other;
            });
  }

  private static List<String> why(
      GroupReport report, ElectionSpec election, Optional<RoleOverride> pin, Instant now) {
    String primary = String.valueOf(report.primary());
    List<String> why = new ArrayList<>();
    if (report.lastTransition() != null && primary.equals(report.lastTransition().to())) {
      why.add(
          "%s was put in charge %s ago: %s."
              .formatted(
                  primary,
                  Ages.since(report.lastTransition().time(), now),
                  sentence(report.lastTransition().reason())));
    }
    if (pin.isPresent() && pin.get().sessionId().equals(primary)) {
      why.add(StatusTables.override(pin.get(), now) + ", so nobody else is put in charge.");
    } else if (pin.isPresent()) {
      why.add(StatusTables.override(pin.get(), now) + "; it takes over as soon as it is live.");
    } else if (election.manual()) {
      why.add("Failover is Manual, so it stays in charge until an operator says otherwise.");
    } else {
      why.add(
          "It stays in charge until it is silent, or another's score is higher by more than %s for %s."
              .formatted(number(election.margin()), "the stabilization period"));
    }
    return why;
  }

  private static List<String> whyNobody(GroupReport report) {
    return report.problems().isEmpty()
        ? List.of("Nobody is in charge; the next heartbeat of a session changes that.")
        : report.problems();
  }

  private static List<String> others(GroupReport report) {
    return report.sessions().stream()
        .filter(session -> session.role() != SessionStatus.Role.PRIMARY)
        .map(session -> session.id() + ": " + (session.reason() == null ? "-" : session.reason()))
        .toList();
  }

  private static Optional<String> next(
      GroupReport report, ElectionSpec election, Optional<RoleOverride> pin) {
    if (pin.isPresent()) {
      return report.sessions().stream()
          .filter(session -> session.id().equals(pin.get().sessionId()))
          .filter(session -> session.role() != SessionStatus.Role.PRIMARY)
          .filter(session -> !WhyNot.STALE.equals(session.reason()))
          .map(SessionStatus::id)
          .findFirst();
    }
    return election.manual() && report.term() != null && report.term() > 0
        ? Optional.empty()
        : report.sessions().stream()
            .filter(session -> session.role() != SessionStatus.Role.PRIMARY)
            .filter(session -> session.reason() == null || WhyNot.couldTakeOver(session.reason()))
            .map(SessionStatus::id)
            .findFirst();
  }

  private static String then(
      GroupReport report,
      ElectionSpec election,
      Optional<RoleOverride> pin,
      @Nullable String next) {
    if (next != null) {
      return next + " would be in charge.";
    }
    if (pin.isPresent()) {
      return "nobody, until %s is back: the override lets nobody else be in charge."
          .formatted(pin.get().sessionId());
    }
    if (election.manual()) {
      return "nobody, until %s is back or an operator switches over: failover is Manual."
          .formatted(report.primary());
    }
    return "nobody: no other session could take over.";
  }

  /** The words of a transition's reason, as a sentence goes on with them. */
  private static String sentence(String reason) {
    return switch (reason) {
      case "Elected" -> "nobody was, and it was the best";
      case "HolderExpired" -> "the one before was silent for too long";
      case "HolderLeft" -> "the one before left in good order";
      case "BetterScore" -> "its score was better for long enough";
      case "ForcedPrimary" -> "an override said so";
      case "ForcedSecondary" -> "an override took the one before out";
      case "CandidateSilent" -> "the one elected before it stayed silent";
      case "AnswerLost" -> "the one elected before it could not be told";
      case "LeaseLost" -> "the group's Lease had been lost";
      default -> reason;
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(group.name()).append(": ");
    text.append(
        group.primary() == null ? "nobody is in charge" : group.primary() + " is in charge");
    text.append("\n\nWhy\n");
    why.forEach(line -> text.append("  ").append(line).append('\n'));
    if (!others.isEmpty()) {
      text.append("\nWhy not the others\n");
      others.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    if (ifItCrashed != null && ifItLeft != null) {
      text.append("\nIf it crashed or was cut off now\n  ").append(ifItCrashed);
      text.append("\n\nIf it stopped in good order now\n  ").append(ifItLeft).append('\n');
    } else if (next != null) {
      text.append("\nNext is ").append(next).append(", with its next heartbeat\n");
    }
    if (group.primary() != null && !group.problems().isEmpty()) {
      text.append("\nProblems\n");
      group.problems().forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }
}
