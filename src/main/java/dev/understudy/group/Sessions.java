package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Role;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Signs;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredSession;
import dev.understudy.telemetry.HoldEnd;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers and deletes the sessions of one group. Belongs to its actor. */
final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final GroupContext context;
  private final GroupActor actor;
  private final GroupMirror mirror;
  private final Preparation preparation;

  /** Those that are about to be written. */
  private final Set<Registration> creating = new HashSet<>();

  Sessions(GroupContext context, GroupActor actor, Preparation preparation) {
    this.context = context;
    this.actor = actor;
    this.mirror = actor.mirror();
    this.preparation = preparation;
  }

  /** How many sessions the group has, those included that are about to be. */
  long count() {
    return mirror.sessionCount() + creating.size();
  }

  // Registration

  /** A registration in progress. */
  private final class Registration {
    private final String id;
    private final String name;
    private final String subject;
    private final Duration deadline;
    private final CompletableFuture<Boolean> created;

    Registration(
        String id,
        String name,
        String subject,
        Duration deadline,
        CompletableFuture<Boolean> created) {
      this.id = id;
      this.name = name;
      this.subject = subject;
      this.deadline = deadline;
      this.created = created;
    }

    /** Tries it when the group is ready. */
    void attempt() {
      if (context.now().monotonic().compareTo(deadline) >= 0) {
        created.completeExceptionally(Refusals.noApiServer());
      } else {
        actor.add(new Work.Registering(this::begin, created));
      }
    }

    private void begin() {
      if (resource().settings().deleting()) {
        created.completeExceptionally(Refusals.deleting(resource().id()));
        return;
      }
      String lease = preparation.sessionLease(id);
      mirror.session(lease).ifPresentOrElse(this::anew, () -> createIfThereIsRoom(lease));
    }

    private void createIfThereIsRoom(String leaseName) {
      context
          .quota()
          .refusal(actor)
          .ifPresentOrElse(full -> anewIfThere(leaseName, full), () -> create(leaseName));
    }

    /** Who is registered already is never refused: another replica may have done it just now. */
    private void anewIfThere(String leaseName, Refusal full) {
      actor
          .reading()
          .session(
              leaseName,
              () -> !created.isDone(),
              found -> {
                if (found) {
                  attempt();
                } else {
                  created.completeExceptionally(full);
                }
              });
    }

    private void create(String leaseName) {
      creating.add(this);
      SessionLease lease =
          SessionLease.registered(
              new SessionRef(id, "unknown"),
              name,
              context.now().wall(),
              subject,
              resource().settings().timing().timeout());
      context.call(
          () -> context.store().create(preparation.address(leaseName), lease),
          written -> {
            creating.remove(this);
            done(written, true);
          },
          failure -> {
            creating.remove(this);
            failed(failure, leaseName);
          });
    }

    private void anew(StoredSession stored) {
      if (!stored.lease().name().equals(name)) {
        created.completeExceptionally(Refusals.otherName(id, stored.lease().name()));
        return;
      }
      SessionLease next =
          stored
              .lease()
              .registeredAnew(
                  mirror.stored().map(group -> group.lease()).orElse(GroupLease.FIRST),
                  subject,
                  resource().settings().timing().timeout());
      context.call(
          () -> context.store().update(stored, next),
          written -> done(written, false),
          failure -> failed(failure, stored.name()));
    }

    private void done(StoredSession written, boolean isNew) {
      actor.trouble().healthy();
      mirror.wrote(written, context.now().monotonic());
      created.complete(isNew);
      actor.look();
    }

    private void failed(LeaseFailure failure, String leaseName) {
      switch (failure.kind()) {
        case FORBIDDEN, REJECTED ->
            created.completeExceptionally(Refusals.notPermitted(failure.getMessage()));
        case CONFLICT, GONE -> lookAgain(leaseName);
        case UNKNOWN -> {
          actor.trouble().noAnswer();
          lookAgain(leaseName);
        }
      }
    }

    private void lookAgain(String leaseName) {
      actor
          .reading()
          .session(
              leaseName,
              () -> !created.isDone(),
              found -> {
                mirror.leftBehind(leaseName).ifPresent(Sessions.this::clear);
                context.after(GroupContext.BACKOFF, this::attempt);
              });
    }
  }

  /** Deletes a session that a former group of this id has left behind; the name is needed. */
  private void clear(StoredSession leftBehind) {
    context.call(
        () -> context.store().delete(leftBehind),
        deleted -> actor.look(),
        failure -> log.debug("{}: cannot clear {} yet", actor.key(), leftBehind.name(), failure));
  }

  /** Registers a session, or registers it anew. Completes with whether it is new. */
  void register(String id, String name, String subject, CompletableFuture<Boolean> created) {
    new Registration(id, name, subject, context.now().monotonic().plus(budget()), created)
        .attempt();
  }

  // Deletion

  /** Deletes a session: first its Lease, then the order with the grants, then the answer. */
  void delete(GroupService.Departure departure, CompletableFuture<Void> done) {
    Optional<Refusal> refusal = preparation.refusal();
    if (refusal.isPresent()) {
      done.completeExceptionally(refusal.get());
      return;
    }
    String lease = preparation.sessionLease(departure.sessionId());
    Optional<StoredSession> session = mirror.session(lease);
    if (session.isPresent()) {
      delete(session.get(), departure, done, context.now().monotonic().plus(budget()), false);
      return;
    }
    actor
        .reading()
        .session(
            lease,
            () -> !done.isDone(),
            found -> {
              if (found) {
                delete(departure, done);
              } else {
                done.completeExceptionally(Refusals.noSession(departure.sessionId()));
              }
            });
  }

  private void delete(
      StoredSession session,
      GroupService.Departure departure,
      CompletableFuture<Void> done,
      Duration deadline,
      boolean maybeDone) {
    SessionRef ref = session.lease().ref();
    BooleanSupplier own = authority(session.lease(), departure);
    mirror.leaves(ref);
    actor.answerHeld(ref, Role.SECONDARY, HoldEnd.DELETED);
    context.call(
        () -> context.store().delete(session),
        deleted -> {
          actor.trouble().healthy();
          actor.add(new Work.Departed(ref, own, done));
        },
        failure -> {
          switch (failure.kind()) {
            case GONE, CONFLICT -> {
              if (maybeDone) {
                actor.add(new Work.Departed(ref, own, done));
              } else {
                done.completeExceptionally(Refusals.noSession(departure.sessionId()));
              }
            }
            case FORBIDDEN, REJECTED -> {
              mirror.stays(ref);
              done.completeExceptionally(Refusals.notPermitted(failure.getMessage()));
            }
            case UNKNOWN -> {
              actor.trouble().noAnswer();
              if (context.now().monotonic().compareTo(deadline) < 0) {
                context.after(
                    GroupContext.BACKOFF, () -> delete(session, departure, done, deadline, true));
              } else {
                mirror.stays(ref);
                done.completeExceptionally(Refusals.noApiServer());
              }
            }
          }
        });
  }

  /**
   * Whether a deletion counts as the session's own word that it has stopped: it comes from who
   * registered it, while the connection that asks is open and the request is young, and from the
   * process that holds the grant.
   */
  private BooleanSupplier authority(SessionLease session, GroupService.Departure departure) {
    return () ->
        session.subject().equals(departure.subject())
            && (!context.strictDeleteAddress() || isSamePeer(session, departure.peer()))
            && departure.connection().isOpen()
            && context
                    .now()
                    .monotonic()
                    .compareTo(
                        departure
                            .arrived()
                            .plus(resource().settings().timing().timeout().dividedBy(4)))
                < 0
            && isSameInstance(session, departure.instance());
  }

  private boolean isSamePeer(SessionLease session, @Nullable String peer) {
    String last = signs(session).peer();
    return last == null || last.equals(peer);
  }

  /** Of the holder it is the process of its last renewal, whichever was heard since. */
  private boolean isSameInstance(SessionLease session, @Nullable String instance) {
    String last =
        mirror
            .stored()
            .flatMap(group -> group.lease().phase().current())
            .filter(grant -> grant.isHeldBy(session.ref()))
            .map(Grant::signs)
            .orElseGet(() -> signs(session))
            .instance();
    return last == null || last.equals(instance);
  }

  private Signs signs(SessionLease session) {
    return mirror.stored().map(group -> session.signsIn(group.lease())).orElse(session.signs());
  }

  private GroupResource resource() {
    return actor.resource().orElseThrow();
  }

  private Duration budget() {
    return Work.budget(resource().settings().timing().timeout());
  }
}
