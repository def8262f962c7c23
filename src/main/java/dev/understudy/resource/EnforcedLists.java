package dev.understudy.resource;

import dev.understudy.access.AccessList;
import dev.understudy.access.AccessLists;
import dev.understudy.access.Decision;
import dev.understudy.access.Entity;
import dev.understudy.access.Entry;
import dev.understudy.access.InForce;
import dev.understudy.access.ListProblem;
import dev.understudy.access.Where;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclSpec;
import dev.understudy.api.GroupAclValidation;
import dev.understudy.api.Names;
import dev.understudy.api.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lists that are in force in the namespaces that are served: what the resources' statuses say
 * was accepted, and the default list where they say nothing. Thread-safe.
 *
 * <p>What is known here is at most {@link #OLDEST} old: a replica whose watch shows nothing for
 * longer knows nothing, and asks the API server before it allows anything.
 */
public final class EnforcedLists implements AccessLists, AutoCloseable {

  /** How old at most what is known may be when somebody is allowed something by it. */
  public static final Duration OLDEST = Duration.ofSeconds(10);

  /** How often each watch has to prove that it works; leaves time for two tries. */
  static final Duration PROOF = Duration.ofSeconds(4);

  private static final Logger LOG = LoggerFactory.getLogger(EnforcedLists.class);

  /** Stands for all namespaces. */
  private static final String ALL = "";

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int MOST_TRIES = 5;

  /** So many lists are read a second, in the long run, for those who would be refused. */
  private static final int CONFIRMED_A_SECOND = 20;

  /** For so long whoever has made a group can have the making of its list finished. */
  private static final Duration FOUNDING = Duration.ofMinutes(10);

  private final Groups groups;
  private final AclWrites writes;
  private final AccessList byDefault;
  private final Executor blocking;
  private final Supplier<Duration> monotonic;
  private final InstantSource clock;
  private final Map<String, Scope> scopes = new TreeMap<>();
  private final Tokens confirmations;

  /**
   * What lists are read and written through.
   *
   * @param client one that repeats nothing by itself, neither requests nor watches
   * @param namespaces which namespaces are served; none means all
   * @param status the one writer of statuses
   * @param blocking runs calls that block; a virtual thread each will do
   * @param monotonic a clock that never goes back
   * @param clock the wall clock, for people
   */
  public record Parts(
      KubernetesClient client,
      Set<String> namespaces,
      Groups groups,
      StatusWriter status,
      Executor blocking,
      Supplier<Duration> monotonic,
      InstantSource clock) {}

  /**
   * Knows nothing before {@link #start}.
   *
   * @param byDefault the list of collections that have none
   */
  public EnforcedLists(Parts parts, AccessList byDefault) {
    groups = parts.groups();
    writes = new AclWrites(parts.client(), parts.status(), parts.clock());
    this.byDefault = byDefault;
    blocking = parts.blocking();
    monotonic = parts.monotonic();
    clock = parts.clock();
    confirmations =
        new Tokens(
            CONFIRMED_A_SECOND,
            Duration.ofSeconds(1).dividedBy(CONFIRMED_A_SECOND),
            monotonic.get());
    for (String namespace : parts.namespaces().isEmpty() ? Set.of(ALL) : parts.namespaces()) {
      scopes.put(namespace, new Scope(parts.client(), namespace));
    }
  }

  /** One watch, what it has shown, and at most one list under way beside it. */
  private final class Scope {
    private final AclStore store = new AclStore();
    private final ProvenWatch<GroupAcl> watch;
    private final AtomicReference<@Nullable CompletableFuture<Void>> listing =
        new AtomicReference<>();

    Scope(KubernetesClient client, String namespace) {
      watch =
          new ProvenWatch<>(
              client,
              GroupAcl.class,
              namespace.equals(ALL) ? null : namespace,
              store,
              PROOF,
              monotonic);
    }

    boolean isCurrent() {
      Duration sure = watch.sure();
      return sure != null && monotonic.get().minus(sure).compareTo(OLDEST) <= 0;
    }

    /** Lists everything once, for all who ask for it meanwhile. */
    CompletableFuture<Void> refresh() {
      CompletableFuture<Void> mine = new CompletableFuture<>();
      CompletableFuture<Void> other = listing.compareAndExchange(null, mine);
      if (other != null) {
        return other;
      }
      var _ =
          CompletableFuture.runAsync(watch::list, blocking)
              .whenComplete(
                  (listed, failure) -> {
                    listing.set(null);
                    if (failure == null) {
                      mine.complete(null);
                    } else {
                      mine.completeExceptionally(failure);
                    }
                  });
      return mine;
    }
  }

  /** Begins to watch; completes when all lists are known. */
  public CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        scopes.values().stream()
            .map(scope -> scope.watch.start())
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Whether all lists are known. */
  public boolean isSynced() {
    return scopes.values().stream().allMatch(scope -> scope.watch.isSynced());
  }

  @Override
  public void close() {
    scopes.values().forEach(scope -> scope.watch.close());
  }

  private Scope scope(Where where) {
    Scope all = scopes.get(ALL);
    Scope found = all != null ? all : scopes.get(where.namespace());
    if (found == null) {
      throw new IllegalArgumentException(where.namespace() + " is not served");
    }
    return found;
  }

  // What is known

  @Override
  public Optional<InForce> known(Where where) {
    Scope scope = scope(where);
    return scope.isCurrent() ? known(scope, where) : Optional.empty();
  }

  private Optional<InForce> known(Scope scope, Where where) {
    return switch (where.entity()) {
      case Entity.Collection() -> Optional.of(new InForce(collection(scope, where), true));
      case Entity.Group(String id) ->
          groups
              .findById(where.namespace(), id)
              .flatMap(
                  group -> {
                    Optional<AclRecord> own = scope.store.find(where.namespace(), group.name());
                    // One that was made for another group of that name: one of the two is old.
                    return own.isPresent() && !own.get().isFor(group)
                        ? Optional.empty()
                        : Optional.of(new InForce(inForce(scope, where, own), true));
                  });
    };
  }

  private AccessList inForce(Scope scope, Where where, Optional<AclRecord> own) {
    return own.map(AclRecord::accepted).orElseGet(() -> collection(scope, where));
  }

  private AccessList collection(Scope scope, Where where) {
    return scope
        .store
        .find(where.namespace(), Names.COLLECTION)
        .map(AclRecord::accepted)
        .orElse(byDefault);
  }

  // What is read

  @Override
  public CompletionStage<InForce> read(Where where) {
    return async(() -> look(where).inForce());
  }

  @Override
  public CompletionStage<InForce> confirm(Where where) {
    Scope scope = scope(where);
    Optional<InForce> known = known(where);
    if (known.isPresent() && !mayConfirm()) {
      return CompletableFuture.completedFuture(known.get());
    }
    if (scope.isCurrent()) {
      return read(where);
    }
    return scope
        .refresh()
        .handle(EnforcedLists::<Void>outcome)
        .thenCompose(Function.identity())
        .thenCompose(
            listed ->
                known(scope, where)
                    .<CompletionStage<InForce>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> read(where)));
  }

  private boolean mayConfirm() {
    synchronized (confirmations) {
      return confirmations.take(monotonic.get());
    }
  }

  /**
   * What the API server has.
   *
   * @param name the name of the list
   * @param group the group that it is for, if it is for one and that exists
   * @param own the list of that name, if there is one
   */
  private record Looked(
      String name, Optional<GroupRecord> group, Optional<GroupAcl> own, InForce inForce) {

    /** The list, if it is for what was asked for, and no leftover of another group. */
    Optional<GroupAcl> usable() {
      return own.filter(acl -> AclRecord.of(acl).isFor(group.orElse(null)));
    }
  }

  /** Blocks. */
  private Looked look(Where where) {
    return switch (where.entity()) {
      case Entity.Collection() -> {
        Optional<GroupAcl> own = own(where, Names.COLLECTION);
        yield new Looked(
            Names.COLLECTION,
            Optional.empty(),
            own,
            new InForce(accepted(own).orElse(byDefault), true));
      }
      case Entity.Group(String id) -> {
        String name =
            groups.findById(where.namespace(), id).map(GroupRecord::name).orElse(Names.group(id));
        Optional<GroupAcl> own = own(where, name);
        Optional<GroupRecord> group =
            groups.read(where.namespace(), name).filter(found -> found.id().equals(id));
        if (own.isPresent() && !AclRecord.of(own.get()).isFor(group.orElse(null))) {
          // It was read before the group, and may have been replaced in between.
          own = own(where, name);
        }
        Optional<AccessList> list =
            accepted(own.filter(acl -> AclRecord.of(acl).isFor(group.orElse(null))));
        yield new Looked(
            name,
            group,
            own,
            new InForce(
                list.orElseGet(() -> accepted(own(where, Names.COLLECTION)).orElse(byDefault)),
                group.isPresent()));
      }
    };
  }

  private Optional<GroupAcl> own(Where where, String name) {
    Optional<GroupAcl> found = writes.read(where.namespace(), name);
    found.ifPresent(scope(where).store::saw);
    return found;
  }

  private static Optional<AccessList> accepted(Optional<GroupAcl> acl) {
    return acl.map(AclRecord::of).map(AclRecord::accepted);
  }

  // What is written

  @Override
  public CompletionStage<Replacement> replace(
      Where where, List<Entry> entries, Function<InForce, Decision> judge) {
    return async(
        () -> {
          for (int tries = 0; tries < MOST_TRIES; tries++) {
            Looked looked = look(where);
            if (judge.apply(looked.inForce()) instanceof Decision.Refused refused) {
              return new Replacement.Refused(refused);
            }
            if (!looked.inForce().exists()) {
              return new Replacement.Absent();
            }
            GroupAclSpec spec = spec(where, looked, entries);
            List<Problem> problems =
                GroupAclValidation.of(list(where, looked.name(), spec), where.tenant());
            if (!problems.isEmpty()) {
              return new Replacement.Invalid(problems.stream().map(EnforcedLists::told).toList());
            }
            if (write(where, looked, spec)) {
              return new Replacement.Done();
            }
          }
          throw new Unavailable("The list was changed by somebody else at the same time.", SOON);
        });
  }

  private static GroupAclSpec spec(Where where, Looked looked, List<Entry> entries) {
    return new GroupAclSpec(
        where.entity() instanceof Entity.Group ? new GroupAclSpec.GroupRef(looked.name()) : null,
        looked.usable().map(acl -> acl.getSpec().owner()).orElse(null),
        AclForm.entries(entries));
  }

  private static GroupAcl list(Where where, String name, GroupAclSpec spec) {
    GroupAcl acl = new GroupAcl();
    acl.setMetadata(
        new ObjectMetaBuilder().withNamespace(where.namespace()).withName(name).build());
    acl.setSpec(spec);
    return acl;
  }

  private static ListProblem told(Problem problem) {
    return new ListProblem(
        problem.field().replaceFirst("^spec\\.", ""), problem.reason(), problem.resolution());
  }

  /** Whether the list is in force now; false if somebody else was faster. */
  private boolean write(Where where, Looked looked, GroupAclSpec spec) {
    Optional<GroupAcl> usable = looked.usable();
    Optional<GroupAcl> written =
        usable.isPresent() ? writes.replace(usable.get(), spec) : make(where, looked, spec);
    return written.isPresent() && accept(where, written.get());
  }

  /** Makes a list, in the place of what another group has left behind. */
  private Optional<GroupAcl> make(Where where, Looked looked, GroupAclSpec spec) {
    if (looked.own().isPresent() && !writes.delete(looked.own().get())) {
      return Optional.empty();
    }
    GroupAcl acl = list(where, looked.name(), spec);
    looked
        .group()
        .ifPresent(
            group ->
                acl.getMetadata()
                    .setOwnerReferences(
                        List.of(
                            new OwnerReferenceBuilder()
                                .withApiVersion(HasMetadata.getApiVersion(FailoverGroup.class))
                                .withKind(FailoverGroup.KIND)
                                .withName(group.name())
                                .withUid(group.uid())
                                .build())));
    return writes.create(acl);
  }

  private boolean accept(Where where, GroupAcl written) {
    Optional<GroupAcl> accepted = writes.accept(written, where.tenant());
    accepted.ifPresent(scope(where).store::saw);
    return accepted.isPresent();
  }

  @Override
  public CompletionStage<Void> found(Where where, AccessList list, String creator) {
    Scope scope = scope(where);
    if (scope.isCurrent() && hasOwn(scope, where)) {
      return CompletableFuture.completedFuture(null);
    }
    return async(() -> isFounded(where, list, creator))
        .thenAccept(
            founded -> {
              if (!founded) {
                throw new Unavailable(
                    "The group was made, but its list was changed at the same time.", SOON);
              }
            });
  }

  /** Whether there is nothing left to do. Blocks. */
  private boolean isFounded(Where where, AccessList list, String creator) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Looked looked = look(where);
      if (!isFounder(looked, creator)) {
        return true;
      }
      Optional<GroupAcl> own = looked.usable();
      boolean done =
          own.isPresent()
              ? AclRecord.groupUid(own.get()) == null || accept(where, own.get())
              : write(where, looked, copy(looked, list));
      if (done) {
        return true;
      }
    }
    return false;
  }

  private boolean hasOwn(Scope scope, Where where) {
    return where.entity() instanceof Entity.Group(String id)
        && groups
            .findById(where.namespace(), id)
            .flatMap(
                group ->
                    scope
                        .store
                        .find(where.namespace(), group.name())
                        .filter(own -> own.isFor(group)))
            .isPresent();
  }

  /** Whether it is theirs to give the group a list: not if that was long ago, or somebody else. */
  private boolean isFounder(Looked looked, String creator) {
    Instant now = clock.instant();
    return looked
        .group()
        .filter(group -> group.creator().equals(creator))
        .filter(group -> now.isBefore(group.created().plus(FOUNDING)))
        .isPresent();
  }

  private static GroupAclSpec copy(Looked looked, AccessList list) {
    return new GroupAclSpec(
        new GroupAclSpec.GroupRef(looked.name()),
        list.owner() == null ? null : AclForm.trustee(list.owner()),
        AclForm.entries(list.entries()));
  }

  // Calls that block

  private <T> CompletionStage<T> async(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, blocking)
        .handle(EnforcedLists::<T>outcome)
        .thenCompose(Function.identity());
  }

  /** What callers are told of a failure. */
  private static <T> CompletionStage<T> outcome(@Nullable T result, @Nullable Throwable error) {
    return error == null
        ? CompletableFuture.completedStage(result)
        : CompletableFuture.failedStage(failure(error));
  }

  private static Throwable failure(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return switch (cause) {
      case ApiFailure failure -> unavailable(failure);
      case KubernetesClientException failure ->
          unavailable(ApiFailure.of("read the access control lists", failure));
      default -> cause;
    };
  }

  private static Unavailable unavailable(ApiFailure failure) {
    LOG.debug("who may do what cannot be told: {}", failure.reason());
    return new Unavailable("It cannot be told now who may do what.", SOON);
  }
}
