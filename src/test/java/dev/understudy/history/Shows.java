package dev.understudy.history;

import dev.understudy.election.SessionRef;
import dev.understudy.history.GroupWrite.Shown;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * I6: a status never shows the primary as the one to come, its term never falls, and once nothing
 * happens any more it shows what the Lease says.
 */
final class Shows {
  private Shows() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      long term = 0;
      for (GroupWrite write : timeline.writes()) {
        Shown shown = write.shown();
        if (shown.primary() != null && shown.primary().equals(shown.pending())) {
          findings.wrong("I6", write.done(), "the primary is its own successor in " + write);
        }
        if (shown.term() < term) {
          findings.wrong("I6", write.done(), "the term falls from " + term + " in " + write);
        }
        term = Math.max(term, shown.term());
      }
    }
    for (Expectation expectation : history.expectations()) {
      if (expectation instanceof Expectation.StatusSettled(var group, Duration at)) {
        timelines.stream()
            .filter(timeline -> timeline.key().equals(group) && timeline.livedAt(at))
            .forEach(timeline -> settled(timeline, at, findings));
      }
    }
  }

  private static void settled(Timeline timeline, Duration at, Findings findings) {
    Step step = timeline.lastStep(at);
    Shown shown = shown(timeline, at);
    if (step == null || shown == null) {
      return;
    }
    SessionRef holder = step.holder();
    String primary = holder == null ? null : holder.id();
    String pending =
        step.lease()
            .phase()
            .next()
            .map(next -> next.id())
            .filter(id -> !id.equals(primary))
            .orElse(null);
    if (!Objects.equals(shown.primary(), primary)
        || !Objects.equals(shown.pending(), pending)
        || shown.term() != step.lease().term()) {
      findings.wrong("I6", at, "the status shows " + shown + " of " + step);
    }
  }

  private static @Nullable Shown shown(Timeline timeline, Duration at) {
    Shown last = null;
    for (GroupWrite write : timeline.writes()) {
      if (write.done().compareTo(at) <= 0) {
        last = write.shown();
      }
    }
    return last;
  }
}
