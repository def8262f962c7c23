package dev.understudy.history;

import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import java.time.Duration;
import java.util.Collection;

/**
 * I11: once nothing goes wrong any more and a session is live, somebody is in charge within the
 * bound: granted or renewed since then, and acting.
 */
final class Progress {
  private Progress() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Expectation expectation : history.expectations()) {
      if (expectation instanceof Expectation.Primary(var group, Duration from, Duration bound)) {
        boolean met =
            timelines.stream()
                .filter(timeline -> timeline.key().equals(group))
                .flatMap(timeline -> timeline.steps().stream())
                .anyMatch(step -> isInCharge(history, step, from, from.plus(bound)));
        if (!met) {
          findings.wrong(
              "I11",
              from.plus(bound),
              "nobody is in charge of %s after %s".formatted(group, bound));
        }
      }
    }
  }

  private static boolean isInCharge(History history, Step step, Duration from, Duration until) {
    SessionRef holder = step.holder();
    return holder != null
        && step.renews()
        && step.lease().phase() instanceof Phase.Held
        && step.sent().plus(history.inaccuracy()).compareTo(from) >= 0
        && step.done().compareTo(until) <= 0
        && history.acting().stream()
            .filter(acting -> acting.session().equals(holder.id()))
            .filter(acting -> acting.term() == step.lease().term())
            .filter(acting -> acting.until().compareTo(step.done()) > 0)
            .anyMatch(acting -> acting.from().minus(history.inaccuracy()).compareTo(until) <= 0);
  }
}
