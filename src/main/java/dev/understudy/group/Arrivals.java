package dev.understudy.group;

import dev.understudy.election.Beat;
import dev.understudy.election.Event;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredSession;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the heartbeats of one group as they arrive. Belongs to its group's actor. */
final class Arrivals {
  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
  private static final int SHARE_OF_TIMEOUT = 4;

  private final GroupContext context;
  private final GroupActor actor;
  private final Answers answers;
  private final Preparation preparation;
  private final HeartbeatLimit limit;

  Arrivals(GroupContext context, GroupActor actor, Answers answers, Preparation preparation) {
    this.context = context;
    this.actor = actor;
    this.answers = answers;
    this.preparation = preparation;
    this.limit = new HeartbeatLimit(context.rules(), actor.requests());
  }

  /**
   * Refuses a heartbeat that comes too soon after others of its session, before it waits for
   * anything.
   */
  void admit(OpenHeartbeat heartbeat) {
    actor
        .mirror()
        .session(preparation.sessionLease(heartbeat.request().sessionId()))
        .ifPresent(session -> admit(heartbeat, session));
  }

  private void admit(OpenHeartbeat heartbeat, StoredSession session) {
    if (heartbeat.isAdmitted()) {
      return;
    }
    Duration registered = session.lease().timeout();
    Duration group = actor.timeout();
    limit
        .take(
            heartbeat.request(),
            session.lease().ref(),
            beats(session),
            registered.compareTo(group) < 0 ? registered : group,
            actor.mirror().stored().map(StoredGroup::lease).orElse(GroupLease.FIRST),
            actor.mirror().renewalSeen(),
            context.now().monotonic())
        .ifPresentOrElse(heartbeat::refuse, heartbeat::admitted);
  }

  /** Takes a heartbeat; the group is ready to be decided on. */
  void take(Work.Beat work) {
    OpenHeartbeat heartbeat = work.heartbeat();
    String name = preparation.sessionLease(heartbeat.request().sessionId());
    Optional<StoredSession> session = actor.mirror().session(name);
    if (session.isPresent()) {
      take(work, session.get());
    } else if (actor.mirror().isLeaving(name)) {
      answers.plainly(heartbeat, Role.SECONDARY, HoldEnd.DELETED);
    } else {
      actor.reading().session(name, heartbeat::isWaiting, found -> found(work, found));
    }
  }

  private void found(Work.Beat work, boolean found) {
    if (found) {
      actor.addFirst(work);
    } else {
      work.refuse(Refusals.noSession(work.heartbeat().request().sessionId()));
    }
  }

  private void take(Work.Beat work, StoredSession session) {
    OpenHeartbeat heartbeat = work.heartbeat();
    admit(heartbeat, session);
    if (!heartbeat.isWaiting()) {
      return;
    }
    HeartbeatRequest request = heartbeat.request();
    if (isTooLate(request)) {
      log.debug("{}: a heartbeat of {} has waited too long", actor.key(), request.sessionId());
      heartbeat.refuse(Refusals.tooLate());
      return;
    }
    SessionRef ref = session.lease().ref();
    Requests requests = actor.requests();
    requests
        .supersede(ref.uid(), heartbeat)
        .ifPresent(older -> answers.plainly(older, Role.SECONDARY, HoldEnd.SUPERSEDED));
    long beats = beats(session);
    heartbeat.of(ref, beats + 1);
    Beat beat =
        new Beat(
            ref,
            session.lease().signs().registration(),
            request.score(),
            request.dataTime(),
            request.role(),
            request.term(),
            request.instance(),
            request.peer(),
            requests.isOutdated(ref.uid(), heartbeat));
    actor.execute(
        new Event.Heartbeat(beat, request.arrived(), requests.lastAnswer(ref.uid(), beats)),
        Execution.Purpose.of(work, heartbeat));
  }

  private boolean isTooLate(HeartbeatRequest request) {
    Duration latest = request.arrived().plus(actor.timeout().dividedBy(SHARE_OF_TIMEOUT));
    return context.now().monotonic().compareTo(latest) > 0;
  }

  private long beats(StoredSession session) {
    return actor
        .mirror()
        .stored()
        .map(group -> session.lease().signsIn(group.lease()))
        .orElse(session.lease().signs())
        .beats();
  }
}
