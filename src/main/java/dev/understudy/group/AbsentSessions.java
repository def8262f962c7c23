package dev.understudy.group;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Removes sessions that never came back, one at a time. Thread-safe. */
public interface AbsentSessions {

  /**
   * Removes the session of a group that has been gone for longest, if it has been gone for long
   * enough. A heartbeat that comes at the same moment wins.
   *
   * @param patience how much longer to wait, so that another replica can do it first
   * @return completes soon; exceptionally with a {@link Refusal} when this replica cannot say, or
   *     the session could not be removed: to be asked again
   */
  CompletionStage<Removal> removeOne(GroupKey group, Duration patience);

  /** What became of it. */
  sealed interface Removal {
    /**
     * A session was removed; there may be more.
     *
     * @param sessionId its id
     * @param retention what it was kept for in vain
     */
    record Done(String sessionId, Duration retention) implements Removal {}

    /**
     * No session has been gone for long enough.
     *
     * @param again when one may have been at the earliest; long when none can
     */
    record None(Duration again) implements Removal {}
  }
}
