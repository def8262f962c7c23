package dev.understudy.election;

import dev.understudy.election.Challenges.Challenge;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;

/**
 * Any group, as one replica may see it: up to four sessions in every state, whatever the overrides,
 * the mode and the ages are. Most of what differs comes in few values, so that ties and exact
 * moments happen.
 */
final class Groups {
  private static final List<String> IDS = List.of("a", "b", "c", "d");

  private final Random random;

  private Groups(Random random) {
    this.random = random;
  }

  static Arbitrary<GroupView> any() {
    return Arbitraries.longs().map(seed -> new Groups(new Random(seed)).group());
  }

  /** Any event that can happen to the group. */
  static Arbitrary<Event> events(GroupView view) {
    return Arbitraries.longs().map(seed -> new Groups(new Random(seed)).event(view));
  }

  static Moment now() {
    return new Moment(Given.NOW, Given.WALL);
  }

  /** The same group with its sessions in another order. */
  static GroupView shuffled(GroupView view, Random random) {
    List<SessionView> sessions = new ArrayList<>(view.all());
    Collections.shuffle(sessions, random);
    Map<String, SessionView> map = new LinkedHashMap<>();
    sessions.forEach(session -> map.put(session.ref().uid(), session));
    List<RoleOverride> overrides = new ArrayList<>(view.settings().overrides());
    Collections.shuffle(overrides, random);
    Settings s = view.settings();
    Settings settings =
        new Settings(
            s.timing(),
            s.margin(),
            s.stabilization(),
            s.manual(),
            s.hold(),
            overrides,
            s.generation(),
            s.deleting());
    return new GroupView(
        settings,
        view.lease(),
        view.renewalSeen(),
        view.phaseSeen(),
        view.told(),
        map,
        view.challenges());
  }

  private GroupView group() {
    Map<String, SessionView> sessions = new LinkedHashMap<>();
    for (String id : IDS.subList(0, random.nextInt(5))) {
      SessionView session = session(id);
      sessions.put(session.ref().uid(), session);
    }
    return new GroupView(
        settings(), lease(), ago(), ago(), chance(3) ? ago() : null, sessions, challenges());
  }

  private Settings settings() {
    Map<String, RoleOverride> overrides = new HashMap<>();
    for (String id : IDS) {
      if (chance(6)) {
        Role role = chance(2) ? Role.PRIMARY : Role.SECONDARY;
        overrides.put(id, new RoleOverride(id, role, chance(2) ? null : expiration()));
      }
    }
    return new Settings(
        timing(),
        pick(0.0, 0.0, 10.0),
        pick(Duration.ZERO, Duration.ofSeconds(10)),
        chance(6),
        Settings.Holding.DEFAULT,
        List.copyOf(overrides.values()),
        random.nextInt(3),
        chance(8));
  }

  private Timing timing() {
    return pick(
        new Timing(Duration.ofSeconds(10), Duration.ofMillis(500)),
        new Timing(Duration.ofSeconds(20), Duration.ofSeconds(1)));
  }

  private GroupLease lease() {
    Map<String, Long> passedOver = new HashMap<>();
    Set<ExpiredOverride> expired =
        chance(3) ? Set.of(new ExpiredOverride(id(), expiration())) : Set.of();
    if (chance(4)) {
      passedOver.put(ref(id()).uid(), (long) random.nextInt(6));
    }
    long term = random.nextInt(4);
    return new GroupLease(
        term,
        phase(),
        random.nextInt(3),
        chance(2) ? Given.WALL : null,
        chance(2) ? new LastHolder(ref(id()), Math.max(0, term - 1), signs()) : null,
        passedOver,
        expired,
        random.nextInt(2),
        null);
  }

  private Phase phase() {
    return switch (random.nextInt(5)) {
      case 0 -> new Phase.Vacant();
      case 1 -> new Phase.Pending(candidate(), cause());
      case 2 -> new Phase.Held(grant());
      case 3 -> new Phase.Handover(grant(), chance(4) ? null : candidate(), cause());
      default -> new Phase.Releasing(grant(), chance(4) ? null : candidate(), cause());
    };
  }

