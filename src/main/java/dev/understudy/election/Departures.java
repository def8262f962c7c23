package dev.understudy.election;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of the election table for a session that left, and for a claim that did not reach its
 * client.
 */
final class Departures {
  private Departures() {}

  /** Rows 15 and 16, and the ordering of any other deletion. The view is without the session. */
  static Decision deleted(GroupView view, SessionRef session, boolean own, Moment now) {
    Course course = new Course(view, now);
    GroupLease lease = course.view().lease().edited();
    Grant grant = lease.phase().current().orElse(null);
    if (grant == null || !session.equals(grant.holder())) {
      return new Course(view.with(lease), now).step().write(course.challenges());
    }
    if (!own) {
      GroupLease gone = lease.withPhase(lease.phase().with(grant.asGone()));
      return new Decision.WriteGroup(
          Row.HOLDER_GONE, gone, Cause.HOLDER_LEFT, List.of(), Challenges.NONE);
    }
    return course
        .succession()
        .elect(
            Row.HOLDER_LEAVES, lease.ended(), Cause.HOLDER_LEFT, lease.phase().next().orElse(null))
        .write(Challenges.NONE);
  }

  /**
   * Takes back a claim whose answer did not reach its client. It is written on exactly the version
   * that the claim wrote; the term is spent, and the session is out of the running until it sends
   * another heartbeat.
   */
  static Decision answerLost(GroupView view, SessionRef session, long term, Moment now) {
    GroupLease lease = view.lease();
    boolean own =
        lease.phase() instanceof Phase.Held(Grant grant)
            && grant.isHeldBy(session)
            && grant.renewals() == 1
            && lease.term() == term;
    if (!own) {
      return new Course(view, now).decide();
    }
    // Where nobody was in charge before, the one who nearly was is the last holder: without one, a
    // group that fails over by hand only would wait for an override already.
    GroupLease taken =
        lease.previous() == null ? lease.ended() : lease.withPhase(new Phase.Vacant());
    Map<String, Long> passedOver = new HashMap<>(lease.passedOver());
    view.session(session)
        .ifPresent(found -> passedOver.put(session.uid(), found.lease().signsIn(taken).beats()));
    Course course = new Course(view.with(taken.withPassedOver(passedOver)), now);
    return course
        .succession()
        .elect(Row.ANSWER_LOST, course.view().lease(), Cause.ANSWER_LOST, null)
        .write(Challenges.NONE);
  }
}
