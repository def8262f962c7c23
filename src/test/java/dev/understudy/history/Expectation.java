package dev.understudy.history;

import dev.understudy.group.GroupKey;
import java.time.Duration;

/** What a group owes its users from some moment on. */
public sealed interface Expectation {
  /** Which group. */
  GroupKey group();

  /**
   * Nothing goes wrong any more and a session is live: it, or another, is in charge soon.
   *
   * @param from since when
   * @param bound how long it may take
   */
  record Primary(GroupKey group, Duration from, Duration bound) implements Expectation {}

  /**
   * Nothing has happened for a while: the status shows what the Lease says.
   *
   * @param at when
   */
  record StatusSettled(GroupKey group, Duration at) implements Expectation {}

  /**
   * Replicas go and come, and nothing else goes wrong: nobody is relieved whose heartbeats arrive.
   *
   * @param longestGap how far apart the answers to the primary's heartbeats are at most
   */
  record Undisturbed(GroupKey group, Duration from, Duration until, Duration longestGap)
      implements Expectation {}
}
