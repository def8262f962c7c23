package dev.understudy.group;

import java.util.concurrent.CompletionStage;

/** Brings a group that is being deleted to its end. Thread-safe. */
public interface Drain {

  /**
   * Deletes the group Lease once nobody can be in charge any more, and says what it waits for.
   *
   * @return completes soon; exceptionally when this replica cannot say, or the Lease could not be
   *     deleted: to be asked again
   */
  CompletionStage<State> drain(GroupKey group);

  /** How far the end of a group is. */
  sealed interface State {
    /** Nobody is in charge, nobody can be any more, and the group Lease is gone. */
    record Ended() implements State {}

    /**
     * A grant has not ended.
     *
     * @param message what is waited for, as a sentence
     */
    record Waiting(String message) implements State {}
  }
}
