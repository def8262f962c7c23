package dev.understudy.lease;

import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When this replica first saw what the Leases of one group say. All ages are counted on this
 * replica's monotonic clock from its own observation; no time that stands in a Lease is ever looked
 * at.
 *
 * <p>Nothing is taken for older than the last time at which ages began anew. Not thread-safe: it
 * belongs to its group.
 */
public final class Observations {
  private final Map<String, Heard> sessions = new HashMap<>();
  private Duration begun = Duration.ZERO;
  private long version;
  private First<Optional<Renewal>> renewal = new First<>(Optional.empty(), 0, Duration.ZERO);
  private First<Shape> phase = new First<>(new Shape("", 0, Optional.empty()), 0, Duration.ZERO);

  /** What makes a renewal another one: nothing else that is written to the Lease does. */
  private record Renewal(String leaseUid, long term, long count) {}

  /** What counts as the same phase: its kind, its term and who is next. */
  private record Shape(String kind, long term, Object next) {}

  /**
   * What the Lease says now, the version that said it first, and when that was seen.
   *
   * @param <T> what it says
   */
  private record First<T>(T what, long version, Duration seen) {
    First<T> or(T now, long nowVersion, Duration since) {
      if (!what.equals(now)) {
        return new First<>(now, nowVersion, since);
      }
      // The same write seen twice: its echo came before the answer to it.
      return version == nowVersion && since.compareTo(seen) < 0
          ? new First<>(what, version, since)
          : this;
    }

    First<T> anew(Duration now) {
      return new First<>(what, version, now);
    }
  }

  /**
   * What was heard of a session.
   *
   * @param own the beats that its own Lease tells
   * @param newest the beats that its Lease or the group's tells, whichever are more
   */
  private record Heard(
      long own, long newest, int registration, @Nullable Duration seen, Duration watched) {

    /**
     * Whether there is news. When another holder follows the last one, the group Lease forgets the
     * beats of the one before, so the newest count can fall; the session's own Lease then tells.
     */
    boolean isBefore(Heard next) {
      return next.own > own
          || next.newest > Math.max(own, newest)
          || next.registration > registration;
    }
  }

  /**
   * How a session was observed.
   *
   * @param seen when its last new sign was seen; absent when none was
   * @param watched since when it is watched without a break
   */
  public record Sighting(@Nullable Duration seen, Duration watched) {}

  /** Begins all ages anew: after a start, a pause, or a time in which nothing was seen. */
  public void beginAnew(Duration now) {
    begun = now;
    renewal = renewal.anew(now);
    phase = phase.anew(now);
    sessions.replaceAll(
        (uid, heard) -> new Heard(heard.own, heard.newest, heard.registration, null, now));
  }

  /**
   * Takes note of what the group Lease says; an older version than the newest noted changes
   * nothing.
   *
   * @param since when it was seen: now, or for this replica's own write the moment before it was
   *     sent
   */
  public void group(StoredGroup group, Duration since) {
    if (group.version() < version) {
      return;
    }
    version = group.version();
    GroupLease lease = group.lease();
    Duration from = since.compareTo(begun) < 0 ? begun : since;
    renewal =
        renewal.or(
            lease
                .phase()
                .current()
                .map(grant -> new Renewal(group.uid(), lease.term(), grant.renewals())),
            version,
            from);
    phase = phase.or(shape(lease), version, from);
  }

  private static Shape shape(GroupLease lease) {
    Phase now = lease.phase();
    return new Shape(now.getClass().getSimpleName(), lease.term(), now.next());
  }

  /**
   * Takes note of all sessions there are; those that are not among them are forgotten.
   *
   * @param known whether they were watched before: a session that appears then has just registered
   */
  public void sessions(
      Collection<SessionLease> present, GroupLease lease, Duration now, boolean known) {
    sessions
        .keySet()
        .retainAll(
            present.stream().map(session -> session.ref().uid()).collect(Collectors.toSet()));
    for (SessionLease session : present) {
      session(session, lease, now, known);
    }
  }

  /** Takes note of one session. */
  public void session(SessionLease session, GroupLease lease, Duration now, boolean known) {
    sessions.merge(
        session.ref().uid(),
        new Heard(
            session.signs().beats(),
            session.signsIn(lease).beats(),
            session.signs().registration(),
            known ? now : null,
            now),
        (before, next) ->
            new Heard(
                next.own,
                next.newest,
                next.registration,
                before.isBefore(next) ? now : before.seen,
                before.watched));
  }

  /** Forgets a session, whose Lease is gone. */
  public void forget(String sessionUid) {
    sessions.remove(sessionUid);
  }

  /** When the present renewal was seen first. */
  public Duration renewalSeen() {
    return renewal.seen();
  }

  /** When the present phase was seen first. */
  public Duration phaseSeen() {
    return phase.seen();
  }

  /** How a session was observed; one that was not noted yet is watched from now on. */
  public Sighting sighting(SessionLease session, Duration now) {
    Heard heard = sessions.get(session.ref().uid());
    return heard == null ? new Sighting(null, now) : new Sighting(heard.seen, heard.watched);
  }
}