  private Cause cause() {
    return pick(Cause.BETTER_SCORE, Cause.FORCED_PRIMARY, Cause.FORCED_SECONDARY);
  }

  private Candidate candidate() {
    SessionRef ref = ref(id());
    return chance(3) ? Candidate.pinned(ref.id(), ref.uid()) : Candidate.of(ref);
  }

  private Grant grant() {
    return chance(8)
        ? Grant.unknown(timing())
        : new Grant(ref(id()), chance(5), timing(), 1 + random.nextInt(3), signs());
  }

  private SessionView session(String id) {
    Duration timeout = pick(Duration.ofSeconds(10), Duration.ofSeconds(20));
    SessionLease lease =
        new SessionLease(
            ref(id),
            id,
            Given.WALL.minusSeconds(random.nextInt(2)),
            "",
            timeout,
            signs(),
            chance(2) ? Pace.UNKNOWN : new Pace(List.of(Duration.ZERO), 0, 0L));
    Duration heard = ago();
    return new SessionView(
        lease,
        chance(4) ? null : heard,
        pick(Duration.ZERO, ago()),
        chance(3) ? new OpenRequest(heard, null) : null);
  }

  private Signs signs() {
    return new Signs(
        random.nextInt(6),
        1,
        random.nextInt(5),
        pick(0.0, 50.0, 50.0, 55.0, 80.0),
        null,
        null,
        chance(2),
        chance(4) ? pick("one", "two") : null,
        chance(4) ? pick("here", "there") : null,
        chance(4) ? sharing() : null);
  }

  private Sharing sharing() {
    Caller there = new Caller(chance(2) ? "two" : null, "there");
    return new Sharing(
        new Caller(chance(2) ? "one" : null, "here"),
        chance(2) ? List.of(new Sharing.Earlier(there, Duration.ofSeconds(3))) : List.of(),
        chance(2) ? Duration.ofSeconds(2) : null);
  }

  private Challenges challenges() {
    Map<String, Challenge> by = new HashMap<>();
    for (String id : IDS) {
      if (chance(2)) {
        by.put(
            ref(id).uid(),
            new Challenge(random.nextInt(4), ago(), random.nextInt(6), random.nextInt(6)));
      }
    }
    return new Challenges(by);
  }

  private Event event(GroupView view) {
    List<SessionView> sessions = List.copyOf(view.all());
    int kind = random.nextInt(sessions.isEmpty() ? 3 : 7);
    if (kind == 0) {
      return new Event.Observed();
    }
    if (kind == 1) {
      return new Event.Deleted(ref(id()), chance(2));
    }
    if (kind == 2) {
      return new Event.AnswerLost(ref(id()), random.nextInt(4));
    }
    SessionRef session = sessions.get(random.nextInt(sessions.size())).ref();
    return new Event.Heartbeat(beat(session), Given.NOW.minusMillis(random.nextInt(2)), answer());
  }

  private Beat beat(SessionRef session) {
    Role role = chance(2) ? pick(Role.PRIMARY, Role.SECONDARY) : null;
    return new Beat(
        session,
        pick(1, 2),
        pick(0.0, 50.0, 80.0),
        chance(2) ? Given.WALL : null,
        role,
        role != null && chance(2) ? (long) random.nextInt(4) : null,
        chance(4) ? pick("one", "two") : null,
        null,
        chance(5));
  }

  private @Nullable LastAnswer answer() {
    return chance(2)
        ? new LastAnswer(pick(Role.PRIMARY, Role.SECONDARY, Role.PENDING_PRIMARY), 1)
        : null;
  }

  private SessionRef ref(String id) {
    return new SessionRef(id, id + (chance(8) ? "-2" : "-1"));
  }

  private String id() {
    return IDS.get(random.nextInt(IDS.size()));
  }

  private Instant expiration() {
    return Given.WALL.plusSeconds(pick(-5, 0, 5));
  }

  /** Some time ago, in the range of the timings. */
  private Duration ago() {
    return Given.NOW.minusMillis(500L * random.nextInt(60));
  }

  private boolean chance(int outOf) {
    return random.nextInt(outOf) == 0;
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
