package dev.understudy.election;

import dev.understudy.election.Decision.Answer;
import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
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
    return switch (view.lease().phase()) {
      case Phase.Held(Grant grant) when grant.isHeldBy(beat.session()) ->
          ofHolder(beat, grant, session);
      case Phase.Handover(Grant grant, var target, Cause cause)
          when grant.isHeldBy(beat.session()) ->
          beat.isOtherInstanceThan(grant)
              ? otherInstance(beat)
              : tell(Row.HANDOVER_TELLS, beat, grant, target, cause);
      case Phase.Releasing(Grant grant, var target, Cause cause)
          when grant.isHeldBy(beat.session()) ->
          beat.acknowledges(view.lease().term()) && !beat.isOtherInstanceThan(grant)
              ? released(beat, grant, session, event, target, cause)
              : standsBy(Row.RELEASING_HEARTBEAT, session, event);
      default -> claimOrStandBy(session, event);
    };
  }

  private Challenges challenges() {
    return new Course(view, now).challenges();
  }

  private Decision otherInstance(Beat beat) {
    return new Decision.AnswerOnly(
        Row.OTHER_INSTANCE, Answer.secondary(beat.session(), view.lease().term()), challenges());
  }

  // Row 5, and row 20 for the holder

  private Decision ofHolder(Beat beat, Grant grant, SessionView session) {
    if (beat.isOtherInstanceThan(grant)) {
      return otherInstance(beat);
    }
    if (view.settings().deleting()) {
      return tell(Row.GROUP_DELETED, beat, grant, null, Cause.GROUP_DELETED);
    }
    Course course = new Course(view, now);
    Grant renewed = grant.renewed(beat, now.wall(), session.timing(view.settings().timing()));
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

  private Decision tell(Row row, Beat beat, Grant grant, @Nullable Candidate target, Cause cause) {
    Course course = new Course(view, now);
    Grant heard = grant.heard(beat, now.wall());
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

  private Decision released(
      Beat beat,
      Grant grant,
      SessionView session,
      Event.Heartbeat event,
      @Nullable Candidate target,
      Cause cause) {
    SessionView heard = heard(session, event);
    Grant last = grant.heard(beat, now.wall());
    GroupView after = view.with(heard);
    Course course =
        new Course(
            after.with(after.lease().withPhase(new Phase.Releasing(last, target, cause))), now);
    GroupLease ended = course.view().lease().ended().withDataTime(last.signs().dataTime());
    Course.Step step = course.elect(Row.RELEASED, ended, cause, target);
    List<Answer> answers =
        step.granted() == null || step.grants(beat.session())
            ? step.answers()
            : List.of(Answer.secondary(beat.session(), step.lease().term()), step.granted());
    if (answers.isEmpty()) {
      answers = List.of(Answer.secondary(beat.session(), step.lease().term()));
    }
    return new Decision.WriteGroup(
        step.row(), step.lease(), step.cause(), answers, Challenges.NONE);
  }

  // Rows 1, 3 and 14

  private Decision claimOrStandBy(SessionView session, Event.Heartbeat event) {
    SessionView heard = heard(session, event);
    Course course = new Course(view.with(heard), now);
    Course.Step step = course.step();
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
    Signs signs = view.signs(session).heard(event.beat(), now.wall());
    Duration sinceLast =
        session.seen() == null ? null : nonNegative(event.arrived().minus(session.seen()));
    Pace pace =
        session
            .lease()
            .pace()
            .heard(session.lease().interval(), sinceLast, event.last(), signs.scoreCounts());
    return session.with(
        session.lease().heard(signs, pace), event.arrived(), new OpenRequest(event.arrived()));
  }

  private static Duration nonNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
