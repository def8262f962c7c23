package dev.understudy.group;

import dev.understudy.api.Durations;
import dev.understudy.api.Names;
import dev.understudy.api.Problem;
import dev.understudy.election.Role;
import dev.understudy.resource.ApiFailure;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.GroupWrites;
import dev.understudy.resource.Groups;
import dev.understudy.resource.OverrideWrites;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a cluster, as a facade asks for them: configurations are FailoverGroup resources,
 * everything about sessions goes through the {@link Coordinator}. Thread-safe.
 *
 * <p>A group that another replica, or kubectl, has just made is found by asking the API server
 * before it is said not to exist.
 */
public final class KubernetesGroups implements GroupService {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration DELETION_PATIENCE = Duration.ofSeconds(3);

  private final Coordinator coordinator;
  private final Groups groups;
  private final GroupWrites writes;
  private final OverrideWrites overrides;
  private final Departing departing;
  private final SessionRules rules;
  private final Loop loop;
  private final Executor blocking;

  /**
   * The groups of a cluster.
   *
   * @param departing knows which groups are about to go
   * @param rules how many groups there may be
   * @param blocking runs calls that block; a virtual thread each will do
   */
  public KubernetesGroups(
      Coordinator coordinator,
      Groups groups,
      GroupWrites writes,
      OverrideWrites overrides,
      Departing departing,
      SessionRules rules,
      Loop loop,
      Executor blocking) {
    this.coordinator = coordinator;
    this.groups = groups;
    this.writes = writes;
    this.overrides = overrides;
    this.departing = departing;
    this.rules = rules;
    this.loop = loop;
    this.blocking = blocking;
  }

  // Configurations

  @Override
  public CompletionStage<Made<GroupConfiguration>> createGroup(
      String namespace, GroupConfiguration wanted, String creator) {
    return async(
        () -> {
          GroupWrites.Draft draft =
              new GroupWrites.Draft(
                  wanted.id(),
                  wanted.name(),
                  wanted.description(),
                  wanted.failoverTimeout(),
                  wanted.additionalData());
          refuseIfFull(namespace, wanted.id());
          return switch (writes.create(namespace, draft, creator)) {
            case GroupWrites.Creation.Created(GroupRecord group) -> new Made<>(known(group), true);
            case GroupWrites.Creation.Same(GroupRecord group) -> same(group);
            case GroupWrites.Creation.Different(GroupRecord group) ->
                throw Refusals.otherGroup(wanted.id(), group.id(), group.deleting());
            case GroupWrites.Creation.Invalid(List<Problem> problems) -> throw invalid(problems);
          };
        });
  }

  /** A group that is there already is never refused: another replica may have made it just now. */
  private void refuseIfFull(String namespace, String id) {
    int most = rules.groupsInNamespace();
    if (SessionRules.isFull(most, groups.count(namespace))
        && groups.findById(namespace, id).isEmpty()
        && groups.read(namespace, Names.group(id)).isEmpty()) {
      throw Refusals.tooManyGroups(most);
    }
  }

  private Made<GroupConfiguration> same(GroupRecord group) {
    if (group.deleting()) {
      throw Refusals.deleting(group.id());
    }
    return new Made<>(known(group), false);
  }

  /** Lets the coordinator know at once what the watch will tell it a little later. */
  private GroupConfiguration known(GroupRecord group) {
    coordinator.resource(group);
    return configuration(group);
  }

  private static Refusal invalid(List<Problem> problems) {
    return Refusal.invalid(
        problems.stream().map(Problem::reason).collect(Collectors.joining(" ")),
        problems.stream().map(Problem::resolution).collect(Collectors.joining(" ")));
  }

  @Override
  public CompletionStage<GroupConfiguration> group(String namespace, String groupId) {
    return resolve(namespace, groupId).thenApply(KubernetesGroups::configuration);
  }

