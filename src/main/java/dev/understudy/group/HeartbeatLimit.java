package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastAnswer;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a client that has gone wild from taking up the API server: each session may send {@link
 * #AT_ONCE} heartbeats at once, and then one after another as time goes by. Who polls every half or
 * every fifth of the timeout, and comes back at once after each PendingPrimary, never gets there.
 * Belongs to its group's actor.
 *
 * <p>A confirmation is never refused: the answer to it is what the group waits for.
 *
 * <p>It is in this replica's memory only. A session that sends to N replicas may send N times as
 * often.
 */
final class HeartbeatLimit {
  /** How many heartbeats a session may send at once, after it was quiet for a while. */
  static final int AT_ONCE = 20;

  /** However low the limit, a session may send so many in each of its timeouts. */
  static final int IN_TIMEOUT = 20;

  private final SessionRules rules;
  private final Requests requests;

  /** Budgets that are whole again need not be remembered; they are forgotten now and then. */
  private static final Duration FORGETTING = Duration.ofMinutes(1);

  /** When the budget of a session will be whole again, by its UID. */
  private final Map<String, Duration> whole = new HashMap<>();

  private Duration forgotten = Duration.ZERO;

  HeartbeatLimit(SessionRules rules, Requests requests) {
    this.rules = rules;
    this.requests = requests;
  }

  /**
   * Takes a heartbeat off what its session may send.
   *
   * @param beats how many heartbeats the session has sent so far
   * @param timeout the shortest failover timeout that the client may go by
   * @param lease what the group Lease says
   * @param renewalSeen when its present renewal was seen
   * @return why it is refused, if it is
   */
  Optional<Refusal> take(
      HeartbeatRequest heartbeat,
      SessionRef session,
      long beats,
      Duration timeout,
      GroupLease lease,
      Duration renewalSeen,
      Duration now) {
    if (rules.heartbeatsInSecond() == 0
        || confirms(heartbeat, session, lease)
        || mayConfirmPending(session, beats, lease, renewalSeen, now)) {
      return Optional.empty();
    }
    forgetNowAndThen(now);
    Duration each = each(timeout);
    Duration before = whole.getOrDefault(session.uid(), now);
    Duration from = before.compareTo(now) > 0 ? before : now;
    Duration wait = from.minus(now).minus(each.multipliedBy(AT_ONCE - 1));
    if (wait.isPositive()) {
      return Optional.of(Refusals.tooManyHeartbeats(session.id(), wait));
    }
    whole.put(session.uid(), from.plus(each));
    return Optional.empty();
  }

  private void forgetNowAndThen(Duration now) {
    if (now.compareTo(forgotten.plus(FORGETTING)) >= 0) {
      forgotten = now;
      whole.values().removeIf(moment -> moment.compareTo(now) <= 0);
    }
  }

  /** How many sessions are remembered. */
  int size() {
    return whole.size();
  }

  private Duration each(Duration timeout) {
    Duration steady = Duration.ofSeconds(1).dividedBy(rules.heartbeatsInSecond());
    Duration share = timeout.dividedBy(IN_TIMEOUT);
    return steady.compareTo(share) < 0 ? steady : share;
  }

  /** Whether it is the claim of an elected session, or the holder's word that it has stopped. */
  private static boolean confirms(HeartbeatRequest request, SessionRef session, GroupLease lease) {
    if (lease.phase() instanceof Phase.Pending(var candidate, var _)) {
      return candidate.is(session);
    }
    Long term = request.term();
    return lease.phase().current().map(Grant::holder).filter(session::equals).isPresent()
        && request.role() != null
        && request.role() != Role.PRIMARY
        && term != null
        && term == lease.term();
  }

  /** Whether it follows a PendingPrimary. What another replica has answered is not known here. */
  private boolean mayConfirmPending(
      SessionRef session, long beats, GroupLease lease, Duration renewalSeen, Duration now) {
    LastAnswer last = requests.lastAnswer(session.uid(), beats);
    return last != null
        ? last.role() == Role.PENDING_PRIMARY
        : switch (lease.phase()) {
          case Phase.Held(Grant grant) ->
              now.compareTo(renewalSeen.plus(grant.timing().overdue())) >= 0;
          case Phase.Handover _, Phase.Releasing _ -> true;
          case Phase.Vacant _, Phase.Pending _ -> false;
        };
  }
}
