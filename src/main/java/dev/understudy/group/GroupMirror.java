package dev.understudy.group;

import dev.understudy.election.Challenges;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.SessionView.OpenRequest;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.lease.Observations;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.lease.StoredSession;
import dev.understudy.lease.UnreadableLease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Leases of one group as this replica knows them: what the watch showed, and its own writes and
 * deletions of sessions on top. Belongs to its group's actor.
 *
 * <p>The group Lease in it comes from the watch or from a list of the whole group only, never from
 * the answer to a write. So it is never newer than the sessions, which come through the same watch.
 * What comes late, as the answer to a read or a write may, never takes the view back.
 */
final class GroupMirror {
  private Observations observed = new Observations();
  private final Map<String, StoredSession> sessions = new LinkedHashMap<>();
  private final Set<String> leaving = new HashSet<>();
  private final Map<String, String> unreadable = new HashMap<>();
  private Memory memory = new Memory();
  private @Nullable String groupUid;
  private @Nullable StoredGroup stored;
  // Everything up to this version is in view; the second one is as far as the watch itself came.
  private long shown;
  private long watchedVersion;
  private boolean watched;
  private Challenges challenges = Challenges.NONE;
  // Since when there is no group Lease; absent while there is one, or nobody looked yet.
  private @Nullable Duration missingSince;

  /**
   * Says which FailoverGroup the Leases are to be of; what was known of another one is forgotten.
   */
  void belongsTo(String uid) {
    if (!uid.equals(groupUid)) {
      groupUid = uid;
      memory = new Memory();
      challenges = Challenges.NONE;
    }
  }

  // What the watch shows

  /** Replaces what is known: the watch begins here, with all Leases of the group at one version. */
  void listed(List<StoredLease> leases, long version, Duration now) {
    boolean setBack = version < watchedVersion;
    watchedVersion = version;
    replace(leases, version, setBack, now);
    watched = true;
  }

  /** Takes note of a Lease that the watch shows. */
  void changed(StoredLease lease, Duration now) {
    watchedVersion = lease.version();
    if (lease.version() <= shown) {
      return;
    }
    shown = lease.version();
    unreadable.remove(lease.uid());
    switch (lease) {
      case StoredSession session -> put(session, now);
      case StoredGroup group -> take(group, now);
      case UnreadableLease broken -> unreadable.put(broken.uid(), broken.problem());
    }
  }

  /** Takes note of a deletion that the watch shows. It is for good: no UID comes back. */
  void deleted(StoredLease lease, Duration now) {
    watchedVersion = Math.max(watchedVersion, lease.version());
    shown = Math.max(shown, lease.version());
    String uid = lease.uid();
    leaving.remove(uid);
    unreadable.remove(uid);
    if (stored != null && stored.uid().equals(uid)) {
      stored = null;
      missingSince = now;
    }
    observed.forget(uid);
    sessions.values().removeIf(session -> session.uid().equals(uid));
  }

  // What reads and writes tell

  /**
   * Replaces what is known by a list that this replica asked for, unless the watch has shown more
   * meanwhile.
   *
   * @param asked what {@link #shown} was when it asked. A list that is older than this can only
   *     come from an API server that was set back
   */
  void read(List<StoredLease> leases, long version, long asked, Duration now) {
    replace(leases, version, version < asked, now);
  }

  private void replace(List<StoredLease> leases, long version, boolean setBack, Duration now) {
    if (version < shown && !setBack) {
      return;
    }
    shown = version;
    Map<String, StoredSession> before = new HashMap<>(sessions);
    sessions.clear();
    unreadable.clear();
    StoredGroup group = null;
    for (StoredLease lease : leases) {
      switch (lease) {
        case StoredSession session -> sessions.put(session.name(), session);
        case StoredGroup found -> group = found;
        case UnreadableLease broken -> unreadable.put(broken.uid(), broken.problem());
      }
    }
    if (setBack) {
      // What was observed is of versions that are to come again with other contents.
      observed = new Observations();
      observed.beginAnew(now);
    } else {
      // What this replica wrote after the list was made.
      before.values().stream()
          .filter(session -> session.version() > version)
          .forEach(session -> sessions.put(session.name(), session));
    }
    if (group == null) {
      missingSince = stored == null && missingSince != null ? missingSince : now;
      stored = null;
    } else {
      take(group, now);
    }
    leaving.removeIf(uid -> byUid(uid).isEmpty());
    observed.sessions(leases(), leaseOrFirst(), now, watched);
  }

  /**
   * Takes note of a session Lease that this replica wrote or read: it counts at once, unless the
   * watch is past it already.
   */
  void wrote(StoredSession session, Duration now) {
    StoredSession before = sessions.get(session.name());
    if (session.version() > shown && (before == null || before.version() < session.version())) {
      put(session, now);
    }
  }

  /** Takes note of this replica's own renewal or grant: it counts from before it was sent. */
  void sent(StoredGroup written, Duration sentAt) {
    observed.group(written, sentAt);
  }

  private void put(StoredSession session, Duration now) {
    sessions.put(session.name(), session);
    observed.session(session.lease(), leaseOrFirst(), now, watched);
  }