  @Override
  public CompletionStage<List<GroupConfiguration>> groups(String namespace) {
    return CompletableFuture.completedFuture(
        groups.list(namespace).stream()
            .filter(KubernetesGroups::canBeShown)
            .map(KubernetesGroups::configuration)
            .sorted(Comparator.comparing(GroupConfiguration::id))
            .toList());
  }

  /** What breaks the grammar has no value to show; asked for by its id, the group says so. */
  private static boolean canBeShown(GroupRecord group) {
    String timeout = group.spec().failoverTimeout();
    return timeout == null || Durations.tryParse(timeout).isPresent();
  }

  private static GroupConfiguration configuration(GroupRecord group) {
    if (!canBeShown(group)) {
      throw Refusals.invalidSpec(group);
    }
    return new GroupConfiguration(
        group.id(),
        group.spec().name(),
        group.spec().description(),
        group.spec().timeout(),
        group.spec().additionalDataText().orElse(null));
  }

  /** Finds a group by its id: in memory, else in the API server. */
  private CompletionStage<GroupRecord> resolve(String namespace, String groupId) {
    Optional<GroupRecord> known = groups.findById(namespace, groupId);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known.get())
        : async(() -> read(namespace, groupId));
  }

  private GroupRecord read(String namespace, String groupId) {
    GroupRecord found =
        groups
            .read(namespace, Names.group(groupId))
            .filter(group -> group.id().equals(groupId))
            .orElseThrow(() -> Refusals.noGroup(groupId));
    known(found);
    return found;
  }

  private static GroupKey key(GroupRecord group) {
    return new GroupKey(group.namespace(), group.name());
  }

  @Override
  public CompletionStage<Void> deleteGroup(String namespace, String groupId) {
    return resolve(namespace, groupId)
        .thenCompose(group -> coordinator.read(key(group)))
        .thenCompose(
            facts -> {
              refuseIfActive(groupId, facts);
              CompletionStage<Void> gone =
                  departing.gone(facts.resource().uid(), DELETION_PATIENCE);
              return async(() -> delete(namespace, facts.resource().key()))
                  .thenCompose(accepted -> gone);
            });
  }

  private static void refuseIfActive(String groupId, Coordinator.Facts facts) {
    if (facts.isActive()) {
      throw Refusals.active(groupId, facts.active());
    }
  }

  private boolean delete(String namespace, GroupKey key) {
    GroupRecord newest =
        groups.read(namespace, key.name()).orElseThrow(() -> Refusals.noGroup(key.name()));
    return switch (writes.delete(newest)) {
      case ACCEPTED, GONE -> true;
      case CHANGED ->
          throw Refusal.unavailable(
              "The group '" + newest.id() + "' was changed at the same time.", SOON);
    };
  }

  // Sessions

  @Override
  public CompletionStage<GroupSnapshot> snapshot(String namespace, String groupId) {
    return look(namespace, groupId).thenApply(Snapshots::of);
  }

  private CompletionStage<Coordinator.Facts> look(String namespace, String groupId) {
    return resolve(namespace, groupId).thenCompose(group -> coordinator.look(key(group)));
  }

  @Override
  public CompletionStage<Made<SessionSnapshot>> register(
      String namespace, String groupId, String sessionId, String name, String subject) {
    return resolve(namespace, groupId)
        .thenCompose(
            group ->
                coordinator
                    .register(key(group), sessionId, name, subject)
                    .thenCombine(
                        coordinator.look(key(group)),
                        (created, facts) ->
                            new Made<>(
                                Snapshots.session(facts, sessionId)
                                    .orElseGet(() -> Snapshots.registered(sessionId, name)),
                                created)));
  }

  @Override
  public CompletionStage<Void> deleteSession(
      String namespace, String groupId, Departure departure) {
    return resolve(namespace, groupId)
        .thenCompose(group -> coordinator.delete(key(group), departure));
  }

  @Override
  public Ticket heartbeat(String namespace, String groupId, HeartbeatRequest request, Reply reply) {
    Optional<GroupRecord> known = groups.findById(namespace, groupId);
    if (known.isPresent()) {
      return coordinator.heartbeat(key(known.get()), request, reply);
    }
    Late late = new Late();
    resolve(namespace, groupId)
        .whenComplete(
            (group, error) ->
                loop.execute(
                    () -> {
                      if (error == null) {
                        late.is(coordinator.heartbeat(key(group), request, reply));
                      } else {
                        reply.refuse(refusal(error));
                      }
                    }));
    return late;
  }

  /** The ticket of a heartbeat whose group is still being looked for. */
  private static final class Late implements Ticket {
    private final CompletableFuture<Ticket> ticket = new CompletableFuture<>();

    void is(Ticket real) {
      ticket.complete(real);
    }

    @Override
    public void hangUp() {
      var _ = ticket.thenAccept(Ticket::hangUp);
    }
  }

  // Overrides

  @Override
  public CompletionStage<OverrideSet> override(
      String namespace, String groupId, OverrideRequest request) {
    Instant end = request.period() == null ? null : loop.now().wall().plus(request.period());
    return look(namespace, groupId)
        .thenCompose(
            facts -> {
              if (Snapshots.session(facts, request.sessionId()).isEmpty()) {
                throw Refusals.noSession(request.sessionId());
              }
              return async(() -> write(namespace, facts.resource().key(), request, end));
            })
        .thenCompose(
            group ->
                GroupResourceReader.read(group)
                    .map(coordinator::order)
                    .orElseGet(() -> CompletableFuture.completedFuture(null)))
        .thenApply(ordered -> new OverrideSet(request.role(), request.role() == null ? null : end));
  }

  private GroupRecord write(
      String namespace, GroupKey key, OverrideRequest request, @Nullable Instant end) {
    GroupRecord group =
        groups
            .find(namespace, key.name())
            .or(() -> groups.read(namespace, key.name()))
            .orElseThrow(() -> Refusals.noGroup(key.name()));
    Role role = request.role();
    OverrideWrites.Change change =
        role == null
            ? overrides.remove(group, request.sessionId())
            : overrides.set(
                group, new dev.understudy.api.RoleOverride(request.sessionId(), inApi(role), end));
    return switch (change) {
      case OverrideWrites.Change.Done(GroupRecord written) -> written;
      case OverrideWrites.Change.Owned(String manager) ->
          throw Refusals.owned(request.sessionId(), manager);
      case OverrideWrites.Change.Gone() -> throw Refusals.noGroup(group.id());
      case OverrideWrites.Change.Invalid(String reason) ->
          throw Refusal.invalid(
              reason, "Correct the override, or take back the one that stands against it.");
    };
  }

  private static dev.understudy.api.RoleOverride.Role inApi(Role role) {
    return switch (role) {
      case PRIMARY -> dev.understudy.api.RoleOverride.Role.PRIMARY;
      case SECONDARY -> dev.understudy.api.RoleOverride.Role.SECONDARY;
      case PENDING_PRIMARY ->
          throw Refusal.invalid(
              "An override cannot be to PendingPrimary.", "Use Primary, Secondary or Off.");
    };
  }

  // Calls that block

  private <T> CompletionStage<T> async(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, blocking)
        .handle(KubernetesGroups::<T>outcome)
        .thenCompose(Function.identity());
  }

  /** Unwraps failures, so that callers see refusals only. */
  private static <T> CompletionStage<T> outcome(@Nullable T result, @Nullable Throwable error) {
    return error == null
        ? CompletableFuture.completedStage(result)
        : CompletableFuture.failedStage(refusal(error));
  }

  private static Refusal refusal(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return switch (cause) {
      case Refusal refusal -> refusal;
      case ApiFailure failure -> Refusal.unavailable(failure.reason(), SOON);
      default -> throw new IllegalStateException("a request failed for no known reason", cause);
    };
  }
}
