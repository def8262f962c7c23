package dev.understudy.election;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group as one replica sees it: everything that a decision is made from.
 *
 * <p>The group Lease in it must not be newer than the session Leases: a session deleted before the
 * group Lease was written must not be in it any more.
 *
 * @param settings what users said of the group
 * @param lease what the group Lease says
 * @param renewalSeen when this replica first saw the present renewal, or, for its own write, when
 *     it sent it; ages that began anew begin here too
 * @param phaseSeen when this replica first saw the present phase
 * @param told when this replica wrote out a Secondary to the holder in the present Releasing;
 *     absent when it did not
 * @param sessions all sessions, by UID
 * @param challenges who has been better than the holder, as the last decision left it
 */
public record GroupView(
    Settings settings,
    GroupLease lease,
    Duration renewalSeen,
    Duration phaseSeen,
    @Nullable Duration told,
    Map<String, SessionView> sessions,
    Challenges challenges) {

  /** Finds a session by reference. */
  public Optional<SessionView> session(@Nullable SessionRef ref) {
    return ref == null ? Optional.empty() : Optional.ofNullable(sessions.get(ref.uid()));
  }

  /** Finds the session that has an id now. */
  public Optional<SessionView> sessionById(String id) {
    return all().stream().filter(session -> session.ref().id().equals(id)).findFirst();
  }

  /** All sessions. */
  public Collection<SessionView> all() {
    return sessions.values();
  }

  /** The signs of a session, wherever the newest stand. */
  public Signs signs(SessionView session) {
    return session.lease().signsIn(lease);
  }

  GroupView with(GroupLease newLease) {
    return new GroupView(settings, newLease, renewalSeen, phaseSeen, told, sessions, challenges);
  }

  GroupView with(SessionView session) {
    Map<String, SessionView> changed = new LinkedHashMap<>(sessions);
    changed.put(session.ref().uid(), session);
    return new GroupView(settings, lease, renewalSeen, phaseSeen, told, changed, challenges);
  }

  GroupView without(SessionRef session) {
    Map<String, SessionView> changed = new LinkedHashMap<>(sessions);
    changed.remove(session.uid());
    return new GroupView(settings, lease, renewalSeen, phaseSeen, told, changed, challenges);
  }
}
