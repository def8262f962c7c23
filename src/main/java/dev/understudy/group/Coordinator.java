package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.Moment;
import dev.understudy.election.Ranking;
import dev.understudy.lease.LeaseListener;
import dev.understudy.lease.LeaseStore;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs all groups of this replica: takes REST requests, watch events and resource changes from any
 * thread and hands each to its group, on the loop.
 *
 * <p>Any number of replicas may do so at the same time; none needs to know of another.
 */
public final class Coordinator implements LeaseListener {
  /**
   * A pause or a time without a watch up to this long changes nothing; a longer one may make ages
   * begin anew.
   */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);

  private final Pulse loop;
  private final GroupContext context;
  private final Map<GroupKey, GroupActor> actors = new HashMap<>();
  private boolean listed;
  private boolean draining;

  /**
   * A coordinator; {@link #start} it before anything else.
   *
   * @param strictDeleteAddress whether a deletion counts as a session's own only if it comes from
   *     the address of its last heartbeat
   */
  public Coordinator(
      Loop loop,
      LeaseStore store,
      GroupResources resources,
      TransitionListener listener,
      boolean strictDeleteAddress) {
    this.loop = new Pulse(loop, this::stoodStill);
    this.context = new GroupContext(this.loop, store, resources, listener, strictDeleteAddress);
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
          Map<GroupKey, List<StoredLease>> byGroup = new HashMap<>();
          for (StoredLease lease : leases) {
            byGroup.computeIfAbsent(keyOf(lease), key -> new ArrayList<>()).add(lease);
          }
          byGroup.keySet().forEach(this::actor);
          listed = true;
          for (GroupActor actor : List.copyOf(actors.values())) {
            if (namespace == null || namespace.equals(actor.key().namespace())) {
              actor.listed(byGroup.getOrDefault(actor.key(), List.of()), version);
            }
          }
        });
  }

  @Override
  public void changed(StoredLease lease) {
    loop.execute(() -> actor(keyOf(lease)).leaseChanged(lease, lease.version()));
  }

  @Override
  public void deleted(StoredLease lease) {
    loop.execute(() -> actor(keyOf(lease)).leaseDeleted(lease, lease.version()));
  }

  @Override
  public void resumed(@Nullable String namespace, Duration blind) {
    loop.execute(
        () ->
            actors.values().stream()
                .filter(actor -> namespace == null || namespace.equals(actor.key().namespace()))
                .filter(actor -> isLong(actor, blind))
                .forEach(GroupActor::beginAnew));
  }

  private void stoodStill(Duration pause) {
    actors.values().stream().filter(actor -> isLong(actor, pause)).forEach(GroupActor::beginAnew);
  }

  private static boolean isLong(GroupActor actor, Duration pause) {
    Duration quarter =
        actor
            .resource()
            .map(resource -> resource.settings().timing().timeout().dividedBy(4))
            .orElse(SHORTEST_PAUSE);
    return pause.compareTo(quarter) > 0 && pause.compareTo(SHORTEST_PAUSE) > 0;
  }

  private static GroupKey keyOf(StoredLease lease) {
    return new GroupKey(lease.namespace(), lease.groupName());
  }

  private GroupActor actor(GroupKey key) {
    return actors.computeIfAbsent(
        key,
        absent -> {
          GroupActor actor = new GroupActor(context, key);
          if (listed) {
            actor.mirror().watchedFromNow();
          }
          return actor;
        });
  }

  // Resources

  /** Takes note of a FailoverGroup that exists. */
  public void resource(GroupResource resource) {
    loop.execute(() -> actor(resource.key()).resource(resource));
  }

  /** Takes note that a FailoverGroup is gone. */
  public void removed(GroupKey key) {
    loop.execute(
        () -> {
          GroupActor actor = actors.get(key);
          if (actor != null) {
            actor.removed();
            if (actor.mirror().stored().isEmpty() && !actor.mirror().hasSessions()) {
              actors.remove(key);
            }
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
    OpenHeartbeat heartbeat = new OpenHeartbeat(request, reply);
    loop.execute(
        () -> {
          GroupActor actor = actors.get(key);
          Optional<Refusal> refusal = unready(actor);
          if (actor == null || refusal.isPresent()) {
            heartbeat.refuse(refusal.orElseGet(() -> Refusals.noGroup(key.name())));
            return;
          }
          heartbeat.deadline(
              loop.schedule(
                  request.arrived().plus(budget(actor)),
                  () -> heartbeat.refuse(Refusals.noApiServer())));
          actor.add(new Work.Beat(heartbeat));
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
    return with(key, (actor, done) -> actor.members().register(id, name, subject, done));
  }

  /** Deletes a session. */
  public CompletionStage<Void> delete(GroupKey key, GroupService.Departure departure) {
    return with(key, (actor, done) -> actor.members().delete(departure, done));
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

    /** The grant that has not ended, if there is one. */
    public Optional<Grant> current() {
      return lease == null ? Optional.empty() : lease.lease().phase().current();
    }
  }

  /** Looks at a group. */
  public CompletionStage<Facts> look(GroupKey key) {
    return with(key, (actor, done) -> done.complete(facts(actor)));
  }

  private Facts facts(GroupActor actor) {
    GroupResource resource =
        actor.resource().orElseThrow(() -> Refusals.noGroup(actor.key().name()));
    StoredGroup stored = actor.mirror().stored().orElse(null);
    return new Facts(
        resource, stored, Ranking.of(actor.view(), loop.now()), loop.now(), actor.unserved());
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
            key, (actor, done) -> done.complete(actor.mirror().stored()))
        .thenCompose(
            stored ->
                stored
                    .map(group -> context.store().delete(group))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /** Whether the Leases have been read, so that requests can be served. */
  public CompletionStage<Boolean> isReady() {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    loop.execute(() -> ready.complete(listed && !draining));
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

  private Optional<Refusal> unready(@Nullable GroupActor actor) {
    return !listed && actor != null ? Optional.of(Refusals.starting()) : Optional.empty();
  }

  private static Duration budget(GroupActor actor) {
    return actor
        .resource()
        .map(resource -> Work.budget(resource.settings().timing().timeout()))
        .orElse(SHORTEST_PAUSE);
  }

  private void limit(GroupActor actor, CompletableFuture<?> done) {
    context.after(budget(actor), () -> done.completeExceptionally(Refusals.noApiServer()));
  }

  private <T> CompletionStage<T> with(
      GroupKey key, BiConsumer<GroupActor, CompletableFuture<T>> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          GroupActor actor = actors.get(key);
          Optional<Refusal> refusal = unready(actor);
          if (actor == null || actor.resource().isEmpty() || refusal.isPresent()) {
            done.completeExceptionally(refusal.orElseGet(() -> Refusals.noGroup(key.name())));
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
