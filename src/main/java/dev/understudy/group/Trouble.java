package dev.understudy.group;

import dev.understudy.lease.LeaseFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one group does when the API server does not do as it should, and who is told when. Belongs
 * to its group's actor.
 */
final class Trouble {
  private static final Logger log = LoggerFactory.getLogger(Trouble.class);

  private final GroupContext context;
  private final GroupActor actor;
  private @Nullable Duration since;
  private Loop.Timer guard = () -> {};

  Trouble(GroupContext context, GroupActor actor) {
    this.context = context;
    this.actor = actor;
  }

  /** The API server answers. */
  void healthy() {
    since = null;
  }

  /** The API server does not answer: requests that have been held for the whole budget end. */
  void noAnswer() {
    Duration now = context.now().monotonic();
    if (since == null) {
      since = now;
    }
    if (now.minus(since).compareTo(budget()) >= 0) {
      actor.refuseHeld(Refusals.noApiServer());
    }
  }

  /** A call has begun that everything waits for: held requests do not wait for it for ever. */
  void callBegins() {
    guard.cancel();
    guard = context.after(budget(), () -> actor.refuseHeld(Refusals.noApiServer()));
  }

  /** The call that everything waited for has ended. */
  void callEnds() {
    guard.cancel();
  }

  private Duration budget() {
    return Work.budget(actor.timeout());
  }

  /**
   * A write did not succeed, or nobody knows.
   *
   * @param newer whether a newer version than the one that was looked at is in view already
   * @param work what it was for; absent if nobody waits
   * @param again what to do once the present state is in view
   */
  void writeFailed(LeaseFailure failure, boolean newer, @Nullable Work work, Runnable again) {
    switch (failure.kind()) {
      case CONFLICT, GONE -> {
        log.debug("{}: somebody else wrote first: {}", actor.key(), failure.getMessage());
        if (newer) {
          again.run();
        } else {
          actor.reading().all(again);
        }
      }
      case FORBIDDEN, REJECTED -> {
        refused(failure);
        if (work != null) {
          work.refuse(Refusals.notPermitted(failure.getMessage()));
        }
        context.after(GroupContext.LONG_BACKOFF, () -> actor.reading().all(again));
      }
      case UNKNOWN -> {
        log.debug("{}: no answer from the API server", actor.key(), failure);
        noAnswer();
        context.after(GroupContext.BACKOFF, () -> actor.reading().all(again));
      }
    }
  }

  /**
   * A read did not succeed.
   *
   * @return how long to wait before another
   */
  Duration unreadable(LeaseFailure failure) {
    return switch (failure.kind()) {
      case FORBIDDEN, REJECTED -> {
        refused(failure);
        yield GroupContext.LONG_BACKOFF;
      }
      case CONFLICT, GONE, UNKNOWN -> {
        log.debug("{}: no answer from the API server", actor.key(), failure);
        noAnswer();
        yield GroupContext.BACKOFF;
      }
    };
  }

  /**
   * The API server refuses a call: nothing can be done here, and everybody who waits is told so.
   */
  void refused(LeaseFailure failure) {
    log.error(
        "{}: the API server does not let the operator read or write a Lease: {}",
        actor.key(),
        failure.getMessage());
    actor.refuseAll(Refusals.notPermitted(failure.getMessage()));
  }
}
