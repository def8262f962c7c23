package dev.understudy.plugin;

import dev.understudy.api.RoleOverride;
import dev.understudy.api.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the status of groups looks to people. */
final class StatusTables {
  private StatusTables() {}

  static String ofGroups(List<GroupReport> reports, boolean wide, boolean everywhere, Instant now) {
    TextTable table =
        new TextTable(
            cells(
                everywhere,
                wide,
                "NAMESPACE",
                List.of("GROUP", "PRIMARY", "SINCE", "TERM", "PENDING", "LIVE", "READY"),
                List.of("ID", "LAST CHANGE", "PROBLEM")));
    for (GroupReport report : reports) {
      table.add(
          cells(
              everywhere,
              wide,
              report.namespace(),
              List.of(
                  report.name(),
                  text(report.primary()),
                  Ages.since(report.primarySince(), now),
                  text(report.term()),
                  text(report.pendingPrimary()),
                  report.live() + "/" + report.total(),
                  report.ready() ? "yes" : "no"),
              List.of(
                  report.id(),
                  report.lastTransition() == null ? "-" : report.lastTransition().reason(),
                  String.join("; ", report.problems()))));
    }
    return table.toString();
  }

  private static List<String> cells(
      boolean first, boolean last, String namespace, List<String> always, List<String> wide) {
    List<String> cells = new ArrayList<>(always);
    if (first) {
      cells.addFirst(namespace);
    }
    if (last) {
      cells.addAll(wide);
    }
    return cells;
  }

  static String ofGroup(GroupReport report, Instant now) {
    StringBuilder text = new StringBuilder();
    line(text, "Group", report.namespace() + "/" + report.name() + idUnlessName(report));
    line(text, "Primary", primary(report, now));
    if (report.pendingPrimary() != null) {
      line(text, "Next", report.pendingPrimary());
    }
    if (report.lastTransition() != null) {
      line(text, "Last change", change(report, now));
    }
    for (RoleOverride override : report.overrides()) {
      line(text, "Override", override(override, now));
    }
    report.problems().forEach(problem -> line(text, "Problem", problem));
    if (!report.sessions().isEmpty()) {
      text.append('\n').append(sessions(report));
    }
    int omitted = report.total() - report.sessions().size();
    if (omitted > 0) {
      text.append("... and ").append(omitted).append(" more\n");
    }
    return text.toString();
  }

  private static String idUnlessName(GroupReport report) {
    return report.id().equals(report.name()) ? "" : " (id " + report.id() + ")";
  }

  private static String primary(GroupReport report, Instant now) {
    return report.primary() == null
        ? "nobody"
        : "%s, for %s, term %s"
            .formatted(
                report.primary(), Ages.since(report.primarySince(), now), text(report.term()));
  }

  private static String change(GroupReport report, Instant now) {
    var change = Objects.requireNonNull(report.lastTransition());
    return "%s ago, from %s to %s (%s)"
        .formatted(
            Ages.since(change.time(), now),
            Objects.requireNonNullElse(change.from(), "nobody"),
            Objects.requireNonNullElse(change.to(), "nobody"),
            change.reason());
  }

  static String override(RoleOverride override, Instant now) {
    String role = override.role() == RoleOverride.Role.PRIMARY ? "Primary" : "Secondary";
    Instant end = override.expirationTime();
    return end == null
        ? "%s is forced to be %s until that is taken back".formatted(override.sessionId(), role)
        : "%s is forced to be %s for %s more"
            .formatted(override.sessionId(), role, Ages.print(Duration.between(now, end)));
  }

  private static TextTable sessions(GroupReport report) {
    TextTable table = new TextTable(List.of("SESSION", "ROLE", "SCORE", "WHY NOT"));
    for (SessionStatus session : report.sessions()) {
      table.add(
          List.of(
              session.id(),
              role(session.role()),
              session.score() == null ? "-" : number(session.score()),
              text(session.reason())));
    }
    return table;
  }

  private static String role(SessionStatus.Role role) {
    return switch (role) {
      case PRIMARY -> "Primary";
      case PENDING_PRIMARY -> "PendingPrimary";
      case SECONDARY -> "Secondary";
    };
  }

  /** A whole number without a fraction. */
  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name)
        .append(':')
        .repeat(' ', Math.max(1, 14 - name.length() - 1))
        .append(TextTable.printable(value))
        .append('\n');
  }
}
