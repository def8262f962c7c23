package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.Moment;
import dev.understudy.election.Ranking;
import dev.understudy.election.SessionView.Liveness;
import dev.understudy.lease.LeaseListener;
import dev.understudy.lease.LeaseStore;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.resource.GroupRecord;
import dev.understudy.telemetry.GroupState;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs all groups of this replica: takes REST requests, watch events and resource changes from any
 * thread and hands each to its group, on the loop.
 *
 * <p>Any number of replicas may do so at the same time; none needs to know of another.
 */
public final class Coordinator implements LeaseListener, AbsentSessions {
  /**
   * A pause or a time without a watch up to this long changes nothing; a longer one may make ages
   * begin anew.
   */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);

  private static final int CENSUS_SLICE = 64;

  private final Pulse loop;
  private final GroupMetrics metrics;
  private final GroupContext context;
  private final Map<GroupKey, GroupActor> actors = new HashMap<>();
  // Why groups cannot be served whose specification was never seen to be good.
  private final Map<GroupKey, Refusal> unserved = new HashMap<>();
  private final Sight sight = new Sight();
  private boolean draining;

  /**
   * A coordinator; {@link #start} it before anything else.
   *
   * @param strictDeleteAddress whether a deletion counts as a session's own only if it comes from
   *     the address of its last heartbeat
   * @param rules how many sessions there may be, and for how long
   * @param telemetry counts what happens
   */
  public Coordinator(
      Loop loop,
      LeaseStore store,
      GroupResources resources,
      TransitionListener listener,
      boolean strictDeleteAddress,
      SessionRules rules,
      Telemetry telemetry) {
    metrics = new GroupMetrics(telemetry);
    this.loop = new Pulse(loop, this::stoodStill, metrics::late);
    this.context =
        new GroupContext(
            this.loop,
            store,
            resources,
            listener,
            metrics,
            strictDeleteAddress,
            rules,
            new Quota(rules, actors::values));
  }

  /** Begins to watch over its own pauses. */
  public void start() {
    loop.start();
  }

  // Leases

  @Override
  public void listed(@Nullable String namespace, List<StoredLease> leases, long version) {
    loop.execute(
        () -> {
          sight.listed(namespace);
          Map<GroupKey, List<StoredLease>> byGroup = new HashMap<>();
          for (StoredLease lease : leases) {
            byGroup.computeIfAbsent(keyOf(lease), key -> new ArrayList<>()).add(lease);
          }
          byGroup.keySet().forEach(key -> actors.computeIfAbsent(key, this::unseen));
          for (GroupActor actor : in(namespace)) {
            actor.listed(byGroup.getOrDefault(actor.key(), List.of()), version);
            forgetIfGone(actor);
          }
        });
  }

  @Override
  public void changed(StoredLease lease) {
    loop.execute(() -> actor(keyOf(lease)).leaseChanged(lease));
  }

  @Override
  public void deleted(StoredLease lease) {
    loop.execute(
        () -> {
          GroupActor actor = actors.get(keyOf(lease));
          if (actor != null) {
            actor.leaseDeleted(lease);
            forgetIfGone(actor);
          }
        });
  }

  @Override
  public void interrupted(@Nullable String namespace, Duration blind) {
    loop.execute(
        () -> {
          Duration since = loop.now().monotonic().minus(blind);
          metrics.watchBroke();
          sight.interrupted(namespace, since);
          in(namespace).forEach(actor -> actor.blind(since));
        });
  }

  @Override
  public void resumed(@Nullable String namespace, Duration blind) {
    loop.execute(
        () -> {
          if (!sight.resumed(namespace)) {
            metrics.watchBroke();
          }
          metrics.wasBlind(blind);
          in(namespace).forEach(actor -> actor.sighted(blind));
        });
  }

  private void stoodStill(Duration pause) {
    metrics.stoodStill(pause);
    in(null).forEach(actor -> actor.stoodStill(pause));
  }

  /** The groups of a namespace, or all. */
  private List<GroupActor> in(@Nullable String namespace) {
    return actors.values().stream()
        .filter(actor -> namespace == null || namespace.equals(actor.key().namespace()))
        .toList();
  }

  private static GroupKey keyOf(StoredLease lease) {
    return new GroupKey(lease.namespace(), lease.groupName());
  }

  private GroupActor actor(GroupKey key) {
    return actors.computeIfAbsent(
        key,
        absent -> {
          GroupActor actor = unseen(key);
          if (sight.isListed(key.namespace())) {
            actor.mirror().watchedFromNow();
          }
          return actor;
        });
  }

  /** A group that appears only now, though it may have been there for long. */
  private GroupActor unseen(GroupKey key) {
    GroupActor actor = new GroupActor(context, key);
    sight.blindSince(key.namespace()).ifPresent(actor::blind);
    if (draining) {
      actor.drain();
    }
    return actor;
  }

  private void forgetIfGone(GroupActor actor) {
    if (actor.isForgettable()) {
      actors.remove(actor.key(), actor);
    }
  }

  // Resources

  /**
   * Takes note of a FailoverGroup that exists. While its specification cannot be honoured, the last
   * one that could goes on; whoever asks for a group without one is told why.
   */
  public void resource(GroupRecord group) {
    GroupResourceReader.read(group)
        .ifPresentOrElse(
            this::resource,
            () -> {
              Refusal why = Refusals.invalidSpec(group);
              GroupKey key = new GroupKey(group.namespace(), group.name());
              loop.execute(() -> unserved.put(key, why));
            });
  }

  /** Takes note of a FailoverGroup that exists and can be served. */
  public void resource(GroupResource resource) {
    loop.execute(
        () -> {
          unserved.remove(resource.key());
          actor(resource.key()).resource(resource);
        });
  }

  /** Takes note that a FailoverGroup is gone. */
  public void removed(GroupKey key) {
    loop.execute(
        () -> {
          unserved.remove(key);
          GroupActor actor = actors.get(key);
          if (actor != null) {
            actor.removed();
            forgetIfGone(actor);
          }
        });
  }

  /**
   * Orders a change of the specification with the grants: completes once no replica can grant any
   * more without knowing it.
   *
   * @param resource the group as it was written
   */
  public CompletionStage<Void> order(GroupResource resource) {
    return with(
        resource.key(),
        (actor, done) -> {
          actor.resource(resource);
          limit(actor, done);
          actor.add(new Work.Ordered(resource.settings().generation(), done));
        });
  }

  // Requests

  /** Takes a heartbeat. The reply is given sooner or later, in any case. */
  public GroupService.Ticket heartbeat(GroupKey key, HeartbeatRequest request, Reply reply) {
    OpenHeartbeat heartbeat = new OpenHeartbeat(request, reply, context);
    loop.execute(
        () -> {
          GroupActor actor = actors.get(key);
          Optional<Refusal> refusal = refusal(key, actor);
          if (actor == null || refusal.isPresent()) {
            heartbeat.refuse(refusal.orElseThrow());
            return;
          }
          heartbeat.deadline(
              loop.schedule(
                  request.arrived().plus(budget(actor)),
                  () -> heartbeat.refuse(Refusals.noApiServer())));
          actor.arrivals().admit(heartbeat);
          if (heartbeat.isWaiting()) {
            actor.add(new Work.Beat(heartbeat));
          }
        });
    return () ->
        loop.execute(
            () -> {
              heartbeat.hungUp();
              GroupActor actor = actors.get(key);
              if (actor != null) {
                actor.requests().drop(heartbeat);
                actor.look();
              }
            });
  }

  /** Registers a session, or registers it anew. Completes with whether it is new. */
  public CompletionStage<Boolean> register(GroupKey key, String id, String name, String subject) {
    return with(
        key,
        (actor, done) -> {
          limit(actor, done);
          actor.members().register(id, name, subject, done);
        });
  }

  /** Deletes a session. */
  public CompletionStage<Void> delete(GroupKey key, GroupService.Departure departure) {
    return with(
        key,
        (actor, done) -> {
          limit(actor, done);
          actor.members().delete(departure, done);
        });
  }

  @Override
  public CompletionStage<Removal> removeOne(GroupKey key, Duration patience) {
    return with(
        key,
        (actor, done) -> {
          limit(actor, done);
          actor.absences().removeFirst(patience, done);
        });
  }

  /**
   * A group as this replica sees it now.
   *
   * @param resource the resource
   * @param lease the group Lease; absent for a group that has none yet
   * @param places where all sessions stand
   * @param now when that was
   * @param unserved why no request for the group is carried out, if none is
   */
  public record Facts(
      GroupResource resource,
      @Nullable StoredGroup lease,
      List<Ranking.Place> places,
      Moment now,
      Optional<Refusal> unserved) {
    /** The id of the session in charge, if one is. */
    public Optional<String> primary() {
      return current().map(Grant::holder).map(holder -> holder.id());
    }

    /**
     * The id of the session that is to be in charge next, if one is and it is not the one in
     * charge.
     */
    public Optional<String> pending() {
      return lease == null
          ? Optional.empty()
          : lease
              .lease()
              .phase()
              .next()
              .map(next -> next.id())
              .filter(id -> !id.equals(primary().orElse(null)));
    }

    /** Whether there is a grant, or a session that is live or may be. */
    public boolean isActive() {
      return current().isPresent() || !active().isEmpty();
    }

    /** The ids of all sessions that are live or may be. */
    List<String> active() {
      return places.stream()
          .filter(place -> place.liveness() != Liveness.STALE)
          .map(place -> place.session().ref().id())
          .toList();
    }

    /** The grant that has not ended, if there is one. */
    public Optional<Grant> current() {
      return lease == null ? Optional.empty() : lease.lease().phase().current();
    }
  }

  /** Looks at a group. */
  public CompletionStage<Facts> look(GroupKey key) {
    return with(key, (actor, done) -> done.complete(actor.facts()));
  }

  /**
   * Reads all Leases of a group, past the watch, and looks at it then: what was answered at another
   * replica before is in it.
   */
  public CompletionStage<Facts> read(GroupKey key) {
    return with(
        key,
        (actor, done) -> {
          limit(actor, done);
          actor.reading().all(() -> complete(done, () -> actor.facts()));
        });
  }

  private static <T> void complete(CompletableFuture<T> done, Supplier<T> result) {
    try {
      done.complete(result.get());
    } catch (Refusal refused) {
      done.completeExceptionally(refused);
    }
  }

  /**
   * Looks at all groups, for metrics: a few at a time, so that nothing else has to wait for long.
   */
  public CompletionStage<List<GroupState>> census() {
    CompletableFuture<List<GroupState>> done = new CompletableFuture<>();
    loop.execute(() -> census(new ArrayDeque<>(actors.keySet()), new ArrayList<>(), done));
    return done;
  }

  private void census(
      Queue<GroupKey> left, List<GroupState> seen, CompletableFuture<List<GroupState>> done) {
    for (int i = 0; i < CENSUS_SLICE && !left.isEmpty(); i++) {
      GroupActor actor = actors.get(left.remove());
      if (actor != null && actor.resource().isPresent()) {
        seen.add(actor.diagnose());
      }
    }
    if (left.isEmpty()) {
      done.complete(seen);
    } else {
      loop.execute(() -> census(left, seen, done));
    }
  }

  /** Whether a group has a grant that has not ended, or may have one. */
  public CompletionStage<Boolean> hasGrant(GroupKey key) {
    return with(key, (actor, done) -> done.complete(actor.hasGrant()));
  }

  /**
   * Deletes the group Lease of a group that is being deleted and has no grant any more; the last
   * act before it goes.
   */
  public CompletionStage<Void> deleteGroupLease(GroupKey key) {
    return this.<Optional<StoredGroup>>with(
            key,
            (actor, done) -> {
              if (actor.hasGrant()) {
                throw Refusals.granted(actor.key().name());
              }
              done.complete(actor.mirror().stored());
            })
        .thenCompose(
            stored ->
                stored
                    .map(group -> context.store().delete(group))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /** Whether the Leases have been read, so that requests can be served. */
  public CompletionStage<Boolean> isReady() {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    loop.execute(() -> ready.complete(isListed() && !draining));
    return ready;
  }

  /** Ends all held requests with Secondary and holds no more: this replica is about to stop. */
  public CompletionStage<Void> drain() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          draining = true;
          actors.values().forEach(GroupActor::drain);
          done.complete(null);
        });
    return done;
  }

  /** Whether the Leases of all groups that are known have been read. */
  private boolean isListed() {
    return sight.hasBegun()
        && actors.keySet().stream().allMatch(key -> sight.isListed(key.namespace()));
  }

  private Optional<Refusal> refusal(GroupKey key, @Nullable GroupActor actor) {
    if (actor == null || actor.resource().isEmpty()) {
      // Whoever asks has found the group: it is not unknown, this replica has only not heard of it.
      return Optional.of(unserved.getOrDefault(key, Refusals.starting()));
    }
    return sight.isListed(key.namespace()) ? Optional.empty() : Optional.of(Refusals.starting());
  }

  private static Duration budget(GroupActor actor) {
    return Work.budget(actor.timeout());
  }

  /** However it goes, whoever asked has an answer in time. */
  private void limit(GroupActor actor, CompletableFuture<?> done) {
    Loop.Timer timer =
        context.after(budget(actor), () -> done.completeExceptionally(Refusals.noApiServer()));
    var _ = done.whenComplete((result, error) -> timer.cancel());
  }

  private <T> CompletionStage<T> with(
      GroupKey key, BiConsumer<GroupActor, CompletableFuture<T>> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          GroupActor actor = actors.get(key);
          Optional<Refusal> refusal = refusal(key, actor);
          if (actor == null || refusal.isPresent()) {
            done.completeExceptionally(refusal.orElseThrow());
            return;
          }
          try {
            task.accept(actor, done);
          } catch (Refusal refused) {
            done.completeExceptionally(refused);
          }
        });
    return done;
  }
}
