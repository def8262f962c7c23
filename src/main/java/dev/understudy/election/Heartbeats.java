package dev.understudy.election;

import dev.understudy.election.Decision.Answer;
import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the election table that begin with a heartbeat. One object serves one decision. */
final class Heartbeats {
  private final GroupView view;
  private final Moment now;

  Heartbeats(GroupView view, Moment now) {
    this.view = view;
    this.now = now;
  }

  Decision decide(Event.Heartbeat event) {
    Beat beat = event.beat();
    SessionView session =
        view.session(beat.session())
            .orElseThrow(
                () -> new IllegalArgumentException("no such session in view: " + beat.session()));
    return view.lease()
        .phase()
        .current()
        .filter(grant -> grant.isHeldBy(beat.session()))
        .map(grant -> ofHolder(grant, session, event))
        .orElseGet(() -> claimOrStandBy(session, event));
  }

  private Decision ofHolder(Grant grant, SessionView session, Event.Heartbeat event) {
    Beat beat = event.beat();
    Phase phase = view.lease().phase();
    if (beat.isOtherInstanceThan(grant)) {
      return phase instanceof Phase.Releasing
          ? standsBy(Row.RELEASING_HEARTBEAT, session, event)
          : otherInstance(grant, session, event);
    }
    // Row 12. Also where the Lease does not say that the holder was told: it acts in this term no
    // more, whatever a renewal would say.
    if (beat.acknowledges(view.lease().term())) {
      return released(grant, session, event);
    }
    return switch (phase) {
      case Phase.Held _ when view.settings().deleting() ->
          tell(Row.GROUP_DELETED, event, session, grant, null, Cause.GROUP_DELETED);
      case Phase.Held _ -> renew(event, grant, session);
      case Phase.Handover(var _, var target, Cause cause) ->
          tell(Row.HANDOVER_TELLS, event, session, grant, target, cause);
      case Phase.Releasing _ -> standsBy(Row.RELEASING_HEARTBEAT, session, event);
      case Phase.Vacant _, Phase.Pending _ ->
          throw new IllegalStateException("no grant in " + phase);
    };
  }

  private Challenges challenges() {
    return new Course(view, now).challenges();
  }

  // Row 5b

  /** It renews nothing and counts for nothing; that there are two is written down once a turn. */
  private Decision otherInstance(Grant grant, SessionView session, Event.Heartbeat event) {
    Beat beat = event.beat();
    Answer answer = Answer.secondary(beat.session(), view.lease().term());
    Grant overheard = grant.overheard(beat, arrival(session, event));
    if (!grant.signs().isFromAnother(beat) || overheard.equals(grant)) {
      return new Decision.AnswerOnly(Row.OTHER_INSTANCE, answer, challenges());
    }
    Course course = new Course(view, now);
    GroupLease lease = course.view().lease();
    return new Decision.WriteGroup(
        Row.OTHER_INSTANCE,
        lease.withPhase(lease.phase().with(overheard)),
        Cause.ELECTED,
        List.of(answer),
        course.challenges());
  }

  // Row 5

  private Decision renew(Event.Heartbeat event, Grant grant, SessionView session) {
    Beat beat = event.beat();
    Course course = new Course(view, now);
    Grant renewed =
        grant.renewed(beat, arrival(session, event), session.timing(view.settings().timing()));
    GroupLease next =
        course
            .view()
            .lease()
            .withPhase(new Phase.Held(renewed))
            .withDataTime(renewed.signs().dataTime());
    Answer answer = Answer.primary(beat.session(), next.term(), renewed);
    return new Decision.WriteGroup(
        Row.HELD_RENEWS, next, Cause.ELECTED, List.of(answer), course.challenges());
  }

  // Row 9

  private Decision tell(
      Row row,
      Event.Heartbeat event,
      SessionView session,
      Grant grant,
      @Nullable Candidate target,
      Cause cause) {
    Beat beat = event.beat();
    Course course = new Course(view, now);
    Grant heard = grant.heard(beat, arrival(session, event));
    GroupLease next =
        course
            .view()
            .lease()
            .withPhase(new Phase.Releasing(heard, target, cause))
            .withDataTime(heard.signs().dataTime());
    return new Decision.WriteGroup(
        row, next, cause, List.of(Answer.secondary(beat.session(), next.term())), Challenges.NONE);
  }

  // Row 12, by the holder's own word

  private Decision released(Grant grant, SessionView session, Event.Heartbeat event) {
    Beat beat = event.beat();
    Phase phase = view.lease().phase();
    Cause cause = phase.reason().orElse(Cause.ELECTED);
    Grant last = grant.heard(beat, arrival(session, event));
    GroupView after =
        view.with(view.lease().withPhase(phase.with(last))).with(heard(session, event));
    Course course = new Course(after, now);
    GroupLease ended = course.view().lease().ended().withDataTime(last.signs().dataTime());
    Step step = course.succession().elect(Row.RELEASED, ended, cause, phase.next().orElse(null));
    List<Answer> answers = new ArrayList<>(step.answers());
    if (!step.grants(beat.session())) {
      answers.add(Answer.secondary(beat.session(), step.lease().term()));
    }
    return new Decision.WriteGroup(
        step.row(), step.lease(), step.cause(), answers, Challenges.NONE);
  }

  // Rows 1, 3 and 14

  private Decision claimOrStandBy(SessionView session, Event.Heartbeat event) {
    SessionView heard = heard(session, event);
    Course course = new Course(view.with(heard), now);
    Step step = course.step();
    if (step.grants(event.beat().session())) {
      Row row = view.lease().phase() instanceof Phase.Vacant ? Row.VACANT_HEARTBEAT : step.row();
      return new Decision.WriteGroup(
          row, step.lease(), step.cause(), step.answers(), Challenges.NONE);
    }
    return standsBy(Row.STANDS_BY, session, event);
  }

  private Decision standsBy(Row row, SessionView session, Event.Heartbeat event) {
    return new Decision.WriteSession(row, heard(session, event).lease(), challenges());
  }

  /** The session as it is with this heartbeat, its request open. */
  private SessionView heard(SessionView session, Event.Heartbeat event) {
    Arrival arrival = arrival(session, event);
    Signs signs = view.signs(session).heard(event.beat(), arrival);
    Pace pace =
        session
            .lease()
            .pace()
            .heard(
                session.lease().interval(), arrival.sinceLast(), event.last(), signs.scoreCounts());
    return session.with(
        session.lease().heard(signs, pace),
        event.arrived(),
        new OpenRequest(event.arrived(), event.beat().instance()));
  }

  private Arrival arrival(SessionView session, Event.Heartbeat event) {
    Duration seen = session.seen();
    return new Arrival(
        now.wall(),
        seen == null ? null : nonNegative(event.arrived().minus(seen)),
        session.timing(view.settings().timing()).timeout());
  }

  private static Duration nonNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
