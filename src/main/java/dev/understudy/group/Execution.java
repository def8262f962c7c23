package dev.understudy.group;

import dev.understudy.election.Cause;
import dev.understudy.election.Decision;
import dev.understudy.election.Decision.Answer;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Role;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredSession;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries the decisions on one group out: writes, answers, waits. Belongs to its group's actor.
 *
 * <p>While a write of the group Lease is under way, and until it is in view, nothing else is
 * decided. Session Leases are written side by side.
 */
final class Execution {
  private final GroupContext context;
  private final GroupActor actor;
  private final GroupMirror mirror;
  private final Requests requests;
  private final Answers answers;
  private final Passages passages;
  private Loop.Timer timer = () -> {};
  private @Nullable StatusShape shape;

  Execution(GroupContext context, GroupActor actor, Answers answers) {
    this.context = context;
    this.actor = actor;
    this.mirror = actor.mirror();
    this.requests = actor.requests();
    this.answers = answers;
    this.passages = new Passages(context.metrics());
  }

  /** What was looked at, and what was decided on it. */
  record Judged(GroupView view, Decision decision) {}

  /**
   * What a decision is for.
   *
   * @param work decided again if the write does not succeed; absent if nobody waits
   * @param heartbeat the heartbeat that it was decided for, if it was one
   * @param done what to do once the group Lease was written
   */
  record Purpose(@Nullable Work work, @Nullable OpenHeartbeat heartbeat, Runnable done) {
    static final Purpose NONE = new Purpose(null, null, () -> {});

    static Purpose of(Work work, Runnable done) {
      return new Purpose(work, null, done);
    }

    static Purpose of(Work work, OpenHeartbeat heartbeat) {
      return new Purpose(work, heartbeat, () -> {});
    }
  }

  /** Carries a decision out. */
  void execute(Judged judged, Purpose purpose) {
    switch (judged.decision()) {
      case Decision.Stay(var _, Optional<Duration> deadline, var _) ->
          stay(judged.view(), deadline.orElse(null));
      case Decision.WriteGroup write -> writeGroup(judged.view(), write, purpose);
      case Decision.WriteSession(var _, SessionLease next, var _) -> writeSession(next, purpose);
      case Decision.AnswerOnly(var _, Answer answer, var _) -> {
        if (purpose.heartbeat() != null) {
          answers.plainly(purpose.heartbeat(), answer.role(), OpenHeartbeat.end(answer.role()));
        }
      }
    }
  }

  /**
   * Orders a generation of the specification with the grants, along with what else is to be done.
   */
  void order(Judged judged, long generation, Purpose purpose) {
    GroupLease lease = judged.view().lease();
    if (lease.generation() >= generation) {
      purpose.done().run();
      return;
    }
    Decision decision = judged.decision();
    Decision.WriteGroup write =
        decision instanceof Decision.WriteGroup granted
            ? granted
            : new Decision.WriteGroup(
                decision.row(),
                lease.actedOn(generation),
                Cause.ELECTED,
                List.of(),
                decision.challenges());
    writeGroup(judged.view(), write, purpose);
  }

  /** Lets no time bring anything about any more. */
  void stop() {
    timer.cancel();
    shape = null;
  }

  private void stay(GroupView view, @Nullable Duration deadline) {
    mirror.stored().ifPresent(group -> passages.seen(group, context.now().monotonic()));
    StatusShape now = StatusShape.of(view, context.now());
    if (!now.equals(shape)) {
      shape = now;
      actor.diagnose();
      context.listener().changed(actor.key());
    }
    Duration next = Moments.earlier(deadline, now.changesAt());
    next = Moments.earlier(next, answers.plan(view));
    timer.cancel();
    timer = next == null ? () -> {} : context.loop().schedule(next, actor::look);
  }

  private void writeGroup(GroupView view, Decision.WriteGroup write, Purpose purpose) {
    StoredGroup base = mirror.stored().orElseThrow();
    Duration sentAt = context.now().monotonic();
    Duration silence =
        view.lease().phase().current().isPresent()
            ? sentAt.minus(view.renewalSeen())
            : Duration.ZERO;
    actor.suspend();
    context.call(
        () -> context.store().update(base, write.next(), write.cause(), context.now().wall()),
        group -> {
          actor.trouble().healthy();
          mirror.sent(group, sentAt);
          passages.wrote(base.lease(), group, sentAt, context.now().monotonic());
          answers.all(write, group, purpose.heartbeat(), sentAt);
          tell(base.lease(), write, silence);
          purpose.done().run();
          actor.reading().whenShown(group.version(), actor::proceed);
        },
        failure -> {
          boolean newer = mirror.stored().filter(now -> now.version() == base.version()).isEmpty();
          actor
              .trouble()
              .writeFailed(
                  failure,
                  newer,
                  purpose.work(),
                  () -> {
                    actor.again(purpose.work());
                    actor.proceed();
                  });
        });
  }

  private void writeSession(SessionLease next, Purpose purpose) {
    String uid = next.ref().uid();
    StoredSession base = mirror.byUid(uid).orElseThrow();
    context.call(
        () -> context.store().update(base, next),
        written -> {
          actor.trouble().healthy();
          mirror.wrote(written, context.now().monotonic());
          actor.reading().whenShown(written.version(), () -> hold(next.ref(), purpose.heartbeat()));
        },
        failure -> {
          boolean newer =
              mirror.byUid(uid).filter(now -> now.version() == base.version()).isEmpty();
          actor
              .trouble()
              .writeFailed(
                  failure,
                  newer,
                  purpose.work(),
                  () -> {
                    actor.again(purpose.work());
                    actor.look();
                  });
        });
  }

  /**
   * The session's own write is in view: its request is open now, and the next look at the group
   * says for how long.
   */
  private void hold(SessionRef session, @Nullable OpenHeartbeat heartbeat) {
    if (heartbeat != null && heartbeat.isWaiting()) {
      if (requests.isSuperseded(session.uid(), heartbeat)) {
        answers.plainly(heartbeat, Role.SECONDARY, HoldEnd.SUPERSEDED);
      } else {
        requests.hold(session.uid(), heartbeat);
      }
    }
    actor.look();
  }

  private void tell(GroupLease before, Decision.WriteGroup write, Duration silence) {
    GroupLease after = write.next();
    boolean sameHolder =
        before
            .phase()
            .current()
            .map(Grant::holder)
            .equals(after.phase().current().map(Grant::holder));
    if (sameHolder
        && before.term() == after.term()
        && before.phase().getClass() == after.phase().getClass()
        && before.phase().next().equals(after.phase().next())) {
      return;
    }
    context.metrics().transitioned(write.cause());
    context
        .listener()
        .transitioned(
            new TransitionListener.Transition(
                actor.key(),
                holderId(before),
                holderId(after),
                after.phase().next().map(next -> next.id()).orElse(null),
                after.term(),
                write.cause(),
                silence));
  }

  private static @Nullable String holderId(GroupLease lease) {
    return lease.phase().current().map(Grant::holder).map(SessionRef::id).orElse(null);
  }
}
