package dev.understudy.group;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.Names;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Recovery;
import dev.understudy.lease.LeaseAddress;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be so before a group can be decided on: it has its group Lease, that Lease is the one
 * that is recorded, and the resource is known as it was when the Lease was written last. Each step
 * ends with another look. Belongs to its group's actor.
 */
final class Preparation {
  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  private final GroupContext context;
  private final GroupMirror mirror;
  private final GroupActor actor;
  private @Nullable String duplicateOf;
  // The resource was read directly: this version, for a Lease that named this generation at most.
  private long readVersion;
  private long readGeneration;

  Preparation(GroupContext context, GroupMirror mirror, GroupActor actor) {
    this.context = context;
    this.mirror = mirror;
    this.actor = actor;
  }

  /** Why the group cannot be served at all, if it cannot. */
  Optional<Refusal> refusal() {
    if (actor.resource().isEmpty()) {
      return Optional.of(Refusals.noGroup(actor.key().name()));
    }
    if (duplicateOf != null) {
      return Optional.of(Refusals.duplicateId(resource().id()));
    }
    return mirror.unreadable().map(Refusals::unreadable);
  }

  /** Whether anything calls for a decision: without a session or a Lease nothing does. */
  boolean isWanted() {
    return mirror.stored().isPresent()
        || (!resource().settings().deleting()
            && (mirror.hasSessions() || resource().leaseUid() != null));
  }

  /** Whether something must be done first. */
  boolean isNeeded() {
    StoredGroup stored = mirror.stored().orElse(null);
    return stored == null
        || !stored.groupUid().equals(resource().uid())
        || isOutdated(stored)
        || repaired(stored).isPresent()
        || !isRecorded(stored);
  }

  /**
   * Whether the status says which Lease it is and, where that stands in for a lost one, from which
   * term it goes on. Nobody is answered before: clients must never see terms go back, should this
   * Lease be lost too.
   */
  private boolean isRecorded(StoredGroup stored) {
    boolean recovers =
        stored.lease().phase().current().filter(grant -> grant.holder() == null).isPresent();
    return stored.uid().equals(resource().leaseUid())
        && !(recovers && resource().term() < stored.lease().term());
  }

  /**
   * Whether the Lease was written by somebody who knew a newer resource. One that was read directly
   * is as new as it gets, until the Lease names a newer generation than it did then.
   */
  private boolean isOutdated(StoredGroup stored) {
    long generation = stored.lease().generation();
    return generation > resource().settings().generation()
        && (resource().version() != readVersion || generation > readGeneration);
  }

  /** Does the next thing that must be done, and lets the actor go on. */
  void begin() {
    actor.suspend();
    StoredGroup stored = mirror.stored().orElse(null);
    if (stored == null) {
      readResource(this::create);
    } else if (!stored.groupUid().equals(resource().uid())) {
      adopt(stored);
    } else if (isOutdated(stored)) {
      readResource(actor::proceed);
    } else {
      repaired(stored)
          .ifPresentOrElse(lease -> readResource(() -> repair(stored)), () -> record(stored));
    }
  }

  /** Whether there may be a grant although no group Lease is in view: there was one once. */
  boolean mayHaveGrant() {
    return actor.resource().filter(resource -> resource.leaseUid() != null).isPresent()
        && mirror.mayHaveGrant(
            mirror.longest(resource().settings()).expiry(), context.now().monotonic());
  }

  /** The name of a session's Lease. */
  String sessionLease(String sessionId) {
    return Names.sessionLease(resource().id(), sessionId);
  }

  /** Where a Lease of the group goes. */
  LeaseAddress address(String leaseName) {
    GroupResource resource = resource();
    return new LeaseAddress(
        resource.key().namespace(),
        leaseName,
        FailoverGroup.GROUP + "/" + FailoverGroup.VERSION,
        FailoverGroup.KIND,
        resource.key().name(),
        resource.uid(),
        resource.id());
  }

  private GroupResource resource() {
    return actor.resource().orElseThrow();
  }

  private Recovery.Known known(GroupResource resource) {
    return new Recovery.Known(
        resource.leaseUid(),
        resource.term(),
        mirror.memory().seen(),
        mirror.longest(resource.settings()));
  }

  private Optional<GroupLease> repaired(StoredGroup stored) {
    GroupResource resource = resource();
    return Recovery.repaired(
            stored.uid(), stored.lease(), known(resource), resource.settings().generation())
        .map(lease -> lease.withDataTime(dataTime(resource)));
  }

  /** The group's last data time, as far as this replica and the status know: it never goes back. */
  private @Nullable Instant dataTime(GroupResource resource) {
    return Moments.later(mirror.memory().dataTime(), resource.dataTime());
  }

  // The resource is read first: what is decided about a lost Lease depends on what users want now.
  private void readResource(Runnable then) {
    long generation = mirror.stored().map(stored -> stored.lease().generation()).orElse(0L);
    ask(
        () -> context.resources().read(actor.key(), resource().settings()),
        found -> {
          if (found.isEmpty()) {
            actor.removed();
            actor.proceed();
          } else {
            actor.resource(found.get());
            readVersion = found.get().version();
            readGeneration = generation;
            then.run();
          }
        },
        this::retry);
  }

  private void retry() {
    actor.trouble().noAnswer();
    context.after(GroupContext.BACKOFF, actor::proceed);
  }

