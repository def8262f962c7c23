package dev.understudy.election.model;

import dev.understudy.election.Beat;
import dev.understudy.election.Decision;
import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.Election;
import dev.understudy.election.Event;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Moment;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.SessionView.Liveness;
import dev.understudy.election.Settings;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ways to make a decision wrong: each changes what the election is shown, or what it said. */
final class Mutation {
  private Mutation() {}

  /** What a decision is made from. */
  record Question(GroupView view, Event event) {}

  /** Asks the election about something else. */
  static Protocol.Judge asking(UnaryOperator<Question> change) {
    return (view, event, now) -> {
      Question question = change.apply(new Question(view, event));
      return Election.decide(question.view(), question.event(), now);
    };
  }

  static GroupView with(GroupView view, GroupLease lease) {
    return new GroupView(
        view.settings(),
        lease,
        view.renewalSeen(),
        view.phaseSeen(),
        view.told(),
        view.sessions(),
        view.challenges());
  }

  static GroupView told(GroupView view, Duration told) {
    return new GroupView(
        view.settings(),
        view.lease(),
        view.renewalSeen(),
        view.phaseSeen(),
        told,
        view.sessions(),
        view.challenges());
  }

  static GroupView with(GroupView view, UnaryOperator<SessionView> change) {
    Map<String, SessionView> sessions = new LinkedHashMap<>();
    view.sessions().forEach((uid, session) -> sessions.put(uid, change.apply(session)));
    return new GroupView(
        view.settings(),
        view.lease(),
        view.renewalSeen(),
        view.phaseSeen(),
        view.told(),
        sessions,
        view.challenges());
  }

  static GroupLease with(GroupLease lease, Phase phase) {
    return new GroupLease(
        lease.term(),
        phase,
        lease.generation(),
        lease.dataTime(),
        lease.previous(),
        lease.passedOver(),
        lease.expired(),
        lease.edits(),
        lease.recovers());
  }

  /** Shows the election another grant. */
  static Protocol.Judge showing(UnaryOperator<Grant> change) {
    return asking(question -> showing(question, change));
  }

  private static Question showing(Question question, UnaryOperator<Grant> change) {
    GroupLease lease = question.view().lease();
    return lease
        .phase()
        .current()
        .map(grant -> with(lease, lease.phase().with(change.apply(grant))))
        .map(changed -> new Question(with(question.view(), changed), question.event()))
        .orElse(question);
  }

  /** The same wait as if no clock were wrong. */
  static Grant withoutDrift(Grant grant) {
    Duration timeout = grant.timing().timeout();
    Duration drift = new Timing(timeout, Duration.ZERO).expiry().minus(timeout);
    return with(grant, new Timing(timeout.minus(drift), Duration.ZERO));
  }

  /** The wait comes from the specification. */
  static Question waitsAsSpecified(Question question) {
    Timing specified = question.view().settings().timing();
    return showing(question, grant -> with(grant, specified));
  }

  /** Nobody is unknown. */
  static Decision takesUnknownForLive(GroupView view, Event event, Moment now) {
    GroupView trusting =
        with(
            view,
            session ->
                session.liveness(view.settings().timing(), now) == Liveness.UNKNOWN
                    ? new SessionView(
                        session.lease(), now.monotonic(), session.watched(), session.open())
                    : session);
    return Election.decide(trusting, event, now);
  }

  static Grant with(Grant grant, Timing timing) {
    return new Grant(grant.holder(), grant.gone(), timing, grant.renewals(), grant.signs());
  }

  /** A holder that was told is taken to be released at once. */
  static Question releasedWhenTold(Question question) {
    GroupView view = question.view();
    if (!(question.event() instanceof Event.Observed
        && view.lease().phase() instanceof Phase.Releasing(Grant grant, var _, var _))) {
      return question;
    }
    SessionRef holder = grant.holder();
    Grant mute =
        new Grant(
            holder, grant.gone(), grant.timing(), grant.renewals(), cannotSpeak(grant.signs()));
    GroupView silent =
        with(
            with(view, with(view.lease(), view.lease().phase().with(mute))),
            session ->
                session.ref().equals(holder)
                    ? with(session, cannotSpeak(session.lease().signs()))
                    : session);
    return new Question(told(silent, Duration.ZERO), question.event());
  }

