package dev.understudy.group;

import dev.understudy.election.Beat;
import dev.understudy.election.Cause;
import dev.understudy.election.Decision;
import dev.understudy.election.Decision.Answer;
import dev.understudy.election.Election;
import dev.understudy.election.Event;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Holds;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group: takes its events one after another, decides, and carries the decision out.
 *
 * <p>At most one write of the group Lease is under way at a time, and the next decision is made
 * only when the watch has shown the last one: so every compare-and-swap is based on a group Lease
 * that is not newer than the sessions it is judged with. Belongs to the loop.
 */
final class GroupActor {
  private static final Logger log = LoggerFactory.getLogger(GroupActor.class);

  private final GroupContext context;
  private final GroupKey key;
  private final GroupMirror mirror = new GroupMirror();
  private final Echoes echoes = new Echoes();
  private final Requests requests = new Requests();
  private final Deque<Work> queue = new ArrayDeque<>();
  private final Preparation preparation;
  private final Sessions members;
  private @Nullable GroupResource resource;
  private boolean busy;
  private boolean running;
  private boolean changed;
  private boolean draining;
  private Loop.Timer timer = () -> {};
  private @Nullable Duration troubledSince;
  private @Nullable StatusShape shown;

  GroupActor(GroupContext context, GroupKey key) {
    this.context = context;
    this.key = key;
    this.preparation = new Preparation(context, mirror, this);
    this.members = new Sessions(context, this, preparation);
  }

  GroupKey key() {
    return key;
  }

  GroupMirror mirror() {
    return mirror;
  }

  Requests requests() {
    return requests;
  }

  Sessions members() {
    return members;
  }

  Optional<GroupResource> resource() {
    return Optional.ofNullable(resource);
  }

  /** Why no request is carried out, if none is. */
  Optional<Refusal> unserved() {
    return preparation.refusal();
  }

  // What comes in

  /** Takes note of what the resource says, unless something newer is known. */
  void resource(GroupResource next) {
    GroupResource known = resource;
    if (known != null && known.uid().equals(next.uid()) && next.version() < known.version()) {
      return;
    }
    String recorded =
        known != null && known.uid().equals(next.uid()) && next.leaseUid() == null
            ? known.leaseUid()
            : next.leaseUid();
    resource = recorded == null ? next : next.recording(recorded);
    look();
  }

  /** Takes note that the resource's status records the group Lease. */
  void recorded(String groupUid, String leaseUid) {
    if (resource != null && resource.uid().equals(groupUid)) {
      resource = resource.recording(leaseUid);
    }
  }

  /** The resource is gone: whoever waits is told so. */
  void removed() {
    resource = null;
    timer.cancel();
    Refusal refusal = Refusals.noGroup(key.name());
    queue.forEach(work -> work.refuse(refusal));
    queue.clear();
    requests
        .takeAll()
        .forEach(heartbeat -> heartbeat.answer(plain(Role.SECONDARY, 0, null), delivery -> {}));
  }

  void listed(List<StoredLease> leases, long version) {
    mirror.listed(leases, version, context.now().monotonic());
    echoes.shown(version);
    look();
  }

  void leaseChanged(StoredLease lease, long version) {
    mirror.changed(lease, context.now().monotonic());
    echoes.shown(version);
    look();
  }

  void leaseDeleted(StoredLease lease, long version) {
    mirror.deleted(lease);
    requests.forget(lease.uid());
    echoes.shown(version);
    look();
  }

  /** Begins all ages anew, after a pause or a time without a watch. */
  void beginAnew() {
    mirror.beginAnew(context.now().monotonic());
    look();
  }

  void add(Work work) {
    queue.add(work);
    run();
  }

  void look() {
    changed = true;
    run();
  }

