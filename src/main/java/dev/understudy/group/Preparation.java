package dev.understudy.group;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.Names;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Recovery;
import dev.understudy.lease.LeaseAddress;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.lease.StoredSession;
import java.util.Optional;
import java.util.function.Consumer;
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
  private long readVersion;

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
        || !stored.uid().equals(resource().leaseUid());
  }

  /**
   * Whether the Lease was written by somebody who knew a newer resource. One that was read directly
   * is as new as it gets.
   */
  private boolean isOutdated(StoredGroup stored) {
    return stored.lease().generation() > resource().settings().generation()
        && resource().version() != readVersion;
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
    return actor
        .resource()
        .map(resource -> resource.leaseUid() != null && mirror.hasSessions())
        .orElse(false);
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
        resource.leaseUid(), resource.term(), mirror.seen(), mirror.longest(resource.settings()));
  }

  private Optional<GroupLease> repaired(StoredGroup stored) {
    GroupResource resource = resource();
    return Recovery.repaired(
        stored.uid(), stored.lease(), known(resource), resource.settings().generation());
  }

  // The resource is read first: what is decided about a lost Lease depends on what users want now.
  private void readResource(Runnable then) {
    context
        .resources()
        .read(actor.key())
        .whenComplete(
            (found, error) ->
                context
                    .loop()
                    .execute(
                        () -> {
                          if (error != null) {
                            log.debug("{}: cannot read the FailoverGroup", actor.key(), error);
                            retry();
                          } else if (found.isEmpty()) {
                            actor.removed();
                            actor.proceed();
                          } else {
                            actor.resource(found.get());
                            readVersion = found.get().version();
                            then.run();
                          }
                        }));
  }

  private void retry() {
    actor.troubled();
    context.after(GroupContext.BACKOFF, actor::proceed);
  }

  // What to create follows from what was known before the look: another replica may create it
  // meanwhile.
  private void create() {
    GroupResource resource = resource();
    String name = Names.groupLease(resource.id());
    GroupLease lease = Recovery.created(known(resource), resource.settings().generation());
    context.call(
        context.store().get(actor.key().namespace(), name),
        found -> found.ifPresentOrElse(this::found, () -> create(name, lease)),
        this::failed);
  }

  private void create(String name, GroupLease lease) {
    if (resource().settings().deleting()) {
      actor.proceed();
      return;
    }
    context.call(
        context.store().create(address(name), lease, context.now().wall()),
        written -> {
          if (lease.term() > 0) {
            log.warn(
                "{}: the group Lease was lost; nobody is granted before {} have passed, terms go on"
                    + " from {}",
                actor.key(),
                lease.phase().current().orElseThrow().expiry(),
                lease.term());
          }
          readAll(actor::proceed);
        },
        this::failed);
  }

  /**
   * There is a Lease of that name, which the watch has not shown: it is new, or another group's.
   */
  private void found(StoredLease lease) {
    if (lease instanceof StoredGroup stored && !stored.groupUid().equals(resource().uid())) {
      adopt(stored);
    } else {
      readAll(actor::proceed);
    }
  }

  /**
   * The Lease says that it is another group's: if that one exists it is, else it was lost with its
   * group.
   */
  private void adopt(StoredGroup stored) {
    context
        .resources()
        .exists(actor.key().namespace(), stored.groupUid())
        .whenComplete(
            (exists, error) ->
                context
                    .loop()
                    .execute(
                        () -> {
                          if (error != null) {
                            retry();
                          } else if (exists) {
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
                        }));
  }

  private void forgiveDuplicate() {
    duplicateOf = null;
    actor.proceed();
  }

  private void takeOver(StoredGroup stored) {
    GroupResource resource = resource();
    Recovery.Seen last = new Recovery.Seen(stored.uid(), stored.lease().term(), Long.MAX_VALUE);
    Recovery.Known known =
        new Recovery.Known(
            stored.uid(), resource.term(), last, mirror.longest(resource.settings()));
    write(stored, Recovery.created(known, resource.settings().generation()));
  }

  private void repair(StoredGroup stored) {
    repaired(stored).ifPresentOrElse(lease -> write(stored, lease), actor::proceed);
  }

  private void write(StoredGroup stored, GroupLease lease) {
    context.call(
        context.store().takeOver(stored, address(stored.name()), lease, context.now().wall()),
        written -> {
          log.warn(
              "{}: the group Lease was not the one that was known; terms go on from {}",
              actor.key(),
              lease.term());
          readAll(actor::proceed);
        },
        this::failed);
  }

  private void record(StoredGroup stored) {
    GroupResource resource = resource();
    context
        .resources()
        .recordLease(resource, stored.uid())
        .whenComplete(
            (done, error) ->
                context
                    .loop()
                    .execute(
                        () -> {
                          if (error != null) {
                            log.debug(
                                "{}: cannot record the group Lease in the status",
                                actor.key(),
                                error);
                            readResource(actor::proceed);
                          } else {
                            actor.recorded(resource.uid(), stored.uid());
                            actor.proceed();
                          }
                        }));
  }

  private void failed(LeaseFailure failure) {
    switch (failure.kind()) {
      case CONFLICT, GONE -> readAll(actor::proceed);
      case FORBIDDEN, REJECTED -> {
        log.error(
            "{}: the API server does not let the operator write the group Lease: {}",
            actor.key(),
            failure.getMessage());
        actor.refuseAll(Refusals.notPermitted(failure.getMessage()));
        context.after(GroupContext.LONG_BACKOFF, actor::proceed);
      }
      case UNKNOWN -> retry();
    }
  }

  /** Reads all Leases of the group as they are at one version, for as long as it takes. */
  void readAll(Runnable then) {
    context.call(
        context.store().list(actor.key().namespace(), actor.key().name()),
        listed -> {
          actor.healthy();
          actor.listed(listed.leases(), listed.version());
          then.run();
        },
        failure -> {
          actor.troubled();
          context.after(GroupContext.BACKOFF, () -> readAll(then));
        });
  }

  /**
   * Looks for a session that the watch has not shown: it may have been registered at another
   * replica just now.
   */
  void findSession(String leaseName, Consumer<Boolean> then) {
    context.call(
        context.store().get(actor.key().namespace(), leaseName),
        found -> {
          if (found.orElse(null) instanceof StoredSession session
              && session.groupUid().equals(resource().uid())) {
            mirror.wrote(session, context.now().monotonic());
          }
          then.accept(mirror.session(leaseName).isPresent());
          actor.look();
        },
        failure -> {
          actor.troubled();
          context.after(GroupContext.BACKOFF, () -> findSession(leaseName, then));
        });
  }
}
