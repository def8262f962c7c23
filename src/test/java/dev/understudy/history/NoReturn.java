package dev.understudy.history;

import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * I4: in the order of the writes, no grant lives on after it was released or has ended, and none is
 * given or renewed for a session whose deletion was answered.
 */
final class NoReturn {
  private NoReturn() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      judge(timeline, answered(history, timeline), findings);
    }
  }

  /** When the deletions of sessions were answered, by session UID. */
  private static Map<String, Duration> answered(History history, Timeline timeline) {
    Map<String, Duration> answered = new HashMap<>();
    for (LeaseWrite write : timeline.leases()) {
      if (write.kind() == LeaseWrite.Kind.DELETED
          && write.lease() instanceof StoredSession session) {
        history.deletions().stream()
            .filter(deletion -> deletion.group().equals(timeline.key()))
            .filter(deletion -> deletion.session().equals(session.lease().ref().id()))
            .map(Deletion::answered)
            .filter(Objects::nonNull)
            .map(at -> at.plus(history.inaccuracy()))
            .filter(at -> at.compareTo(write.done()) >= 0)
            .min(Duration::compareTo)
            .ifPresent(at -> answered.put(session.uid(), at));
      }
    }
    return answered;
  }

  private static void judge(Timeline timeline, Map<String, Duration> deleted, Findings findings) {
    Set<Long> released = new HashSet<>();
    Set<Long> over = new HashSet<>();
    for (Step step : timeline.steps()) {
      long term = step.lease().term();
      boolean ended = step.old() != null && (step.grant() == null || term != step.before().term());
      if (ended) {
        over.add(step.before().term());
      }
      SessionRef holder = step.holder();
      if (holder == null) {
        continue;
      }
      if (over.contains(term)) {
        findings.wrong("I4", step, "the term had ended");
      }
      if (step.lease().phase() instanceof Phase.Releasing) {
        released.add(term);
      } else if (released.contains(term)) {
        findings.wrong("I4", step, "the term was being released");
      }
      Duration answered = deleted.get(holder.uid());
      if (step.renews() && answered != null && step.done().compareTo(answered) > 0) {
        findings.wrong("I4", step, "%s was deleted".formatted(holder));
      }
    }
  }
}
