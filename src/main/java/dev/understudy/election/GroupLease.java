package dev.understudy.election;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a group Lease says. Who may write it decides everything: a change of it is a
 * compare-and-swap on its resourceVersion.
 *
 * @param term the last granted term; (group UID, term) is the fencing token
 * @param phase where the group stands
 * @param generation the highest generation of the FailoverGroup acted on: a replica that knows an
 *     older one only reads the group first
 * @param dataTime the latest data time of all holders; it never goes back
 * @param previous the last holder but the present one, where known
 * @param passedOver sessions (by UID) that were elected and stayed silent, with their beats then:
 *     out of the running until they send another
 * @param expired temporary overrides that have ended; all replicas obey this, not their clocks
 * @param edits counts deletions and other acts that must be ordered with the grants
 * @param recovers the UID of the lost group Lease that this one stands in for, if it does (row 22)
 */
public record GroupLease(
    long term,
    Phase phase,
    long generation,
    @Nullable Instant dataTime,
    @Nullable LastHolder previous,
    Map<String, Long> passedOver,
    Set<ExpiredOverride> expired,
    long edits,
    @Nullable String recovers) {

  /** The Lease of a group that never had a primary. */
  public static final GroupLease FIRST =
      new GroupLease(0, new Phase.Vacant(), 0, null, null, Map.of(), Set.of(), 0, null);

  /** One that has ended: named whole, so that the same session's next override is another. */
  public record ExpiredOverride(String sessionId, Instant expiration) {}

  public GroupLease {
    passedOver = Map.copyOf(passedOver);
    expired = Set.copyOf(expired);
  }

  GroupLease withPhase(Phase next) {
    return new GroupLease(
        term, next, generation, dataTime, previous, passedOver, expired, edits, recovers);
  }

  GroupLease withTerm(long next) {
    return new GroupLease(
        next, phase, generation, dataTime, previous, passedOver, expired, edits, recovers);
  }

  GroupLease withGeneration(long next) {
    return new GroupLease(
        term,
        phase,
        Math.max(generation, next),
        dataTime,
        previous,
        passedOver,
        expired,
        edits,
        recovers);
  }

  /** The same with a data time that is known from elsewhere, unless a later one stands there. */
  public GroupLease withDataTime(@Nullable Instant next) {
    return new GroupLease(
        term,
        phase,
        generation,
        Signs.later(dataTime, next),
        previous,
        passedOver,
        expired,
        edits,
        recovers);
  }

  GroupLease withPrevious(@Nullable LastHolder next) {
    return new GroupLease(
        term, phase, generation, dataTime, next, passedOver, expired, edits, recovers);
  }

  GroupLease withPassedOver(Map<String, Long> next) {
    return new GroupLease(
        term, phase, generation, dataTime, previous, next, expired, edits, recovers);
  }

  GroupLease withExpired(Set<ExpiredOverride> next) {
    return new GroupLease(
        term, phase, generation, dataTime, previous, passedOver, next, edits, recovers);
  }

  GroupLease edited() {
    return new GroupLease(
        term, phase, generation, dataTime, previous, passedOver, expired, edits + 1, recovers);
  }

  /**
   * The same with an override's generation ordered into it: what a writer of the specification does
   * before it answers.
   */
  public GroupLease actedOn(long newGeneration) {
    return withGeneration(newGeneration).edited();
  }

  /** The Lease after its grant, if there is one, has ended. */
  GroupLease ended() {
    Grant grant = phase.current().orElse(null);
    if (grant == null) {
      return withPhase(new Phase.Vacant());
    }
    LastHolder last =
        grant.holder() == null ? null : new LastHolder(grant.holder(), term, grant.signs());
    return withPhase(new Phase.Vacant()).withPrevious(last);
  }
}
