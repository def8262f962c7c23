package dev.understudy.simulation;

import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Timing;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import dev.understudy.lease.StoredSession;
import dev.understudy.simulation.History.Answered;
import dev.understudy.simulation.History.Deletion;
import dev.understudy.simulation.SimulatedLeases.LeaseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the writes of Leases, in the order of the API server, by I2 to I5. */
final class LeaseHistory {
  private static final long LOST_LEASE_STEP = 1000;

  private final List<LeaseEvent> events;
  private final List<Deletion> deletions;
  private final List<Answered> answers;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<String, Duration> answeredDeletions = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();

  /** What is known of one group so far. */
  private static final class Group {
    final Map<Long, SessionRef> holders = new HashMap<>();
    final Set<Long> released = new HashSet<>();
    final Set<Long> over = new HashSet<>();
    final Duration begun;
    long granted;
    Duration renewed = Duration.ZERO;

    Group(Duration begun) {
      this.begun = begun;
    }
  }

  LeaseHistory(List<LeaseEvent> events, History history) {
    this.events = events;
    this.deletions = history.deletions();
    this.answers = history.answers();
  }

  List<String> violations() {
    for (LeaseEvent event : events) {
      if (event.lease() instanceof StoredSession session
          && event.kind() == LeaseEvent.Kind.DELETED) {
        deleted(session, event);
      } else if (event.lease() instanceof StoredGroup after
          && event.kind() != LeaseEvent.Kind.DELETED) {
        written(event, after);
      }
    }
    return violations;
  }

  private void deleted(StoredSession session, LeaseEvent event) {
    deleted.add(session.uid());
    deletions.stream()
        .filter(answered -> answered.session().equals(session.lease().ref().id()))
        .map(Deletion::at)
        .filter(at -> at.compareTo(event.write().done()) >= 0)
        .findFirst()
        .ifPresent(at -> answeredDeletions.put(session.uid(), at));
  }

  private void written(LeaseEvent event, StoredGroup after) {
    Group group = groups.computeIfAbsent(after.groupUid(), uid -> new Group(event.write().done()));
    GroupLease before = ofSameGroup(event.before(), after);
    GroupLease now = after.lease();
    Grant old = before == null ? null : before.phase().current().orElse(null);
    Grant grant = now.phase().current().orElse(null);
    terms(event, group, before, now);
    if (old != null && (grant == null || now.term() != before.term())) {
      ended(event, group, before, old, now);
      group.over.add(before.term());
    }
    if (grant != null) {
      boolean renewed =
          old == null || now.term() != before.term() || grant.renewals() > old.renewals();
      holds(event, group, now, grant, renewed);
      if (renewed) {
        group.renewed = event.write().sent();
      }
    }
    if (now.phase() instanceof Phase.Releasing) {
      group.released.add(now.term());
    }
  }

  private static @Nullable GroupLease ofSameGroup(@Nullable StoredLease before, StoredGroup after) {
    return before instanceof StoredGroup group && group.groupUid().equals(after.groupUid())
        ? group.lease()
        : null;
  }

  /**
   * I3: terms never decrease, and a grant raises the term by one. A Lease that stands in for a lost
   * one goes on from any term that nobody was granted or told of: whoever wrote it may not have
   * seen those that were written and lost at once.
   */
  private void terms(LeaseEvent event, Group group, @Nullable GroupLease before, GroupLease now) {
    Grant grant = now.phase().current().orElse(null);
    long last = before == null ? group.granted : before.term();
    if (now.term() < Math.max(last, group.granted)) {
      wrong("I3", event, "the term goes back from %d to %d".formatted(last, now.term()));
    }
    boolean known = grant != null && grant.holder() != null;
    boolean granted =
        known
            && (before == null
                || before.phase().current().isEmpty()
                || now.term() != before.term());
    long step = now.term() - last;
    if (granted && step != 1) {
      wrong("I3", event, "a grant raises the term by %d".formatted(step));
    }
    if (before != null && !known && step != 0 && step < LOST_LEASE_STEP) {
      wrong("I3", event, "the term rises by %d without a grant".formatted(step));
    }
    if (event.kind() == LeaseEvent.Kind.CREATED && now.term() <= told(group, event)) {
      wrong("I3", event, "clients were told of term %d already".formatted(told(group, event)));
    }
    if (known) {
      group.granted = Math.max(group.granted, now.term());
    }
  }

  /** The highest term that a client was told of before, in this group; -1 if none was. */
  private long told(Group group, LeaseEvent event) {
    return answers.stream()
        .filter(answer -> answer.at().compareTo(group.begun) > 0)
        .filter(answer -> answer.at().compareTo(event.write().done()) < 0)
        .mapToLong(Answered::term)
        .max()
        .orElse(-1);
  }

  /** I2 and I4: one holder a term, none after its release, its end or its session's deletion. */
  private void holds(LeaseEvent event, Group group, GroupLease now, Grant grant, boolean renewed) {
    SessionRef holder = grant.holder();
    if (holder == null) {
      return;
    }
    SessionRef first = group.holders.putIfAbsent(now.term(), holder);
    if (first != null && !first.equals(holder)) {
      wrong("I2", event, "term %d has two holders".formatted(now.term()));
    }
    if (group.over.contains(now.term())) {
      wrong("I4", event, "term %d had ended".formatted(now.term()));
    }
    if (group.released.contains(now.term()) && !(now.phase() instanceof Phase.Releasing)) {
      wrong("I4", event, "term %d was being released".formatted(now.term()));
    }
    Duration answered = answeredDeletions.get(holder.uid());
    if (renewed && answered != null && event.write().done().compareTo(answered) > 0) {
      wrong("I4", event, "%s was deleted".formatted(holder));
    }
  }

  /** I5: a crash election waits since the last renewal, however fast the replica's clock is. */
  private void ended(LeaseEvent event, Group group, GroupLease before, Grant old, GroupLease now) {
    boolean expired =
        switch (now.phase()) {
          case Phase.Pending(var _, Cause cause) -> cause == Cause.HOLDER_EXPIRED;
          case Phase.Held _, Phase.Handover _, Phase.Releasing _ ->
              event.lease() instanceof StoredGroup after
                  && after.granted() != null
                  && after.granted().cause() == Cause.HOLDER_EXPIRED
                  && now.term() == before.term() + 1;
          case Phase.Vacant _ ->
              !(before.phase() instanceof Phase.Releasing)
                  && old.renewals() > 1
                  && old.holder() != null
                  && !deleted.contains(old.holder().uid());
        };
    Duration waited = event.write().done().minus(group.renewed);
    long needed = old.expiry().toNanos() * 1_000_000L / (1_000_000L + Timing.DRIFT_PPM);
    if (expired && waited.toNanos() < needed) {
      wrong("I5", event, "expired after %s, not %s".formatted(waited, old.expiry()));
    }
  }

  private void wrong(String invariant, LeaseEvent event, String what) {
    violations.add(
        "%s: %s, by %s at %s (version %d)"
            .formatted(invariant, what, event.write().by(), event.write().done(), event.version()));
  }
}
