package dev.understudy.group;

import dev.understudy.election.SessionRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What a group has to do next, one after another. */
sealed interface Work {

  /** Whether nobody waits for it any more. */
  boolean isMoot();

  /** Ends it without having carried it out. */
  void refuse(Refusal refusal);

  /** A heartbeat that is to be decided. */
  record Beat(OpenHeartbeat heartbeat) implements Work {
    @Override
    public boolean isMoot() {
      return !heartbeat.isWaiting();
    }

    @Override
    public void refuse(Refusal refusal) {
      heartbeat.refuse(refusal);
    }
  }

  /**
   * A session Lease was deleted; that is to be ordered with the grants.
   *
   * @param own whether, at the time of asking, the deletion counts as the session's own
   */
  record Departed(SessionRef session, BooleanSupplier own, CompletableFuture<Void> done)
      implements Work {
    @Override
    public boolean isMoot() {
      return done.isDone();
    }

    @Override
    public void refuse(Refusal refusal) {
      done.completeExceptionally(refusal);
    }
  }

  /**
   * A session is to be registered.
   *
   * @param attempt tries it
   */
  record Registering(Runnable attempt, CompletableFuture<Boolean> done) implements Work {
    @Override
    public boolean isMoot() {
      return done.isDone();
    }

    @Override
    public void refuse(Refusal refusal) {
      done.completeExceptionally(refusal);
    }
  }

  /**
   * A session that did not come back is to be removed.
   *
   * @param attempt tries it
   */
  record Removing(Runnable attempt, CompletableFuture<AbsentSessions.Removal> done)
      implements Work {
    @Override
    public boolean isMoot() {
      return done.isDone();
    }

    @Override
    public void refuse(Refusal refusal) {
      done.completeExceptionally(refusal);
    }
  }

  /** A specification was written; its generation is to be ordered with the grants. */
  record Ordered(long generation, CompletableFuture<Void> done) implements Work {
    @Override
    public boolean isMoot() {
      return done.isDone();
    }

    @Override
    public void refuse(Refusal refusal) {
      done.completeExceptionally(refusal);
    }
  }

  /**
   * The Primary answer of a claim did not reach its client.
   *
   * @param version the version of the group Lease that the claim wrote: on no other is it taken
   *     back
   */
  record AnswerLost(SessionRef session, long term, long version) implements Work {
    @Override
    public boolean isMoot() {
      return false;
    }

    @Override
    public void refuse(Refusal refusal) {
      // Nobody waits: the grant lapses by itself.
    }
  }

  /**
   * How long a request may take before it is answered 503: it must not outlive the answer's
   * validity by much.
   */
  static Duration budget(Duration failoverTimeout) {
    Duration quarter = failoverTimeout.dividedBy(4);
    Duration longest = Duration.ofSeconds(5);
    return quarter.compareTo(longest) < 0 ? quarter : longest;
  }
}
