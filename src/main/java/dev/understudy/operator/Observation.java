package dev.understudy.operator;

import dev.understudy.group.GroupStatusFacts;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.Reason;

/** What a reconciler found out about a group. */
sealed interface Observation {

  /** This replica serves the group, or says why not. */
  record Seen(GroupStatusFacts facts) implements Observation {
    @Override
    public boolean isPassing(GroupRecord group) {
      return group.isValid()
          && facts.unserved().isEmpty()
          && facts.generation() < group.generation();
    }
  }

  /**
   * This replica cannot say.
   *
   * @param reason why, for programs
   * @param message why, for people
   */
  record Unknown(Reason reason, String message) implements Observation {
    @Override
    public boolean isPassing(GroupRecord group) {
      return reason == Reason.NOT_YET_KNOWN;
    }
  }

  /** Whether it is most likely over in a moment, and so not worth showing yet. */
  default boolean isPassing(GroupRecord group) {
    return false;
  }

  /** The specification was never valid, so that the group was never served. */
  record Refused() implements Observation {}

  /** Another resource has the id. */
  record Duplicate(String otherName) implements Observation {}

  /**
   * The group is being deleted.
   *
   * @param waitsFor what its end waits for
   */
  record Ending(String waitsFor) implements Observation {}
}