  // What to create follows from what was known before the look: another replica may create it
  // meanwhile.
  private void create() {
    GroupResource resource = resource();
    String name = Names.groupLease(resource.id());
    GroupLease lease =
        Recovery.created(known(resource), resource.settings().generation())
            .withDataTime(dataTime(resource));
    call(
        () -> context.store().get(actor.key().namespace(), name),
        found -> found.ifPresentOrElse(this::found, () -> create(name, lease)));
  }

  private void create(String name, GroupLease lease) {
    if (resource().settings().deleting()) {
      actor.proceed();
      return;
    }
    call(
        () -> context.store().create(address(name), lease, context.now().wall()),
        written -> {
          if (lease.term() > 0) {
            log.warn(
                "{}: the group Lease was lost; nobody is granted before {} have passed, terms go on"
                    + " from {}",
                actor.key(),
                lease.phase().current().orElseThrow().expiry(),
                lease.term());
          }
          actor.reading().all(actor::proceed);
        });
  }

  /**
   * There is a Lease of that name, which the watch has not shown: it is new, or another group's, or
   * has lost its labels.
   */
  private void found(StoredLease lease) {
    if (lease instanceof StoredGroup stored && !stored.groupUid().equals(resource().uid())) {
      adopt(stored);
    } else {
      actor.reading().all(() -> foundAgain(lease));
    }
  }

  private void foundAgain(StoredLease lease) {
    if (mirror.stored().isPresent() || mirror.unreadable().isPresent()) {
      actor.proceed();
    } else if (lease instanceof StoredGroup unlabelled && actor.resource().isPresent()) {
      write(
          unlabelled,
          unlabelled.lease(),
          () -> log.warn("{}: the group Lease had lost its labels", actor.key()));
    } else {
      retry();
    }
  }

  /**
   * The Lease says that it is another group's: if that one exists it is, else it was lost with its
   * group.
   */
  private void adopt(StoredGroup stored) {
    ask(
        () -> context.resources().exists(actor.key().namespace(), stored.groupUid()),
        exists -> {
          if (exists) {
            log.error(
                "{}: another FailoverGroup (uid {}) has the id '{}' too",
                actor.key(),
                stored.groupUid(),
                resource().id());
            duplicateOf = stored.groupUid();
            context.listener().changed(actor.key());
            context.after(GroupContext.LONG_BACKOFF, this::forgiveDuplicate);
            actor.proceed();
          } else {
            takeOver(stored);
          }
        },
        this::retry);
  }

  private void forgiveDuplicate() {
    duplicateOf = null;
    actor.look();
  }

  private void takeOver(StoredGroup stored) {
    GroupResource resource = resource();
    Recovery.Seen last = new Recovery.Seen(stored.uid(), stored.lease().term(), Long.MAX_VALUE);
    Recovery.Known known =
        new Recovery.Known(
            stored.uid(), resource.term(), last, mirror.longest(resource.settings()));
    repair(
        stored,
        Recovery.created(known, resource.settings().generation()).withDataTime(dataTime(resource)));
  }

  private void repair(StoredGroup stored) {
    repaired(stored).ifPresentOrElse(lease -> repair(stored, lease), actor::proceed);
  }

  private void repair(StoredGroup stored, GroupLease lease) {
    write(
        stored,
        lease,
        () ->
            log.warn(
                "{}: the group Lease was not the one that was known; terms go on from {}",
                actor.key(),
                lease.term()));
  }

  private void write(StoredGroup stored, GroupLease lease, Runnable done) {
    call(
        () -> context.store().takeOver(stored, address(stored.name()), lease, context.now().wall()),
        written -> {
          done.run();
          actor.reading().all(actor::proceed);
        });
  }

  private void record(StoredGroup stored) {
    GroupResource resource = resource();
    long term = stored.lease().term();
    ask(
        () -> context.resources().recordLease(resource, stored.uid(), term),
        done -> {
          actor.recorded(resource.uid(), stored.uid(), term);
          actor.proceed();
        },
        () -> {
          actor.trouble().noAnswer();
          context.after(GroupContext.BACKOFF, () -> readResource(actor::proceed));
        });
  }

  // Calls

  private <T> void call(Supplier<CompletionStage<T>> call, Consumer<T> then) {
    context.call(call, ifThere(then), this::failed);
  }

  private void failed(LeaseFailure failure) {
    switch (failure.kind()) {
      case CONFLICT, GONE -> actor.reading().all(actor::proceed);
      case FORBIDDEN, REJECTED -> {
        actor.trouble().refused(failure);
        context.after(GroupContext.LONG_BACKOFF, actor::proceed);
      }
      case UNKNOWN -> retry();
    }
  }

  private <T> void ask(Supplier<CompletionStage<T>> call, Consumer<T> then, Runnable otherwise) {
    context.call(
        call,
        ifThere(then),
        failure -> {
          log.debug("{}: no answer about the FailoverGroup", actor.key(), failure);
          otherwise.run();
        });
  }

  /** Goes on only if the group is still there. */
  private <T> Consumer<T> ifThere(Consumer<T> then) {
    return result -> {
      if (actor.resource().isPresent()) {
        then.accept(result);
      } else {
        actor.proceed();
      }
    };
  }
}
