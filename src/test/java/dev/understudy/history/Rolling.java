package dev.understudy.history;

import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.history.Expectation.Undisturbed;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** I12: replicas that go and come relieve nobody whose heartbeats arrive. */
final class Rolling {
  private Rolling() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Expectation expectation : history.expectations()) {
      if (expectation instanceof Undisturbed undisturbed) {
        timelines.stream()
            .filter(timeline -> timeline.key().equals(undisturbed.group()))
            .forEach(timeline -> judge(history, timeline, undisturbed, findings));
      }
    }
  }

  private static void judge(
      History history, Timeline timeline, Undisturbed expected, Findings findings) {
    SessionRef holder = null;
    long term = 0;
    for (Step step : timeline.steps()) {
      boolean within =
          step.done().compareTo(expected.from()) >= 0
              && step.done().compareTo(expected.until()) <= 0;
      boolean changed = holder != null && (step.lease().term() != term || step.grant() == null);
      if (within && changed && kept(history, expected, holder, step.done())) {
        findings.wrong(
            "I12", step, "%s was relieved though its heartbeats arrived".formatted(holder));
      }
      holder = step.holder();
      term = step.lease().term();
    }
  }

  /** Whether the heartbeats of the primary were answered again and again until then. */
  private static boolean kept(
      History history, Undisturbed expected, @Nullable SessionRef holder, Duration until) {
    if (holder == null) {
      return false;
    }
    List<Duration> told =
        history.answers().stream()
            .filter(answer -> answer.group().equals(expected.group()))
            .filter(answer -> answer.session().equals(holder.id()))
            .filter(answer -> answer.role() == Role.PRIMARY)
            .map(Answer::told)
            .filter(at -> at.compareTo(expected.from()) > 0 && at.compareTo(until) < 0)
            .sorted()
            .toList();
    Duration last = expected.from();
    for (Duration at : Stream.concat(told.stream(), Stream.of(until)).toList()) {
      if (at.minus(last).compareTo(expected.longestGap()) > 0) {
        return false;
      }
      last = at;
    }
    return true;
  }
}
