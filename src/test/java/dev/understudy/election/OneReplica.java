package dev.understudy.election;

import dev.understudy.election.Decision.AnswerOnly;
import dev.understudy.election.Decision.Stay;
import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.Decision.WriteSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A replica that is alone: every decision takes effect at once. */
final class OneReplica {
  private GroupView view;
  private Moment now;

  OneReplica(GroupView view, Moment now) {
    this.view = view;
    this.now = now;
  }

  GroupView view() {
    return view;
  }

  Phase phase() {
    return view.lease().phase();
  }

  void wait(Duration duration) {
    now = new Moment(now.monotonic().plus(duration), now.wall().plus(duration));
  }

  void heartbeat(String id, double score) {
    Beat beat = When.BeatOf.session(id).score(score).beat();
    apply(
        Election.decide(view, new Event.Heartbeat(beat, now.monotonic(), null), now),
        beat.session());
    observe();
  }

  /** Decides until there is nothing left to write. */
  void observe() {
    Decision decision = Election.decide(view, new Event.Observed(), now);
    for (int writes = 0; !(decision instanceof Stay); writes++) {
      if (writes == 10) {
        throw new AssertionError("writes without an end, the last one: " + decision);
      }
      apply(decision, null);
      decision = Election.decide(view, new Event.Observed(), now);
    }
    challenges(decision.challenges());
  }

  private void apply(Decision decision, SessionRef sender) {
    challenges(decision.challenges());
    switch (decision) {
      case WriteGroup write -> write(write, sender);
      case WriteSession(var _, SessionLease next, var _) ->
          session(new SessionView(next, now.monotonic(), Duration.ZERO, null));
      case AnswerOnly _, Stay _ -> {}
    }
  }

  private void write(WriteGroup write, SessionRef sender) {
    GroupLease before = view.lease();
    boolean renewed =
        !write
                .next()
                .phase()
                .current()
                .map(Grant::renewals)
                .equals(before.phase().current().map(Grant::renewals))
            || write.next().term() != before.term();
    boolean another = write.next().phase().getClass() != before.phase().getClass();
    view =
        new GroupView(
            view.settings(),
            write.next(),
            renewed ? now.monotonic() : view.renewalSeen(),
            another ? now.monotonic() : view.phaseSeen(),
            null,
            view.sessions(),
            view.challenges());
    view.session(sender)
        .ifPresent(
            session ->
                session(new SessionView(session.lease(), now.monotonic(), Duration.ZERO, null)));
  }

  private void session(SessionView session) {
    Map<String, SessionView> sessions = new LinkedHashMap<>(view.sessions());
    sessions.put(session.ref().uid(), session);
    replace(sessions, view.challenges());
  }

  private void challenges(Challenges challenges) {
    replace(view.sessions(), challenges);
  }

  private void replace(Map<String, SessionView> sessions, Challenges challenges) {
    view =
        new GroupView(
            view.settings(),
            view.lease(),
            view.renewalSeen(),
            view.phaseSeen(),
            view.told(),
            sessions,
            challenges);
  }
}
