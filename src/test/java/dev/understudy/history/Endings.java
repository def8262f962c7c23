package dev.understudy.history;

import dev.understudy.election.Grant;
import dev.understudy.election.SessionLease;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I9: a group goes only when no grant of it lasts and nobody acts in it any more; none is given
 * once it is known to go; and the facade deletes none with a live session or a grant.
 */
final class Endings {
  private final History history;
  private final Timeline timeline;
  private final Findings findings;

  private Endings(History history, Timeline timeline, Findings findings) {
    this.history = history;
    this.timeline = timeline;
    this.findings = findings;
  }

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    timelines.forEach(timeline -> new Endings(history, timeline, findings).judge());
  }

  private void judge() {
    timeline.gone().ifPresent(this::gone);
    timeline.steps().stream()
        .filter(Step::grants)
        .filter(
            step ->
                timeline
                    .settings(step.lease().generation())
                    .filter(settings -> settings.deleting())
                    .isPresent())
        .forEach(step -> findings.wrong("I9", step, "the group is being deleted"));
    history.ended().stream()
        .filter(ended -> ended.group().equals(timeline.key()))
        .filter(ended -> timeline.livedAt(ended.asked()))
        .forEach(this::accepted);
  }

  private void gone(Duration at) {
    Step last = timeline.lastStep(at);
    Grant grant = last == null ? null : last.grant();
    if (grant != null && lasts(grant, at)) {
      findings.wrong("I9", at, "the group is gone while a grant lasts: " + last);
    }
    history.acting().stream()
        .filter(acting -> acting.keepsRule() && acting.group().equals(timeline.key()))
        .filter(acting -> acting.from().compareTo(at) < 0)
        .filter(acting -> acting.until().compareTo(at.plus(history.inaccuracy())) > 0)
        .forEach(
            acting -> findings.wrong("I9", at, "the group is gone while somebody acts: " + acting));
  }

  private boolean lasts(Grant grant, Duration at) {
    Duration renewed = Duration.ZERO;
    for (Step step : timeline.steps()) {
      if (step.renews()) {
        renewed = step.sent();
      }
    }
    return at.minus(renewed).compareTo(least(grant.expiry())) < 0;
  }

  private Duration least(Duration wait) {
    return Clocks.onTheFastest(wait).minus(history.inaccuracy());
  }

  private void accepted(Ended ended) {
    Step last = timeline.lastStep(ended.asked());
    if (last != null && last.grant() != null) {
      findings.wrong("I9", ended.asked(), "a group with a grant is deleted: " + last);
    }
    Map<String, Duration> signs = new LinkedHashMap<>();
    Map<String, SessionLease> sessions = new LinkedHashMap<>();
    for (LeaseWrite write : timeline.leases()) {
      if (write.done().plus(history.inaccuracy()).compareTo(ended.asked()) > 0) {
        break;
      }
      if (!(write.lease() instanceof StoredSession session)) {
        continue;
      }
      if (write.kind() == LeaseWrite.Kind.DELETED) {
        sessions.remove(session.uid());
      } else {
        SessionLease before = sessions.put(session.uid(), session.lease());
        if (before == null || isNewer(session.lease().signs(), before.signs())) {
          signs.put(session.uid(), write.done());
        }
      }
    }
    sessions.forEach(
        (uid, session) -> {
          Timing timing = timing(session, last);
          Duration silent = ended.asked().minus(signs.getOrDefault(uid, Duration.ZERO));
          if (silent.compareTo(least(timing.expiry())) < 0) {
            findings.wrong(
                "I9", ended.asked(), "a group with a live session is deleted: " + session);
          }
        });
  }

  private static boolean isNewer(Signs now, Signs before) {
    return now.beats() > before.beats() || now.registration() > before.registration();
  }

  private Timing timing(SessionLease session, @Nullable Step last) {
    long generation = last == null ? 1 : last.lease().generation();
    return timeline
        .settings(generation)
        .map(settings -> settings.timing().atLeast(session.timeout()))
        .orElse(new Timing(session.timeout(), Duration.ZERO));
  }
}
