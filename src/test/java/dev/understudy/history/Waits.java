package dev.understudy.history;

import dev.understudy.election.Grant;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * I5: a grant ends by its holder's own word, by the guard delay of a stock client that was told, by
 * a claim whose answer was not sent, or not before the whole wait since its last renewal is over.
 * So it does also when its Lease was deleted by hand.
 */
final class Waits {
  private final History history;
  private final Timeline timeline;
  private final Findings findings;
  private final Map<String, StoredSession> deleted = new HashMap<>();
  private @Nullable Grant open;
  private long term;
  private Duration renewed = Duration.ZERO;

  private Waits(History history, Timeline timeline, Findings findings) {
    this.history = history;
    this.timeline = timeline;
    this.findings = findings;
  }

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    timelines.forEach(timeline -> new Waits(history, timeline, findings).judge());
  }

  private void judge() {
    for (LeaseWrite write : timeline.leases()) {
      if (write.isOfGroup()) {
        judge(Step.of(write));
      } else if (write.kind() == LeaseWrite.Kind.DELETED
          && write.lease() instanceof StoredSession session) {
        deleted.put(session.uid(), session);
      }
    }
  }

  private void judge(Step step) {
    Grant grant = step.grant();
    Grant before = open;
    boolean goesOn =
        grant != null
            && (grant.holder() == null || (before != null && isSame(step, before, grant)));
    if (before != null && !goesOn && !mayEnd(step, before)) {
      Duration waited = step.done().minus(renewed);
      Duration needed = Clocks.onTheFastest(before.expiry()).minus(history.inaccuracy());
      if (waited.compareTo(needed) < 0) {
        findings.wrong(
            "I5",
            step,
            "term %d ended after %s and not %s".formatted(term, waited, before.expiry()));
      }
    }
    if (step.renews()) {
      renewed = step.sent();
    }
    open = grant;
    term = step.lease().term();
  }

  private boolean isSame(Step step, Grant before, Grant grant) {
    return before.holder() != null
        && before.holder().equals(grant.holder())
        && step.lease().term() == term;
  }

  private boolean mayEnd(Step step, Grant before) {
    SessionRef holder = before.holder();
    return holder != null
        && (saidSo(step, holder, before)
            || leftByItself(step, holder)
            || wasNotTold(step, holder, before)
            || wasGuarded(step, holder, before));
  }

  /** Its own heartbeat is in the write. */
  private static boolean saidSo(Step step, SessionRef holder, Grant before) {
    LastHolder last = step.lease().previous();
    return last != null
        && last.session().equals(holder)
        && last.signs().beats() > before.signs().beats();
  }

  /** Who registered its session has deleted it. */
  private boolean leftByItself(Step step, SessionRef holder) {
    StoredSession session = deleted.get(holder.uid());
    return session != null
        && history.deletions().stream()
            .filter(deletion -> deletion.group().equals(timeline.key()))
            .filter(deletion -> deletion.session().equals(holder.id()))
            .filter(deletion -> deletion.subject().equals(session.lease().subject()))
            .filter(deletion -> deletion.asked().compareTo(timeline.begun()) >= 0)
            .anyMatch(
                deletion ->
                    deletion.asked().compareTo(step.done().plus(history.inaccuracy())) <= 0);
  }

  /** It is the very version that the claim wrote, and no answer to the claim was handed over. */
  private boolean wasNotTold(Step step, SessionRef holder, Grant before) {
    return before.renewals() == 1
        && step.old() != null
        && step.old().equals(before)
        && told(holder, Role.PRIMARY, step.done()).isEmpty();
  }

  /** It speaks no extension and was told to give way. */
  private boolean wasGuarded(Step step, SessionRef holder, Grant before) {
    return step.before() != null
        && step.before().phase() instanceof Phase.Releasing
        && !before.signs().extended()
        && told(holder, Role.SECONDARY, step.done()).isPresent();
  }

  /** An answer of the present term that was asked for before a moment. */
  private Optional<Answer> told(SessionRef holder, Role role, Duration before) {
    return history.answers().stream()
        .filter(answer -> answer.group().equals(timeline.key()))
        .filter(answer -> answer.session().equals(holder.id()))
        .filter(answer -> answer.role() == role && answer.term() == term)
        .filter(answer -> answer.told().compareTo(timeline.begun()) >= 0)
        .filter(answer -> answer.asked().compareTo(before.plus(history.inaccuracy())) <= 0)
        .findFirst();
  }
}
