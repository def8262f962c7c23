package dev.understudy.lease;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.Signs;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When this replica first saw what the Leases of one group say. All ages are counted on this
 * replica's monotonic clock from its own observation; no time that stands in a Lease is ever looked
 * at.
 *
 * <p>Not thread-safe: it belongs to its group.
 */
public final class Observations {
  private @Nullable Renewal renewal;
  private Duration renewalSeen = Duration.ZERO;
  private @Nullable Object phase;
  private Duration phaseSeen = Duration.ZERO;
  private final Map<String, Sighting> sessions = new HashMap<>();

  /** What makes a renewal another one: nothing else that is written to the Lease does. */
  private record Renewal(String leaseUid, long term, long count) {}

  /**
   * What was seen of one session.
   *
   * @param seen when its last new sign was seen; absent when none was
   * @param watched since when it is watched without a break
   */
  public record Sighting(long beats, int registration, @Nullable Duration seen, Duration watched) {}

  /** Begins all ages anew: after a start, a pause, or a time in which nothing was seen. */
  public void beginAnew(Duration now) {
    renewalSeen = now;
    phaseSeen = now;
    sessions.replaceAll(
        (uid, sighting) -> new Sighting(sighting.beats(), sighting.registration(), null, now));
  }

  /**
   * Takes note of what the group Lease says.
   *
   * @param since when it was seen: now, or for this replica's own write the moment before it was
   *     sent
   */
  public void group(String leaseUid, GroupLease lease, Duration since) {
    Optional<Grant> grant = lease.phase().current();
    Renewal present =
        grant.map(held -> new Renewal(leaseUid, lease.term(), held.renewals())).orElse(null);
    if (present != null && !present.equals(renewal)) {
      renewalSeen = since;
    }
    renewal = present;
    Object shape = shape(lease);
    if (!shape.equals(phase)) {
      phase = shape;
      phaseSeen = since;
    }
  }

  /** What counts as the same phase: its kind, its term and who is next. */
  private static Object shape(GroupLease lease) {
    Phase now = lease.phase();
    return List.of(now.getClass().getSimpleName(), lease.term(), now.next());
  }

  /**
   * Takes note of the sessions.
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
    Signs signs = session.signsIn(lease);
    Sighting before = sessions.get(session.ref().uid());
    if (before == null) {
      sessions.put(
          session.ref().uid(),
          new Sighting(signs.beats(), signs.registration(), known ? now : null, now));
    } else if (signs.beats() > before.beats() || signs.registration() > before.registration()) {
      sessions.put(
          session.ref().uid(),
          new Sighting(signs.beats(), signs.registration(), now, before.watched()));
    }
  }

  /** When the present renewal was seen first. */
  public Duration renewalSeen() {
    return renewalSeen;
  }

  /** When the present phase was seen first. */
  public Duration phaseSeen() {
    return phaseSeen;
  }

  /** What was seen of a session; it counts as watched from now on if it is new. */
  public Sighting sighting(SessionLease session, Duration now) {
    return sessions.computeIfAbsent(
        session.ref().uid(),
        uid -> new Sighting(session.signs().beats(), session.signs().registration(), null, now));
  }
}
