package dev.understudy.history;

import dev.understudy.election.Grant;
import java.util.Collection;

/**
 * I3: terms never fall, and a grant raises the term by one. A Lease that stands in for a lost one
 * goes on from any term above all that anybody was granted or told of: whoever wrote it may not
 * have seen those that were written and lost at once.
 */
final class TermsRise {
  private static final long LOST_LEASE_STEP = 1000;

  private TermsRise() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      long granted = 0;
      for (Step step : timeline.steps()) {
        judge(step, granted, findings);
        if (step.write().kind() == LeaseWrite.Kind.CREATED) {
          long told = told(history, timeline, step);
          if (step.lease().term() <= told) {
            findings.wrong("I3", step, "clients were told of term %d already".formatted(told));
          }
        }
        if (step.holder() != null) {
          granted = Math.max(granted, step.lease().term());
        }
      }
    }
  }

  private static void judge(Step step, long granted, Findings findings) {
    long term = step.lease().term();
    long last = step.before() == null ? granted : step.before().term();
    Grant grant = step.grant();
    boolean known = grant != null && grant.holder() != null;
    if (term < Math.max(last, granted)) {
      findings.wrong("I3", step, "the term falls from %d".formatted(Math.max(last, granted)));
    } else if (step.grants() && term != last + 1) {
      findings.wrong("I3", step, "a grant raises the term by %d".formatted(term - last));
    } else if (step.before() != null && !known && term != last && term - last < LOST_LEASE_STEP) {
      findings.wrong("I3", step, "the term rises by %d without a grant".formatted(term - last));
    }
  }

  /** The highest term that a client of this group was told of before a write; -1 if none was. */
  private static long told(History history, Timeline timeline, Step step) {
    return history.answers().stream()
        .filter(answer -> answer.group().equals(timeline.key()))
        .filter(answer -> answer.asked().compareTo(timeline.begun()) >= 0)
        .filter(answer -> answer.told().plus(history.inaccuracy()).compareTo(step.done()) < 0)
        .mapToLong(Answer::term)
        .max()
        .orElse(-1);
  }
}
