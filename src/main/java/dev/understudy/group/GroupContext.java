package dev.understudy.group;

import dev.understudy.election.Moment;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.LeaseStore;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What all groups share: the loop, the store, the resources and who is told.
 *
 * @param loop everything runs on it
 * @param store reads and writes Leases
 * @param resources reads and writes FailoverGroups
 * @param listener is told what becomes of the groups
 * @param strictDeleteAddress whether a deletion is a session's own only if it comes from the
 *     address of its last heartbeat
 */
record GroupContext(
    Loop loop,
    LeaseStore store,
    GroupResources resources,
    TransitionListener listener,
    boolean strictDeleteAddress) {
  /** How long to wait for the watch to show a write before the group is read. */
  static final Duration ECHO_PATIENCE = Duration.ofMillis(500);

  /** How long to wait before a call is tried again that had no answer. */
  static final Duration BACKOFF = Duration.ofMillis(100);

  /** How long to wait before a call is tried again that was not permitted. */
  static final Duration LONG_BACKOFF = Duration.ofSeconds(2);

  Moment now() {
    return loop.now();
  }

  Loop.Timer after(Duration delay, Runnable task) {
    return loop.schedule(now().monotonic().plus(delay), task);
  }

  /** Goes on, on the loop, with the result of a call to the store. */
  <T> void call(CompletionStage<T> stage, Consumer<T> then, Consumer<LeaseFailure> otherwise) {
    stage.whenComplete(
        (result, error) ->
            loop.execute(
                () -> {
                  if (error == null) {
                    then.accept(result);
                  } else {
                    otherwise.accept(asFailure(error));
                  }
                }));
  }

  private static LeaseFailure asFailure(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof LeaseFailure failure
        ? failure
        : new LeaseFailure(LeaseFailure.Kind.UNKNOWN, String.valueOf(cause), cause);
  }
}
