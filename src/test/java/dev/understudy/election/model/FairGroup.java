package dev.understudy.election.model;

import dev.understudy.election.Challenges;
import dev.understudy.election.Decision;
import dev.understudy.election.Decision.Answer;
import dev.understudy.election.Decision.AnswerOnly;
import dev.understudy.election.Decision.Stay;
import dev.understudy.election.Decision.WriteGroup;
import dev.understudy.election.Decision.WriteSession;
import dev.understudy.election.Event;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupView;
import dev.understudy.election.LastAnswer;
import dev.understudy.election.Moment;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.Settings;
import dev.understudy.election.Signs;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The replicas and Leases of a group from some world on, all replicas just started: every write
 * succeeds, every replica sees it at once, and each decides again at its deadline.
 */
final class FairGroup {
  /** More writes without a pause than any change of a group needs. */
  private static final int LIVELOCK = 12;

  private final Protocol protocol;
  private final Settings settings;
  private final Replica[] replicas = new Replica[World.REPLICAS];
  private final Map<String, LastAnswer> answers = new HashMap<>();
  private GroupLease lease;
  private Duration now;

  /** What one replica has observed. */
  private static final class Replica {
    private Duration renewalSeen;
    private Duration phaseSeen;
    private @Nullable Duration told;
    private Map<String, SessionView> sessions = new LinkedHashMap<>();
    private Challenges challenges = Challenges.NONE;
    private Optional<Duration> deadline = Optional.empty();

    Replica(Duration started, Map<String, SessionView> known) {
      renewalSeen = started;
      phaseSeen = started;
      known.forEach(
          (uid, session) ->
              sessions.put(uid, new SessionView(session.lease(), null, started, null)));
    }
  }

  FairGroup(GroupView view, GroupLease lease, Protocol protocol) {
    this.protocol = protocol;
    this.settings = view.settings();
    this.lease = lease;
    this.now = Belief.NOW;
    for (int i = 0; i < replicas.length; i++) {
      replicas[i] = new Replica(now, view.sessions());
    }
  }

  GroupLease lease() {
    return lease;
  }

  Duration now() {
    return now;
  }

  /** When something happens next by time alone, if anything does. */
  Optional<Duration> deadline() {
    return java.util.Arrays.stream(replicas)
        .flatMap(replica -> replica.deadline.stream())
        .min(Duration::compareTo);
  }

  void advance(Duration to) {
    now = to;
  }

  /** Every replica looks at the group until nobody has anything to write. */
  void settle() {
    int writes = 0;
    for (int quiet = 0; quiet < replicas.length; ) {
      Replica replica = replicas[quiet];
      Decision decision = decide(replica, new Event.Observed());
      if (decision instanceof Stay stay) {
        replica.deadline = stay.deadline();
        quiet++;
      } else {
        write(replica, (WriteGroup) decision);
        quiet = 0;
        if (++writes > LIVELOCK) {
          throw new AssertionError("the replicas write without an end: " + decision);
        }
      }
    }
  }

  Optional<SessionRef> session(String id) {
    return replicas[0].sessions.values().stream()
        .map(SessionView::ref)
        .filter(ref -> ref.id().equals(id))
        .findFirst();
  }

  /** Gives a session the best score that there is. */
  void praise(String id) {
    session(id)
        .ifPresent(
            ref -> {
              for (Replica replica : replicas) {
                replica.sessions.computeIfPresent(ref.uid(), (uid, before) -> praised(before));
              }
            });
  }

  private static SessionView praised(SessionView session) {
    SessionLease before = session.lease();
    Signs was = before.signs();
    Signs signs =
        new Signs(
            was.beats(),
            was.registration(),
            was.fresh(),
            100,
            was.dataTime(),
            was.at(),
            was.extended(),
            was.instance(),
            was.peer(),
            was.sharing());
    SessionLease lease =
        new SessionLease(
            before.ref(),
            before.name(),
            before.registered(),
            before.subject(),
            before.timeout(),
            signs,
            before.pace());
    return new SessionView(lease, session.seen(), session.watched(), session.open());
  }

