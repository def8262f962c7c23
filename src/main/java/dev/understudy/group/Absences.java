package dev.understudy.group;

import dev.understudy.api.Durations;
import dev.understudy.election.GroupView;
import dev.understudy.election.Moment;
import dev.understudy.election.SessionView;
import dev.understudy.group.AbsentSessions.Removal;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the sessions of one group that never came back, as if somebody had deleted them. Belongs
 * to its group's actor.
 */
final class Absences {
  private static final Logger log = LoggerFactory.getLogger(Absences.class);

  /** When to look again where nobody can be removed as things are. */
  private static final Duration LATER = Duration.ofHours(1);

  private final GroupContext context;
  private final GroupActor actor;

  Absences(GroupContext context, GroupActor actor) {
    this.context = context;
    this.actor = actor;
  }

  /** A session, and from when on it may be removed. */
  private record Absent(SessionView session, Duration due) {}

  /** Removes the session that may be removed first, if it may be by now. */
  void removeFirst(Duration patience, CompletableFuture<Removal> done) {
    Optional<Retention> retention = retention();
    // A group without a Lease never had a session; it need not get one for this.
    if (retention.isEmpty() || actor.mirror().stored().isEmpty()) {
      done.complete(new Removal.None(LATER));
    } else if (first(retention.get(), patience, done) != null) {
      // In turn: no decision on the group is under way then, nor a heartbeat of the session.
      actor.add(new Work.Removing(() -> inTurn(retention.get(), patience, done), done));
    }
  }

  private Optional<Retention> retention() {
    Duration length = context.rules().retention();
    return length.isZero() ? Optional.empty() : Optional.of(new Retention(length));
  }

  /** The session whose time has come; absent if none's has, and then that is the answer. */
  private @Nullable SessionView first(
      Retention retention, Duration patience, CompletableFuture<Removal> done) {
    GroupView view = actor.view();
    Moment now = context.now();
    Absent first = null;
    for (SessionView session : view.all()) {
      Duration due = retention.due(view, session, now).orElse(null);
      if (due != null && (first == null || due.compareTo(first.due()) < 0)) {
        first = new Absent(session, due);
      }
    }
    Duration left = first == null ? LATER : first.due().plus(patience).minus(now.monotonic());
    if (first == null || left.isPositive()) {
      done.complete(new Removal.None(left));
      return null;
    }
    return first.session();
  }

  private void inTurn(Retention retention, Duration patience, CompletableFuture<Removal> done) {
    SessionView absent = first(retention, patience, done);
    if (absent != null) {
      remove(actor.mirror().byUid(absent.ref().uid()).orElseThrow(), absent, done);
    }
  }

  /**
   * Deletes just the version that was looked at: a heartbeat that another replica has taken
   * meanwhile is another version. Those that reach this replica wait until the outcome is known.
   */
  private void remove(StoredSession stored, SessionView absent, CompletableFuture<Removal> done) {
    actor.suspend();
    context.call(
        () -> context.store().deleteUnchanged(stored),
        deleted -> {
          actor.trouble().healthy();
          actor.mirror().leaves(absent.ref());
          tell(absent);
          actor.addFirst(new Work.Departed(absent.ref(), () -> false, ordered(absent, done)));
          actor.proceed();
        },
        failure -> failed(failure, stored, done));
  }

  /** Whatever becomes of the order with the grants, the session is gone. */
  private CompletableFuture<Void> ordered(SessionView absent, CompletableFuture<Removal> done) {
    CompletableFuture<Void> ordered = new CompletableFuture<>();
    var _ =
        ordered.whenComplete(
            (nothing, refusal) ->
                done.complete(new Removal.Done(absent.ref().id(), context.rules().retention())));
    return ordered;
  }

  private void tell(SessionView absent) {
    Duration seen = absent.seen();
    log.info(
        "group={} session={} removed: it never came back; nothing was heard of it for {} or more,"
            + " and by this replica not for {}",
        actor.key(),
        absent.ref().id(),
        Durations.print(context.rules().retention()),
        Durations.print(context.now().monotonic().minus(seen == null ? absent.watched() : seen)));
  }

  private void failed(LeaseFailure failure, StoredSession stored, CompletableFuture<Removal> done) {
    switch (failure.kind()) {
      case CONFLICT, GONE -> {
        log.debug("{}: {} has come back or is gone", actor.key(), stored.name());
        done.complete(new Removal.None(GroupContext.LONG_BACKOFF));
        actor.reading().all(actor::proceed);
      }
      case FORBIDDEN, REJECTED -> {
        done.completeExceptionally(Refusals.notPermitted(failure.getMessage()));
        actor.proceed();
      }
      case UNKNOWN -> {
        actor.trouble().noAnswer();
        done.completeExceptionally(Refusals.noApiServer());
        actor.reading().all(actor::proceed);
      }
    }
  }
}
