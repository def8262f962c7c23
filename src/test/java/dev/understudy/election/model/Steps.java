package dev.understudy.election.model;

import org.jspecify.annotations.Nullable;

/** Takes the worlds that can follow one. */
interface Steps {
  /** No session, or no replica, has a part in it. */
  int NOBODY = -1;

  /**
   * One world that can follow.
   *
   * @param next the world; it is given away
   * @param what what happens, with {@code %s} where the session and the replica are named
   * @param outcome what was decided, if something was
   * @param broken the invariant that this step breaks, if it does
   */
  void to(
      World next,
      String what,
      int session,
      int replica,
      @Nullable Outcome outcome,
      @Nullable String broken);

  default void to(World next, String what, int session, int replica) {
    to(next, what, session, replica, null, null);
  }
}