  SessionRef register(String id, int number) {
    SessionRef ref = new SessionRef(id, id + "-new-" + number);
    SessionLease session =
        SessionLease.registered(ref, id, Belief.moment(false).wall(), "", Belief.LONG.timeout());
    for (Replica replica : replicas) {
      replica.sessions.put(ref.uid(), new SessionView(session, now, now, null));
    }
    return ref;
  }

  /** A heartbeat at a replica, answered at once. */
  Answer heartbeat(FairClient client, SessionRef session, int replicaNumber) {
    Replica replica = replicas[replicaNumber];
    Signs signs = replica.sessions.get(session.uid()).lease().signs();
    Event event =
        new Event.Heartbeat(
            client.beat(session, signs.registration(), now), now, answers.get(session.uid()));
    Decision decision = decide(replica, event);
    Answer answer =
        switch (decision) {
          case WriteGroup write -> {
            write(replica, write);
            Answer own =
                write.answers().stream()
                    .filter(given -> given.session().equals(session))
                    .findFirst()
                    .orElseThrow();
            tell(replica, own);
            yield own;
          }
          case WriteSession write -> {
            see(write.next());
            yield secondary(session);
          }
          case AnswerOnly only -> only.answer();
          case Stay _ -> throw new AssertionError("a heartbeat without an answer");
        };
    answers.put(session.uid(), new LastAnswer(answer.role(), answer.term()));
    seen(session);
    settle();
    return answer;
  }

  private void tell(Replica replica, Answer answer) {
    if (answer.role() == Role.SECONDARY && lease.phase() instanceof Phase.Releasing) {
      replica.told = now;
    }
  }

  private Answer secondary(SessionRef session) {
    return new Answer(session, Role.SECONDARY, lease.term(), Optional.empty());
  }

  private Decision decide(Replica replica, Event event) {
    GroupView view =
        new GroupView(
            settings,
            lease,
            replica.renewalSeen,
            replica.phaseSeen,
            lease.phase() instanceof Phase.Releasing ? replica.told : null,
            replica.sessions,
            replica.challenges);
    Moment moment = new Moment(now, Belief.moment(false).wall());
    Decision decision = protocol.judge().decide(view, event, moment);
    replica.challenges = decision.challenges();
    return decision;
  }

  private void write(Replica writer, WriteGroup write) {
    GroupLease before = lease;
    lease = write.next();
    if (!(lease.phase() instanceof Phase.Releasing)) {
      writer.told = null;
    }
    boolean renewed = lease.term() != before.term() || !renewals(lease).equals(renewals(before));
    boolean another = !List.of(shape(lease)).equals(List.of(shape(before)));
    for (Replica replica : replicas) {
      if (renewed || protocol.breaks(Rule.ECHO_RENEWS_NOTHING)) {
        replica.renewalSeen = now;
      }
      if (another) {
        replica.phaseSeen = now;
      }
    }
  }

  private static Optional<Long> renewals(GroupLease lease) {
    return lease.phase().current().map(Grant::renewals);
  }

  private static Object shape(GroupLease lease) {
    return List.of(lease.phase().getClass(), lease.term(), lease.phase().next());
  }

  private void see(SessionLease session) {
    for (Replica replica : replicas) {
      SessionView before = replica.sessions.get(session.ref().uid());
      replica.sessions.put(
          session.ref().uid(), new SessionView(session, now, before.watched(), null));
      if (protocol.breaks(Rule.ECHO_RENEWS_NOTHING)) {
        replica.renewalSeen = now;
      }
    }
  }

  private void seen(SessionRef session) {
    for (Replica replica : replicas) {
      SessionView before = replica.sessions.get(session.uid());
      replica.sessions.put(
          session.uid(), new SessionView(before.lease(), now, before.watched(), null));
    }
  }
}
