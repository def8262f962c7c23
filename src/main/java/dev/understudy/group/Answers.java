package dev.understudy.group;

import dev.understudy.election.Decision;
import dev.understudy.election.Decision.Answer;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Holds;
import dev.understudy.election.LastAnswer;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.Row;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.lease.StoredGroup;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the heartbeats of one group and takes note of what becomes of the answers. Belongs to its
 * group's actor.
 */
final class Answers {
  private static final int SHARE_OF_VALIDITY = 4;

  private final GroupContext context;
  private final GroupActor actor;
  private final Requests requests;
  private boolean draining;

  Answers(GroupContext context, GroupActor actor) {
    this.context = context;
    this.actor = actor;
    this.requests = actor.requests();
  }

  /**
   * What an answer is about.
   *
   * @param claimed the version of the group Lease that it claims a grant by; 0 if it does not
   * @param releasing the group Lease that it tells the holder of to give way; absent if it does not
   */
  private record About(SessionRef session, long claimed, @Nullable StoredGroup releasing) {}

  /** Gives all answers of a write that succeeded. */
  void all(
      Decision.WriteGroup write, StoredGroup group, @Nullable OpenHeartbeat own, Duration sentAt) {
    GroupLease lease = write.next();
    Optional<Grant> grant = lease.phase().current();
    if (write.row() == Row.OTHER_INSTANCE && own != null) {
      // It is not the session's process that is answered: what that one was told stands.
      plainly(own, Role.SECONDARY, OpenHeartbeat.end(Role.SECONDARY));
      return;
    }
    for (Answer answer : write.answers()) {
      boolean primary = answer.role() == Role.PRIMARY;
      boolean claims = primary && grant.filter(held -> held.renewals() == 1).isPresent();
      Duration notAfter =
          grant
              .filter(held -> primary)
              .map(held -> sentAt.plus(held.timing().timeout().dividedBy(SHARE_OF_VALIDITY)))
              .orElse(null);
      OpenHeartbeat heartbeat =
          own != null && own.isOf(answer.session()) ? own : requests.take(answer.session().uid());
      give(
          heartbeat,
          new Reply.Answer(
              answer.role(),
              answer.term(),
              answer.validFor().orElse(null),
              lease.dataTime(),
              notAfter),
          new About(
              answer.session(),
              claims ? group.version() : 0,
              tellsToGiveWay(answer.session(), lease) ? group : null),
          OpenHeartbeat.end(answer.role()));
    }
  }

  private static boolean tellsToGiveWay(SessionRef session, GroupLease lease) {
    return lease.phase() instanceof Phase.Releasing(Grant grant, var _, var _)
        && session.equals(grant.holder());
  }

  /**
   * Answers the held requests whose time has come, and those of sessions that are no more.
   *
   * @return when the next one's time comes; absent when none is held
   */
  @Nullable Duration plan(GroupView view) {
    Duration next = null;
    for (SessionView session : List.copyOf(view.all())) {
      if (session.open() != null) {
        next = Moments.earlier(next, plan(view, session));
      }
    }
    requests
        .keepOnly(view.sessions().keySet())
        .forEach(held -> plainly(held, Role.SECONDARY, HoldEnd.DELETED));
    return next;
  }

  private @Nullable Duration plan(GroupView view, SessionView session) {
    Holds.Plan plan =
        draining
            ? new Holds.Plan.AnswerNow(Role.SECONDARY)
            : Holds.plan(view, session, context.now());
    return switch (plan) {
      case Holds.Plan.AnswerNow(Role role) -> {
        held(session.ref(), role, end(role));
        yield null;
      }
      case Holds.Plan.Keep(Duration until, Role _) -> {
        requests.planned(session.ref().uid());
        yield until;
      }
    };
  }

  private HoldEnd end(Role role) {
    return draining ? HoldEnd.DRAINED : OpenHeartbeat.end(role);
  }

  /** Ends the held request of a session, if there is one. */
  void held(SessionRef session, Role role, HoldEnd end) {
    OpenHeartbeat heartbeat = requests.take(session.uid());
    if (heartbeat != null) {
      StoredGroup stored = actor.mirror().stored().orElse(null);
      boolean tells = stored != null && tellsToGiveWay(session, stored.lease());
      give(heartbeat, plain(role), new About(session, 0, tells ? stored : null), end);
    }
  }

  /** Gives an answer of which no note is taken: a newer request has come, or none will. */
  void plainly(OpenHeartbeat heartbeat, Role role, HoldEnd end) {
    heartbeat.answer(plain(role), end, delivery -> {});
  }

  private Reply.Answer plain(Role role) {
    GroupLease lease = actor.mirror().stored().map(StoredGroup::lease).orElse(GroupLease.FIRST);
    return new Reply.Answer(role, lease.term(), null, lease.dataTime(), null);
  }

  /** Ends all held requests, and holds no more. */
  void drain() {
    draining = true;
    end();
  }

  /** Ends all held requests. */
  void end() {
    requests.takeAll().forEach(heartbeat -> plainly(heartbeat, Role.SECONDARY, HoldEnd.DRAINED));
  }

  private void give(
      @Nullable OpenHeartbeat heartbeat, Reply.Answer reply, About about, HoldEnd end) {
    long number = heartbeat == null ? 0 : heartbeat.number();
    Consumer<Reply.Delivery> delivered =
        delivery -> context.loop().execute(() -> delivered(about, number, reply, delivery));
    if (heartbeat == null) {
      delivered.accept(Reply.Delivery.NOT_SENT);
    } else {
      heartbeat.answer(reply, end, delivered);
    }
  }

  /** A claim whose answer was not sent is taken back. */
  private void delivered(About about, long number, Reply.Answer reply, Reply.Delivery delivery) {
    SessionRef session = about.session();
    requests.answered(session.uid(), number, new LastAnswer(reply.role(), reply.term()), delivery);
    if (delivery == Reply.Delivery.NOT_SENT && about.claimed() != 0) {
      actor.addFirst(new Work.AnswerLost(session, reply.term(), about.claimed()));
    }
    if (delivery == Reply.Delivery.WRITTEN && about.releasing() != null) {
      actor.mirror().memory().told(about.releasing(), context.now().monotonic());
      actor.look();
    }
  }
}
