package dev.understudy.election;

/**
 * Decides who is in charge of a group: the election table as a pure function.
 *
 * <p>It holds no state and may be called from any thread. What it promises it promises of the write
 * that it asks for, if that write succeeds on exactly the version of the group Lease that was
 * looked at; it promises nothing of a write whose result is unknown.
 */
public final class Election {
  private Election() {}

  /**
   * Decides what to do after an event.
   *
   * @param view the group as this replica sees it
   * @param event what happened
   * @param now when
   * @return what is to be written or answered, and when to decide again
   */
  public static Decision decide(GroupView view, Event event, Moment now) {
    return switch (event) {
      case Event.Heartbeat heartbeat -> new Heartbeats(view, now).decide(heartbeat);
      case Event.Deleted(SessionRef session, boolean own) ->
          Departures.deleted(view.without(session), session, own, now);
      case Event.AnswerLost(SessionRef session, long term) ->
          Departures.answerLost(view, session, term, now);
      case Event.Observed() -> new Course(view, now).decide();
    };
  }
}
