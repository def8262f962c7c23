package dev.understudy.group;

import dev.understudy.election.Moment;
import dev.understudy.lease.LeaseFailure;
import dev.understudy.lease.LeaseStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all groups share: the loop, the store, the resources and who is told.
 *
 * @param loop everything runs on it
 * @param store reads and writes Leases
 * @param resources reads and writes FailoverGroups
 * @param listener is told what becomes of the groups
 * @param metrics counts and measures
 * @param strictDeleteAddress whether a deletion is a session's own only if it comes from the
 *     address of its last heartbeat
 * @param rules how many sessions there may be, and for how long
 * @param quota counts them
 */
record GroupContext(
    Loop loop,
    LeaseStore store,
    GroupResources resources,
    TransitionListener listener,
    GroupMetrics metrics,
    boolean strictDeleteAddress,
    SessionRules rules,
    Quota quota) {
  private static final Logger log = LoggerFactory.getLogger(GroupContext.class);

  /** How long to wait at most for the watch to show a write before the group is read. */
  static final Duration ECHO_PATIENCE = Duration.ofMillis(500);

  /** Where that would be more than this part of the failover timeout, it is that. */
  static final int ECHO_SHARE = 10;

  /** The shortest failover timeout that a group may have. */
  static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(2);

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

  /**
   * Makes a call to the store and goes on, on the loop, with its result. What fails here or there
   * for no reason that the store knows is treated as an answer that nobody got: whoever called
   * reads again and decides again.
   */
  <T> void call(
      Supplier<CompletionStage<T>> call, Consumer<T> then, Consumer<LeaseFailure> otherwise) {
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedStage(rejected(e));
    }
    stage.whenComplete(
        (result, error) ->
            loop.execute(
                () -> {
                  if (error == null) {
                    accept(result, then, otherwise);
                  } else {
                    otherwise.accept(asFailure(error));
                  }
                }));
  }

  private static <T> void accept(T result, Consumer<T> then, Consumer<LeaseFailure> otherwise) {
    try {
      then.accept(result);
    } catch (RuntimeException e) {
      log.error("Cannot go on after a call; this is a fault of the program, please report it", e);
      otherwise.accept(asFailure(e));
    }
  }

  private static LeaseFailure rejected(RuntimeException e) {
    return new LeaseFailure(LeaseFailure.Kind.REJECTED, String.valueOf(e.getMessage()), e);
  }

  private static LeaseFailure asFailure(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof LeaseFailure failure
        ? failure
        : new LeaseFailure(LeaseFailure.Kind.UNKNOWN, String.valueOf(cause), cause);
  }
}