  private void take(StoredGroup group, Duration now) {
    stored = group;
    missingSince = null;
    observed.group(group, now);
    for (StoredSession session : sessions.values()) {
      if (isHolderOrLast(session.lease().ref(), group.lease())) {
        observed.session(session.lease(), group.lease(), now, watched);
      }
    }
    memory.remember(group);
  }

  private static boolean isHolderOrLast(SessionRef session, GroupLease lease) {
    return lease.phase().current().filter(grant -> session.equals(grant.holder())).isPresent()
        || (lease.previous() != null && lease.previous().session().equals(session));
  }

  /** Takes note that this replica deletes a session: it counts no more, at once. */
  void leaves(SessionRef session) {
    leaving.add(session.uid());
  }

  /** Takes note that the session was not deleted after all. */
  void stays(SessionRef session) {
    leaving.remove(session.uid());
  }

  /** Begins all ages anew. */
  void beginAnew(Duration now) {
    observed.beginAnew(now);
    challenges = Challenges.NONE;
  }

  void challenges(Challenges next) {
    challenges = next;
  }

  /**
   * Says that all Leases there are have been seen: a session that appears from now on has just
   * registered.
   */
  void watchedFromNow() {
    watched = true;
  }

  // What is known

  Memory memory() {
    return memory;
  }

  /** Up to which version everything is in view. */
  long shown() {
    return shown;
  }

  Optional<StoredGroup> stored() {
    return Optional.ofNullable(stored);
  }

  /** When the present renewal of the grant was seen first. */
  Duration renewalSeen() {
    return observed.renewalSeen();
  }

  /** Why the group cannot be served by this version, if it cannot. */
  Optional<String> unreadable() {
    return unreadable.values().stream().sorted().findFirst();
  }

  /** Whether nothing is known that would have to be kept. */
  boolean isEmpty() {
    return stored == null && sessions.isEmpty() && unreadable.isEmpty();
  }

  /**
   * Whether there may be a grant although there is no group Lease in view: it said so last, or was
   * never seen, and nobody has waited that out.
   */
  boolean mayHaveGrant(Duration longest, Duration now) {
    return memory.mayHaveGrant()
        && (missingSince == null || now.compareTo(missingSince.plus(longest)) < 0);
  }

  /** The longest timing that a grant of this group can have, as far as this replica can tell. */
  Timing longest(Settings settings) {
    Timing longest = memory.longest(settings.timing());
    for (StoredSession session : sessions.values()) {
      if (isOurs(session)) {
        longest = longest.atLeast(session.lease().timeout());
      }
    }
    return longest;
  }

  private boolean isOurs(StoredSession session) {
    return session.groupUid().equals(groupUid);
  }

  /** Finds a session of the group that is not being deleted, by the name of its Lease. */
  Optional<StoredSession> session(String leaseName) {
    return Optional.ofNullable(sessions.get(leaseName))
        .filter(this::isOurs)
        .filter(session -> !leaving.contains(session.uid()));
  }

  /** A session Lease of that name that another group of the same id has left behind. */
  Optional<StoredSession> leftBehind(String leaseName) {
    return Optional.ofNullable(sessions.get(leaseName)).filter(session -> !isOurs(session));
  }

  boolean hasSessions() {
    return sessions.values().stream().anyMatch(this::isOurs);
  }

  /** How many sessions the group has, but for those that are being deleted. */
  long sessionCount() {
    return sessions.values().stream()
        .filter(session -> isOurs(session) && !leaving.contains(session.uid()))
        .count();
  }

  boolean isLeaving(String leaseName) {
    StoredSession session = sessions.get(leaseName);
    return session != null && leaving.contains(session.uid());
  }

  Optional<StoredSession> byUid(String uid) {
    return sessions.values().stream().filter(session -> session.uid().equals(uid)).findFirst();
  }

  private List<SessionLease> leases() {
    return sessions.values().stream().map(StoredSession::lease).toList();
  }

  private GroupLease leaseOrFirst() {
    return stored == null ? GroupLease.FIRST : stored.lease();
  }

  /**
   * The view of the group; without a group Lease, as of a group that never had a primary. Decisions
   * are made only with one.
   *
   * @param settings what users say of the group
   * @param open finds the open request of a session, by UID
   */
  GroupView view(Settings settings, Function<String, @Nullable OpenRequest> open, Duration now) {
    GroupLease lease = leaseOrFirst();
    Map<String, SessionView> views = new LinkedHashMap<>();
    for (StoredSession session : sessions.values()) {
      if (isOurs(session) && !leaving.contains(session.uid())) {
        Observations.Sighting sighting = observed.sighting(session.lease(), now);
        views.put(
            session.uid(),
            new SessionView(
                session.lease(), sighting.seen(), sighting.watched(), open.apply(session.uid())));
      }
    }
    Duration told =
        stored != null && lease.phase() instanceof Phase.Releasing ? memory.toldAt(stored) : null;
    return new GroupView(
        settings, lease, observed.renewalSeen(), observed.phaseSeen(), told, views, challenges);
  }
}
