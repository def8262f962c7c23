package dev.understudy.group;

import dev.understudy.election.Challenges;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.Phase;
import dev.understudy.election.Recovery.Seen;
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
 * deletions of sessions on top.
 *
 * <p>The group Lease in it comes from the watch or from a list of the whole group only, never from
 * the answer to a write. So it is never newer than the sessions, which come through the same watch.
 */
final class GroupMirror {
  private final Observations observed = new Observations();
  private final Map<String, StoredSession> sessions = new LinkedHashMap<>();
  private final Set<String> leaving = new HashSet<>();
  private @Nullable StoredGroup stored;
  private @Nullable Seen seen;
  private @Nullable Timing longestSeen;
  private @Nullable String unreadable;
  private long listedVersion;
  private boolean watched;
  private Challenges challenges = Challenges.NONE;
  private @Nullable Told told;

  /** When this replica told the holder of a term to give way. */
  private record Told(long term, Duration at) {}

  /** Replaces all that is known: the Leases of the group as they are at one version. */
  void listed(List<StoredLease> leases, long version, Duration now) {
    if (version < listedVersion) {
      return;
    }
    listedVersion = version;
    Map<String, StoredSession> before = new HashMap<>(sessions);
    sessions.clear();
    StoredGroup group = null;
    unreadable = null;
    for (StoredLease lease : leases) {
      switch (lease) {
        case StoredSession session -> sessions.put(session.name(), session);
        case StoredGroup found -> group = found;
        case UnreadableLease broken -> unreadable = broken.problem();
      }
    }
    // What this replica wrote after the list was made.
    before.values().stream()
        .filter(session -> session.version() > version)
        .forEach(session -> sessions.put(session.name(), session));
    if (group == null) {
      stored = null;
    } else {
      take(group, now);
    }
    observed.sessions(leases(), leaseOrFirst(), now, watched);
    watched = true;
  }

  /** Takes note of a Lease that the watch shows. */
  void changed(StoredLease lease, Duration now) {
    if (lease.version() <= listedVersion) {
      return;
    }
    switch (lease) {
      case StoredSession session -> wrote(session, now);
      case StoredGroup group -> {
        if (stored == null || group.version() >= stored.version()) {
          take(group, now);
        }
      }
      case UnreadableLease broken -> unreadable = broken.problem();
    }
  }

  /** Takes note of a deletion that the watch shows. */
  void deleted(StoredLease lease) {
    if (lease.version() <= listedVersion) {
      return;
    }
    String uid = lease.uid();
    leaving.remove(uid);
    if (stored != null && stored.uid().equals(uid)) {
      stored = null;
    }
    if (lease instanceof UnreadableLease) {
      unreadable = null;
    }
    observed.forget(uid);
    sessions.values().removeIf(session -> session.uid().equals(uid));
  }

  /** Takes note of a session Lease that this replica wrote or read: it counts at once. */
  void wrote(StoredSession session, Duration now) {
    StoredSession before = sessions.get(session.name());
    if (before != null && before.version() > session.version()) {
      return;
    }
    sessions.put(session.name(), session);
    observed.session(session.lease(), leaseOrFirst(), now, watched);
  }

  /** Takes note that this replica deletes a session: it counts no more, at once. */
  void leaves(SessionRef session) {
    leaving.add(session.uid());
  }

  /** Takes note that the session was not deleted after all. */
  void stays(SessionRef session) {
    leaving.remove(session.uid());
  }

  /** Takes note of this replica's own renewal or grant: it counts from before it was sent. */
  void sent(StoredGroup written, Duration sentAt) {
    observed.group(written, sentAt);
  }

  private void take(StoredGroup group, Duration now) {
    stored = group;
    observed.group(group, now);
    for (StoredSession session : sessions.values()) {
      if (isHolderOrLast(session.lease().ref(), group.lease())) {
        observed.session(session.lease(), group.lease(), now, watched);
      }
    }
    remember(group);
  }

  private static boolean isHolderOrLast(SessionRef session, GroupLease lease) {
    return lease.phase().current().filter(grant -> session.equals(grant.holder())).isPresent()
        || (lease.previous() != null && lease.previous().session().equals(session));
  }

  private void remember(StoredGroup group) {
    GroupLease lease = group.lease();
    long renewals = lease.phase().current().map(Grant::renewals).orElse(Long.MAX_VALUE);
    boolean further =
        seen == null
            || !seen.uid().equals(group.uid())
            || lease.term() > seen.term()
            || (lease.term() == seen.term() && renewals > seen.renewals());
    if (further) {
      seen = new Seen(group.uid(), lease.term(), renewals);
    }
    lease
        .phase()
        .current()
        .ifPresent(
            grant ->
                longestSeen =
                    longestSeen == null ? grant.timing() : longestSeen.raisedTo(grant.timing()));
  }

  /** Begins all ages anew. */
  void beginAnew(Duration now) {
    observed.beginAnew(now);
    challenges = Challenges.NONE;
  }

  /** Takes note that the holder was told to give way. */
  void told(long term, Duration at) {
    if (told == null || told.term() != term) {
      told = new Told(term, at);
    }
  }

  void challenges(Challenges next) {
    challenges = next;
  }

  Optional<StoredGroup> stored() {
    return Optional.ofNullable(stored);
  }

  /** Why the group cannot be served by this version, if it cannot. */
  Optional<String> unreadable() {
    return Optional.ofNullable(unreadable);
  }

  @Nullable Seen seen() {
    return seen;
  }

  /** The longest timing that a grant of this group can have, as far as this replica can tell. */
  Timing longest(Settings settings) {
    Timing longest =
        longestSeen == null ? settings.timing() : settings.timing().raisedTo(longestSeen);
    for (SessionLease session : leases()) {
      longest = longest.atLeast(session.timeout());
    }
    return longest;
  }

  Optional<StoredSession> session(String leaseName) {
    return Optional.ofNullable(sessions.get(leaseName))
        .filter(session -> !leaving.contains(session.uid()));
  }

  boolean hasSessions() {
    return !sessions.isEmpty();
  }

  /**
   * Says that all Leases there are have been seen: a session that appears from now on has just
   * registered.
   */
  void watchedFromNow() {
    watched = true;
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
   * @param resource the group
   * @param open finds the open request of a session, by UID
   */
  GroupView view(
      GroupResource resource, Function<String, @Nullable OpenRequest> open, Duration now) {
    GroupLease lease = leaseOrFirst();
    Map<String, SessionView> views = new LinkedHashMap<>();
    for (StoredSession session : sessions.values()) {
      if (session.groupUid().equals(resource.uid()) && !leaving.contains(session.uid())) {
        Observations.Sighting sighting = observed.sighting(session.lease(), now);
        views.put(
            session.uid(),
            new SessionView(
                session.lease(), sighting.seen(), sighting.watched(), open.apply(session.uid())));
      }
    }
    boolean releasing = lease.phase() instanceof Phase.Releasing;
    Duration toldAt = told != null && releasing && told.term() == lease.term() ? told.at() : null;
    return new GroupView(
        resource.settings(),
        lease,
        observed.renewalSeen(),
        observed.phaseSeen(),
        toldAt,
        views,
        challenges);
  }
}
