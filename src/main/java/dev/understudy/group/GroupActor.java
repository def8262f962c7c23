package dev.understudy.group;

import dev.understudy.election.Decision;
import dev.understudy.election.Election;
import dev.understudy.election.Event;
import dev.understudy.election.GroupView;
import dev.understudy.election.Ranking;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.LeaseStore;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.telemetry.GroupState;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One group: takes its events one after another, decides, and has the decision carried out.
 *
 * <p>At most one write of the group Lease is under way at a time, and the next decision is made
 * only when the watch has shown the last one: so every compare-and-swap is based on a group Lease
 * that is not newer than the sessions it is judged with. Belongs to the loop.
 */
final class GroupActor implements Turns.Taker {
  private static final Logger log = LoggerFactory.getLogger(GroupActor.class);

  private final GroupContext context;
  private final GroupKey key;
  private final GroupMirror mirror = new GroupMirror();
  private final Requests requests = new Requests();
  private final Turns turns;
  private final Trouble trouble;
  private final Reading reading;
  private final Preparation preparation;
  private final Answers answers;
  private final Execution execution;
  private final Arrivals arrivals;
  private final Sessions members;
  private final Vigil vigil = new Vigil();
  private final Absences absences;
  private @Nullable GroupResource resource;
  private @Nullable Duration blindSince;

