package dev.understudy.group;

import dev.understudy.election.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told what becomes of the groups. Called on the loop; must not block. */
public interface TransitionListener {

  /** This replica's write has moved a group on. Each transition is told by exactly one replica. */
  void transitioned(Transition transition);

  /** Something that a group's status shows has changed, whoever wrote it. Renewals do not count. */
  void changed(GroupKey group);

  /**
   * One step of a group.
   *
   * @param group which one
   * @param from the id in charge before; absent when none was
   * @param to the id in charge now; absent when none is
   * @param next the id that is to be in charge next; absent when none is
   * @param term the last granted term
   * @param cause why
   * @param silence how long ago this replica had seen the last renewal of the grant before; zero
   *     when there was none
   */
  record Transition(
      GroupKey group,
      @Nullable String from,
      @Nullable String to,
      @Nullable String next,
      long term,
      Cause cause,
      Duration silence) {
    /** Why, as one word for logs, Events and metrics. */
    public String reason() {
      return cause.word();
    }
  }
}
