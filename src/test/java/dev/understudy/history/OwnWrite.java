package dev.understudy.history;

import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.group.GroupKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * I2: every Primary answer has a successful write of its own, made while its request was open; and
 * a term has one holder.
 */
final class OwnWrite {
  private OwnWrite() {}

  /** Who was told so, and of which term. */
  private record Holding(GroupKey group, String session, long term) {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    Map<Holding, List<Duration>> writes = new HashMap<>();
    for (Timeline timeline : timelines) {
      Map<Long, SessionRef> holders = new HashMap<>();
      for (Step step : timeline.steps()) {
        SessionRef holder = step.holder();
        if (holder == null) {
          continue;
        }
        SessionRef first = holders.putIfAbsent(step.lease().term(), holder);
        if (first != null && !first.equals(holder)) {
          findings.wrong("I2", step, "the term was %s's before".formatted(first));
        }
        if (step.renews() && step.lease().phase() instanceof Phase.Held) {
          writes
              .computeIfAbsent(
                  new Holding(timeline.key(), holder.id(), step.lease().term()),
                  absent -> new ArrayList<>())
              .add(step.done());
        }
      }
    }
    Map<Holding, List<Answer>> answers = new HashMap<>();
    for (Answer answer : history.answers()) {
      if (answer.role() == Role.PRIMARY) {
        answers
            .computeIfAbsent(
                new Holding(answer.group(), answer.session(), answer.term()),
                absent -> new ArrayList<>())
            .add(answer);
      }
    }
    answers.forEach(
        (holding, told) ->
            match(told, writes.getOrDefault(holding, List.of()), history.inaccuracy(), findings));
  }

  /** Gives each write to the answer that, of those it may be of, was given first. */
  private static void match(
      List<Answer> answers, List<Duration> writes, Duration inaccuracy, Findings findings) {
    answers.sort(Comparator.comparing(Answer::asked));
    PriorityQueue<Answer> open = new PriorityQueue<>(Comparator.comparing(Answer::told));
    int next = 0;
    for (Duration write : writes) {
      while (next < answers.size()
          && answers.get(next).asked().minus(inaccuracy).compareTo(write) <= 0) {
        open.add(answers.get(next++));
      }
      while (!open.isEmpty() && open.peek().told().plus(inaccuracy).compareTo(write) < 0) {
        unmatched(open.remove(), findings);
      }
      open.poll();
    }
    open.forEach(answer -> unmatched(answer, findings));
    answers.subList(next, answers.size()).forEach(answer -> unmatched(answer, findings));
  }

  private static void unmatched(Answer answer, Findings findings) {
    findings.wrong("I2", answer.told(), "no successful write of its own for " + answer);
  }
}
