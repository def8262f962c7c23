package dev.understudy.history;

import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Settings;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * I8: judged by the generation that the granting write carries, nobody is granted beside a session
 * that is forced to be the primary, and no session that is forced not to be.
 */
final class Obedience {
  private static final Comparator<RoleOverride> PRECEDENCE =
      Comparator.comparing(
              RoleOverride::expiration, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(RoleOverride::sessionId, Comparator.reverseOrder());

  private Obedience() {}

  static void judge(Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      for (Step step : timeline.steps()) {
        SessionRef holder = step.holder();
        if (step.grants() && holder != null) {
          timeline
              .settings(step.lease().generation())
              .ifPresent(settings -> judge(step, holder, settings, findings));
        }
      }
    }
  }

  private static void judge(Step step, SessionRef holder, Settings settings, Findings findings) {
    List<RoleOverride> standing =
        settings.overrides().stream()
            .filter(
                override ->
                    override.expiration() == null
                        || !step.lease()
                            .expired()
                            .contains(
                                new ExpiredOverride(override.sessionId(), override.expiration())))
            .toList();
    String primary =
        standing.stream()
            .filter(override -> override.role() == Role.PRIMARY)
            .max(PRECEDENCE)
            .map(RoleOverride::sessionId)
            .orElse(null);
    if (primary != null && !primary.equals(holder.id())) {
      findings.wrong("I8", step, "%s is forced primary".formatted(primary));
    }
    if (standing.stream()
        .anyMatch(
            override ->
                override.role() == Role.SECONDARY && override.sessionId().equals(holder.id()))) {
      findings.wrong("I8", step, "%s is forced secondary".formatted(holder.id()));
    }
  }
}