  // One thing after another

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      while (!busy) {
        Work work = queue.poll();
        if (work != null) {
          begin(work);
        } else if (changed) {
          changed = false;
          settle();
        } else {
          return;
        }
      }
    } finally {
      running = false;
    }
  }

  /** Stops taking up work until {@link #proceed}. */
  void suspend() {
    busy = true;
  }

  /** Goes on, after something was learnt. */
  void proceed() {
    busy = false;
    changed = true;
    run();
  }

  private void begin(Work work) {
    if (work.isMoot()) {
      return;
    }
    Optional<Refusal> refusal = preparation.refusal();
    if (refusal.isPresent()) {
      work.refuse(refusal.get());
      return;
    }
    if (preparation.isNeeded()) {
      queue.addFirst(work);
      preparation.begin();
      return;
    }
    switch (work) {
      case Work.Beat(OpenHeartbeat heartbeat) -> beat(work, heartbeat);
      case Work.Departed(SessionRef session, var own, var done) ->
          execute(
              decide(new Event.Deleted(session, own.getAsBoolean())),
              work,
              () -> done.complete(null),
              null);
      case Work.Ordered(long generation, var done) ->
          order(work, generation, () -> done.complete(null));
      case Work.AnswerLost(SessionRef session, long term, long version) -> {
        if (stored().version() == version) {
          execute(decide(new Event.AnswerLost(session, term)), null, () -> {}, null);
        }
      }
    }
  }

  private void settle() {
    if (resource == null || preparation.refusal().isPresent() || !preparation.isWanted()) {
      return;
    }
    if (preparation.isNeeded()) {
      preparation.begin();
      return;
    }
    execute(decide(new Event.Observed()), null, () -> {}, null);
  }

  private StoredGroup stored() {
    return mirror.stored().orElseThrow();
  }

  private GroupResource known() {
    GroupResource known = resource;
    if (known == null) {
      throw new IllegalStateException("no resource for " + key);
    }
    return known;
  }

  GroupView view() {
    return mirror.view(known(), requests::open, context.now().monotonic());
  }

  private Decision decide(Event event) {
    Decision decision = Election.decide(view(), event, context.now());
    mirror.challenges(decision.challenges());
    log.trace("{}: {} -> {}", key, event, decision);
    return decision;
  }

  // Heartbeats

  private void beat(Work work, OpenHeartbeat heartbeat) {
    HeartbeatRequest request = heartbeat.request();
    String name = preparation.sessionLease(request.sessionId());
    Optional<StoredSession> session = mirror.session(name);
    if (session.isEmpty()) {
      if (mirror.isLeaving(name)) {
        heartbeat.answer(plain(Role.SECONDARY, stored().lease().term(), null), delivery -> {});
      } else {
        preparation.findSession(name, found -> findAgain(work, request.sessionId(), found));
      }
      return;
    }
    if (context
            .now()
            .monotonic()
            .compareTo(request.arrived().plus(known().settings().timing().timeout().dividedBy(4)))
        > 0) {
      heartbeat.refuse(Refusals.tooLate());
      return;
    }
    SessionRef ref = session.get().lease().ref();
    heartbeat.session(ref);
    requests
        .supersede(ref.uid(), heartbeat)
        .ifPresent(
            older ->
                older.answer(plain(Role.SECONDARY, stored().lease().term(), null), delivery -> {}));
    Beat beat =
        new Beat(
            ref,
            session.get().lease().signs().registration(),
            request.score(),
            request.dataTime(),
            request.role(),
            request.term(),
            request.instance(),
            request.peer(),
            requests.isOutdated(ref.uid(), request.arrived()));
    execute(
        decide(new Event.Heartbeat(beat, request.arrived(), requests.lastAnswer(ref.uid()))),
        work,
        () -> {},
        heartbeat);
  }

  private void findAgain(Work work, String sessionId, boolean found) {
    if (found) {
      queue.addFirst(work);
    } else {
      work.refuse(Refusals.noSession(sessionId));
    }
  }

  // Decisions

  /**
   * Carries a decision out.
   *
   * @param work what it was decided for, to be decided again if the write does not succeed; absent
   *     if nobody waits
   * @param done what to do once the group Lease was written
   * @param own the heartbeat that it was decided for
   */
  private void execute(
      Decision decision, @Nullable Work work, Runnable done, @Nullable OpenHeartbeat own) {
    switch (decision) {
      case Decision.Stay(var _, Optional<Duration> deadline, var _) -> stay(deadline);
      case Decision.WriteGroup write -> writeGroup(write, work, done, own);
      case Decision.WriteSession(var _, SessionLease next, var _) -> writeSession(next, work, own);
      case Decision.AnswerOnly(var _, Answer answer, var _) -> {
        if (own != null) {
          own.answer(plain(answer.role(), answer.term(), null), delivery -> {});
        }
      }
    }
  }

  private void stay(Optional<Duration> deadline) {
    GroupView view = view();
    StatusShape shape = StatusShape.of(view, context.now());
    Duration next = earlier(deadline.orElse(null), shape.changesAt());
    if (!shape.equals(shown)) {
      shown = shape;
      context.listener().changed(key);
    }
    for (SessionView session : new ArrayList<>(view.all())) {
      if (session.open() == null) {
        continue;
      }
      Holds.Plan plan =
          draining
              ? new Holds.Plan.AnswerNow(Role.SECONDARY)
              : Holds.plan(view, session, context.now());
      switch (plan) {
        case Holds.Plan.AnswerNow(Role role) ->
            answer(
                session.ref(),
                requests.take(session.ref().uid()),
                plain(role, view.lease().term(), null),
                0);
        case Holds.Plan.Keep(Duration until, Role _) -> next = earlier(next, until);
      }
    }
    timer.cancel();
    timer = next == null ? () -> {} : context.loop().schedule(next, this::look);
  }

  private static @Nullable Duration earlier(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  private Reply.Answer plain(Role role, long term, @Nullable Duration notAfter) {
    return new Reply.Answer(
        role,
        term,
        null,
        mirror.stored().map(group -> group.lease().dataTime()).orElse(null),
        notAfter);
  }

  private void order(Work work, long generation, Runnable done) {
    StoredGroup base = stored();
    if (base.lease().generation() >= generation) {
      done.run();
      return;
    }
    Decision decision = decide(new Event.Observed());
    Decision write =
        decision instanceof Decision.WriteGroup
            ? decision
            : new Decision.WriteGroup(
                decision.row(),
                base.lease().actedOn(generation),
                Cause.ELECTED,
                List.of(),
                decision.challenges());
    execute(write, work, done, null);
  }

  // Writes

  private void writeGroup(
      Decision.WriteGroup write, @Nullable Work work, Runnable done, @Nullable OpenHeartbeat own) {
    StoredGroup base = stored();
    Duration silence =
        base.lease().phase().current().isPresent()
            ? context.now().monotonic().minus(view().renewalSeen())
            : Duration.ZERO;
    suspend();
    Duration sentAt = context.now().monotonic();
    context.call(
        context.store().update(base, write.next(), write.cause(), context.now().wall()),
        group -> {
          healthy();
          mirror.sent(group, sentAt);
          answerAll(write, group, own, sentAt);
          tell(base.lease(), write, silence);
          done.run();
          whenShown(group.version(), this::proceed);
        },
        failure -> {
          boolean newer =
              mirror.stored().map(StoredGroup::version).orElse(Long.MAX_VALUE) > base.version();
          failed(
              failure,
              newer,
              () -> {
                again(work);
                proceed();
              });
        });
  }

  private void again(@Nullable Work work) {
    if (work != null) {
      queue.addFirst(work);
    }
  }

  private void answerAll(
      Decision.WriteGroup write, StoredGroup group, @Nullable OpenHeartbeat own, Duration sentAt) {
    Optional<Grant> grant = write.next().phase().current();
    Duration notAfter =
        grant.map(held -> sentAt.plus(held.timing().timeout().dividedBy(4))).orElse(null);
    for (Answer answer : write.answers()) {
      boolean primary = answer.role() == Role.PRIMARY;
      OpenHeartbeat heartbeat =
          own != null && own.isOf(answer.session()) ? own : requests.take(answer.session().uid());
      Reply.Answer reply =
          new Reply.Answer(
              answer.role(),
              answer.term(),
              answer.validFor().orElse(null),
              write.next().dataTime(),
              primary ? notAfter : null);
      boolean claim = primary && grant.filter(held -> held.renewals() == 1).isPresent();
      answer(answer.session(), heartbeat, reply, claim ? group.version() : 0);
    }
  }

  /**
   * Answers, and takes note of what became of the answer. A claim whose answer was not sent is
   * taken back.
   */
  private void answer(
      SessionRef session, @Nullable OpenHeartbeat heartbeat, Reply.Answer reply, long claimed) {
    Consumer<Reply.Delivery> delivered =
        delivery -> context.loop().execute(() -> delivered(session, reply, delivery, claimed));
    if (heartbeat == null) {
      delivered.accept(Reply.Delivery.NOT_SENT);
    } else {
      heartbeat.answer(reply, delivered);
    }
  }

  private void delivered(
      SessionRef session, Reply.Answer reply, Reply.Delivery delivery, long claimed) {
    requests.answered(session.uid(), reply.role(), reply.term(), delivery);
    if (delivery == Reply.Delivery.NOT_SENT && claimed != 0) {
      queue.addFirst(new Work.AnswerLost(session, reply.term(), claimed));
      run();
    }
    boolean ofHolder =
        mirror
            .stored()
            .flatMap(group -> group.lease().phase().current())
            .filter(grant -> session.equals(grant.holder()))
            .isPresent();
    if (delivery == Reply.Delivery.WRITTEN && reply.role() == Role.SECONDARY && ofHolder) {
      mirror.told(reply.term(), context.now().monotonic());
      look();
    }
  }

  private void writeSession(SessionLease next, @Nullable Work work, @Nullable OpenHeartbeat own) {
    StoredSession base = mirror.byUid(next.ref().uid()).orElseThrow();
    context.call(
        context.store().update(base, next),
        written -> {
          healthy();
          mirror.wrote(written, context.now().monotonic());
          whenShown(written.version(), () -> hold(next.ref(), own));
        },
        failure -> {
          long known =
              mirror.byUid(next.ref().uid()).map(StoredSession::version).orElse(Long.MAX_VALUE);
          failed(
              failure,
              known > base.version(),
              () -> {
                again(work);
                run();
              });
        });
  }

  /**
   * The session's own write is in view: its request is open now, and the next look at the group
   * says for how long.
   */
  private void hold(SessionRef session, @Nullable OpenHeartbeat own) {
    if (own != null && own.isWaiting()) {
      own.held();
      OpenHeartbeat older = requests.hold(session.uid(), own);
      if (older != null && older != own) {
        older.answer(plain(Role.SECONDARY, stored().lease().term(), null), delivery -> {});
      }
    }
    look();
  }

  /** Ends the held request of a session, if there is one. */
  void answerHeld(SessionRef session, Role role) {
    OpenHeartbeat held = requests.take(session.uid());
    if (held != null) {
      answer(
          session,
          held,
          plain(role, mirror.stored().map(group -> group.lease().term()).orElse(0L), null),
          0);
    }
  }

  /** Ends all held requests and holds no more. */
  void drain() {
    draining = true;
    long term = mirror.stored().map(group -> group.lease().term()).orElse(0L);
    requests
        .takeAll()
        .forEach(heartbeat -> heartbeat.answer(plain(Role.SECONDARY, term, null), delivery -> {}));
    look();
  }

  // What comes back

  /**
   * Runs a task once a version is in view: by the watch, or by reading the whole group where the
   * watch is late.
   */
  private void whenShown(long version, Runnable then) {
    if (echoes.isShown(version)) {
      then.run();
      return;
    }
    Loop.Timer late =
        context.after(GroupContext.ECHO_PATIENCE, () -> preparation.readAll(() -> {}));
    echoes.await(
        version,
        () -> {
          late.cancel();
          then.run();
        });
  }

  /**
   * A write did not succeed, or nobody knows.
   *
   * @param newer whether a newer version than the one that was looked at is in view already
   * @param again what to do once the present state is in view
   */
  private void failed(LeaseFailure failure, boolean newer, Runnable again) {
    switch (failure.kind()) {
      case CONFLICT, GONE -> {
        log.debug("{}: somebody else wrote first: {}", key, failure.getMessage());
        if (newer) {
          again.run();
        } else {
          preparation.readAll(again);
        }
      }
      case FORBIDDEN, REJECTED -> {
        log.error(
            "{}: the API server does not let the operator write a Lease: {}",
            key,
            failure.getMessage());
        refuseAll(Refusals.notPermitted(failure.getMessage()));
        context.after(GroupContext.LONG_BACKOFF, again);
      }
      case UNKNOWN -> {
        log.debug("{}: no answer from the API server", key, failure);
        troubled();
        context.after(GroupContext.BACKOFF, () -> preparation.readAll(again));
      }
    }
  }

  /** The API server answers. */
  void healthy() {
    troubledSince = null;
  }

  /** The API server does not answer: who has waited for the whole budget is told so, holds too. */
  void troubled() {
    Duration now = context.now().monotonic();
    if (troubledSince == null) {
      troubledSince = now;
    }
    if (resource != null
        && now.minus(troubledSince).compareTo(Work.budget(resource.settings().timing().timeout()))
            >= 0) {
      refuseAll(Refusals.noApiServer());
    }
  }

  void refuseAll(Refusal refusal) {
    queue.forEach(work -> work.refuse(refusal));
    queue.clear();
    requests.takeAll().forEach(heartbeat -> heartbeat.refuse(refusal));
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
    TransitionListener.Transition transition =
        new TransitionListener.Transition(
            key,
            holderId(before),
            holderId(after),
            after.phase().next().map(next -> next.id()).orElse(null),
            after.term(),
            write.cause(),
            silence);
    context.listener().transitioned(transition);
  }

  private static @Nullable String holderId(GroupLease lease) {
    return lease.phase().current().map(Grant::holder).map(SessionRef::id).orElse(null);
  }

  /** Whether a grant has not ended, or nobody knows. */
  boolean hasGrant() {
    return mirror.stored().isEmpty()
        ? preparation.mayHaveGrant()
        : !(stored().lease().phase() instanceof Phase.Vacant
            || stored().lease().phase() instanceof Phase.Pending);
  }
}