  GroupActor(GroupContext context, GroupKey key) {
    this.context = context;
    this.key = key;
    this.turns = new Turns(context, key, this);
    this.trouble = new Trouble(context, this);
    this.reading = new Reading(context, this);
    this.preparation = new Preparation(context, mirror, this);
    this.answers = new Answers(context, this);
    this.execution = new Execution(context, this, answers);
    this.arrivals = new Arrivals(context, this, answers, preparation);
    this.members = new Sessions(context, this, preparation);
    this.absences = new Absences(context, this);
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

  Arrivals arrivals() {
    return arrivals;
  }

  Absences absences() {
    return absences;
  }

  Trouble trouble() {
    return trouble;
  }

  Reading reading() {
    return reading;
  }

  Optional<GroupResource> resource() {
    return Optional.ofNullable(resource);
  }

  /** Why no request is carried out, if none is. */
  Optional<Refusal> unserved() {
    return preparation.refusal();
  }

  /** The failover timeout in force; the shortest there is where nobody knows. */
  Duration timeout() {
    GroupResource known = resource;
    return known == null ? GroupContext.SHORTEST_TIMEOUT : known.settings().timing().timeout();
  }

  // What comes in

  /** Takes note of what the resource says, unless something newer is known. */
  void resource(GroupResource next) {
    GroupResource known = resource != null && resource.uid().equals(next.uid()) ? resource : null;
    if (known != null && next.version() < known.version()) {
      return;
    }
    resource = known == null ? next : next.after(known);
    mirror.belongsTo(next.uid());
    look();
  }

  /** Takes note that the resource's status records the group Lease. */
  void recorded(String groupUid, String leaseUid, long term) {
    if (resource != null && resource.uid().equals(groupUid)) {
      resource = resource.recording(leaseUid, term);
    }
  }

  /** The resource is gone: whoever waits is told so. */
  void removed() {
    resource = null;
    execution.stop();
    turns.refuseAll(Refusals.noGroup(key.name()));
    answers.end();
  }

  /** The watch begins, or begins anew. */
  void listed(List<StoredLease> leases, long version) {
    mirror.listed(leases, version, context.now().monotonic());
    shown();
  }

  void leaseChanged(StoredLease lease) {
    mirror.changed(lease, context.now().monotonic());
    shown();
  }

  void leaseDeleted(StoredLease lease) {
    mirror.deleted(lease, context.now().monotonic());
    shown();
  }

  /**
   * Takes note of a list that this replica asked for.
   *
   * @param asked up to which version everything was in view when it asked
   */
  void read(LeaseStore.Listed list, long asked) {
    mirror.read(list.leases(), list.version(), asked, context.now().monotonic());
    shown();
  }

  private void shown() {
    reading.moreIsShown();
    look();
  }

  /** The watch is broken; since the given moment nothing may have been seen. */
  void blind(Duration since) {
    if (blindSince == null) {
      blindSince = since;
    }
  }

  /** The watch runs again. */
  void sighted(Duration blind) {
    blindSince = null;
    stoodStill(blind);
  }

  /** Nothing was seen for a while: if it was long, ages begin anew. */
  void stoodStill(Duration pause) {
    if (isLong(pause)) {
      mirror.beginAnew(context.now().monotonic());
      look();
    }
  }

  private boolean isLong(Duration pause) {
    return pause.compareTo(Coordinator.SHORTEST_PAUSE) > 0
        && pause.compareTo(timeout().dividedBy(4)) > 0;
  }

  // One thing after another

  void add(Work work) {
    turns.add(work);
  }

  void addFirst(Work work) {
    turns.addFirst(work);
  }

  /** Puts work back that could not be done, before all other; {@link #proceed} takes it up. */
  void again(@Nullable Work work) {
    turns.again(work);
  }

  void look() {
    turns.look();
  }

  /** Stops taking up work until {@link #proceed}. */
  void suspend() {
    turns.suspend();
    trouble.callBegins();
  }

  /** Goes on, after something was learnt. */
  void proceed() {
    trouble.callEnds();
    turns.proceed();
  }

  @Override
  public void take(Work work) {
    if (work.isMoot()) {
      return;
    }
    Optional<Refusal> refusal = preparation.refusal();
    if (refusal.isPresent()) {
      work.refuse(refusal.get());
    } else if (preparation.isNeeded()) {
      turns.again(work);
      preparation.begin();
    } else {
      switch (work) {
        case Work.Beat beat -> arrivals.take(beat);
        case Work.Registering registering -> registering.attempt().run();
        case Work.Removing removing -> removing.attempt().run();
        case Work.Departed(SessionRef session, var own, var done) ->
            execute(
                new Event.Deleted(session, own.getAsBoolean()),
                Execution.Purpose.of(work, () -> done.complete(null)));
        case Work.Ordered(long generation, var done) ->
            execution.order(
                judge(new Event.Observed()),
                generation,
                Execution.Purpose.of(work, () -> done.complete(null)));
        case Work.AnswerLost(SessionRef session, long term, long version) -> {
          if (stored().version() == version) {
            execute(new Event.AnswerLost(session, term), Execution.Purpose.NONE);
          }
        }
      }
    }
  }

  @Override
  public void settle() {
    Optional<Refusal> refusal = preparation.refusal();
    if (refusal.isPresent()) {
      refuseHeld(refusal.get());
    } else if (!preparation.isWanted()) {
      answers.end();
    } else if (preparation.isNeeded()) {
      preparation.begin();
    } else {
      execute(new Event.Observed(), Execution.Purpose.NONE);
    }
  }

  // Deciding

  private StoredGroup stored() {
    return mirror.stored().orElseThrow();
  }

  GroupView view() {
    GroupResource known = resource;
    if (known == null) {
      throw new IllegalStateException("no resource for " + key);
    }
    return mirror.view(known.settings(), requests::open, context.now().monotonic());
  }

  /**
   * The group as this replica sees it now.
   *
   * @throws Refusal if there is no such group
   */
  Coordinator.Facts facts() {
    GroupResource known = resource().orElseThrow(() -> Refusals.noGroup(key.name()));
    return new Coordinator.Facts(
        known,
        mirror.stored().orElse(null),
        Ranking.of(view(), context.now()),
        context.now(),
        unserved());
  }

  /** Looks for what is wrong with the group, and keeps in mind since when. */
  GroupState diagnose() {
    Coordinator.Facts facts = facts();
    return new Diagnosis(facts, mirror.longest(facts.resource().settings()), vigil).state();
  }

  /** Decides on an event and has the decision carried out. */
  void execute(Event event, Execution.Purpose purpose) {
    execution.execute(judge(event), purpose);
  }

  private Execution.Judged judge(Event event) {
    Duration now = context.now().monotonic();
    if (blindSince != null && isLong(now.minus(blindSince))) {
      mirror.beginAnew(now);
    }
    GroupView view = view();
    Decision decision = Election.decide(view, event, context.now());
    mirror.challenges(decision.challenges());
    log.trace("{}: {} -> {}", key, event, decision);
    return new Execution.Judged(view, decision);
  }

  // Ends

  /** Ends the held request of a session, if there is one. */
  void answerHeld(SessionRef session, Role role, HoldEnd end) {
    answers.held(session, role, end);
  }

  /** Ends all held requests and holds no more. */
  void drain() {
    answers.drain();
    look();
  }

  /** Refuses all requests that are held. */
  void refuseHeld(Refusal refusal) {
    requests.takeAll().forEach(heartbeat -> heartbeat.refuse(refusal));
  }

  /** Refuses all that wait. */
  void refuseAll(Refusal refusal) {
    turns.refuseAll(refusal);
    refuseHeld(refusal);
  }

  /** Whether a grant has not ended, or nobody knows. */
  boolean hasGrant() {
    return mirror
        .stored()
        .map(group -> group.lease().phase().current().isPresent())
        .orElseGet(preparation::mayHaveGrant);
  }

  /** Whether nothing is known of the group any more, so that it can be forgotten. */
  boolean isForgettable() {
    return resource == null && !turns.isSuspended() && mirror.isEmpty();
  }
}