  private static Signs cannotSpeak(Signs signs) {
    return new Signs(
        signs.beats(),
        signs.registration(),
        signs.fresh(),
        signs.score(),
        signs.dataTime(),
        signs.at(),
        false,
        signs.instance(),
        signs.peer(),
        signs.sharing());
  }

  private static SessionView with(SessionView session, Signs signs) {
    var lease = session.lease();
    return new SessionView(
        new SessionLease(
            lease.ref(),
            lease.name(),
            lease.registered(),
            lease.subject(),
            lease.timeout(),
            signs,
            lease.pace()),
        session.seen(),
        session.watched(),
        session.open());
  }

  /** Every deletion counts as the session's own. */
  static Question alwaysOwn(Question question) {
    return question.event() instanceof Event.Deleted(SessionRef session, boolean _)
        ? new Question(question.view(), new Event.Deleted(session, true))
        : question;
  }

  /** Every word of a session that it does not act is taken for one of the present term. */
  static Question anyTermAcknowledges(Question question) {
    if (question.event() instanceof Event.Heartbeat(Beat beat, Duration arrived, var last)
        && beat.role() != null
        && beat.role() != Role.PRIMARY) {
      Beat present = says(beat, question.view().lease().term());
      return new Question(question.view(), new Event.Heartbeat(present, arrived, last));
    }
    return question;
  }

  /** The word of a holder that was not told to give way counts for nothing. */
  static Question unheardWhileHeld(Question question) {
    if (question.event() instanceof Event.Heartbeat(Beat beat, Duration arrived, var last)
        && question.view().lease().phase() instanceof Phase.Held) {
      return new Question(question.view(), new Event.Heartbeat(says(beat, null), arrived, last));
    }
    return question;
  }

  /** The mode is not looked at. */
  static Question automatic(Question question) {
    Settings said = question.view().settings();
    Settings automatic =
        new Settings(
            said.timing(),
            said.margin(),
            said.stabilization(),
            false,
            said.hold(),
            said.overrides(),
            said.generation(),
            said.deleting());
    return new Question(with(question.view(), automatic), question.event());
  }

  static GroupView with(GroupView view, Settings settings) {
    return new GroupView(
        settings,
        view.lease(),
        view.renewalSeen(),
        view.phaseSeen(),
        view.told(),
        view.sessions(),
        view.challenges());
  }

  private static Beat says(Beat beat, @Nullable Long term) {
    return new Beat(
        beat.session(),
        beat.registration(),
        beat.score(),
        beat.dataTime(),
        beat.role(),
        term,
        beat.instance(),
        beat.peer(),
        beat.outdated());
  }

  /** A handover whose reason is gone is given up also after the holder was told. */
  static Decision givesUpAfterTelling(GroupView view, Event event, Moment now) {
    Decision decision = Election.decide(view, event, now);
    if (event instanceof Event.Observed
        && decision instanceof Decision.Stay
        && view.lease().phase() instanceof Phase.Releasing(Grant grant, var target, var cause)) {
      GroupLease untold = with(view.lease(), new Phase.Handover(grant, target, cause));
      Decision instead = Election.decide(with(view, untold), event, now);
      if (instead instanceof WriteGroup write && write.next().phase() instanceof Phase.Held) {
        return instead;
      }
    }
    return decision;
  }

  /** A claim whose answer was lost is taken back whatever was renewed since. */
  static Question takesBackRenewed(Question question) {
    GroupLease lease = question.view().lease();
    Optional<Grant> grant = lease.phase().current();
    if (question.event() instanceof Event.AnswerLost(SessionRef session, long term)
        && grant.filter(held -> session.equals(held.holder())).isPresent()
        && lease.term() == term) {
      Grant claimed = new Grant(session, false, grant.get().timing(), 1, grant.get().signs());
      return new Question(
          with(question.view(), with(lease, new Phase.Held(claimed))), question.event());
    }
    return question;
  }
}
