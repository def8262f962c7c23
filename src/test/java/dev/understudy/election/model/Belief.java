package dev.understudy.election.model;

import dev.understudy.election.Beat;
import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Challenges;
import dev.understudy.election.Challenges.Challenge;
import dev.understudy.election.Event;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.GroupView;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Moment;
import dev.understudy.election.Pace;
import dev.understudy.election.Phase;
import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.SessionView.OpenRequest;
import dev.understudy.election.Settings;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The view that one replica has of a world, as the election takes it: with scores, signs of life
 * and a wall clock that the world leaves open.
 *
 * @param favourite the session that is live and has the best score for as long as it takes; -1 for
 *     none. Whoever else is not named here is stale
 * @param nextIsGood whether the session that is to come next is live and no worse than any; else it
 *     is silent and scores less than the holder
 * @param clockIsAhead whether all temporary overrides have ended by the wall clock
 */
record Belief(
    World world,
    int replica,
    Scenario scenario,
    int favourite,
    boolean nextIsGood,
    boolean clockIsAhead) {

  static final Duration NOW = Duration.ofHours(1000);
  static final Timing LONG = new Timing(Duration.ofSeconds(1000), Duration.ZERO);
  static final Timing SHORT = new Timing(Duration.ofSeconds(500), Duration.ZERO);

  private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FAR_AHEAD = WALL.plusSeconds(1_000_000);
  private static final Duration[] ELAPSED = {
    Duration.ZERO, Duration.ofSeconds(600), Duration.ofSeconds(1000), Duration.ofSeconds(1001)
  };
  private static final Duration LONG_AGO = NOW.minusSeconds(100_000);
  private static final Cause[] CAUSES = {
    Cause.BETTER_SCORE, Cause.FORCED_PRIMARY, Cause.FORCED_SECONDARY
  };

  static final String[] IDS = {"A", "B", "C"};

  static SessionRef ref(int session, int distance) {
    return new SessionRef(IDS[session], IDS[session] + "-" + distance);
  }

  static Moment moment(boolean ahead) {
    return new Moment(NOW, ahead ? FAR_AHEAD : WALL);
  }

  Moment now() {
    return moment(clockIsAhead);
  }

  GroupView view() {
    Map<String, SessionView> sessions = new LinkedHashMap<>();
    for (int s = 0; s < World.SESSIONS; s++) {
      int seen = world.get(s, Each.VIEW[replica]);
      if (seen != 0) {
        SessionRef ref = ref(s, seen - 1);
        sessions.put(ref.uid(), session(s, ref));
      }
    }
    return new GroupView(
        settings(),
        lease(),
        NOW.minus(ELAPSED[world.get(Shared.AGE[replica])]),
        NOW.minus(silence()),
        world.is(Shared.TOLD[replica]) ? NOW.minusSeconds(1) : null,
        sessions,
        challenges());
  }

  Event event(Happening happening) {
    int s = happening.session();
    return switch (happening.kind()) {
      case OBSERVED -> new Event.Observed();
      case HEARTBEAT -> new Event.Heartbeat(beat(happening), NOW, null);
      case DELETED -> new Event.Deleted(ref(s, happening.distance()), happening.own());
      case ANSWER_LOST -> new Event.AnswerLost(ref(s, 0), happening.says());
    };
  }

  private Beat beat(Happening happening) {
    int s = happening.session();
    boolean stock = world.is(s, Each.STOCK);
    Role role = happening.saysPrimary() ? Role.PRIMARY : Role.SECONDARY;
    return new Beat(
        ref(s, world.get(s, Each.VIEW[replica]) - 1),
        1,
        50,
        null,
        stock ? null : role,
        stock || happening.says() == 0 ? null : (long) happening.says(),
        stock ? null : instance(happening.beforeCrash()),
        null,
        false);
  }

  private static String instance(boolean beforeCrash) {
    return beforeCrash ? "before the crash" : "now";
  }

  private Timing timing(boolean isShort) {
    return isShort ? SHORT : LONG;
  }

  private int known() {
    return world.get(Shared.KNOWS[replica]);
  }

  private Settings settings() {
    List<RoleOverride> overrides = new ArrayList<>();
    for (int s = 0; s < World.SESSIONS; s++) {
      int said = world.said(s, known());
      if (said != 0) {
        overrides.add(
            new RoleOverride(
                IDS[s],
                said == 1 ? Role.PRIMARY : Role.SECONDARY,
                scenario.temporary() ? end(world.saidSince(s, known())) : null));
      }
    }
    return new Settings(
        timing(world.isSpecShort(known())),
        0,
        Duration.ofSeconds(10),
        scenario.manual(),
        Settings.Holding.DEFAULT,
        overrides,
        known(),
        false);
  }

  static Instant end(int generation) {
    return WALL.plusSeconds(1000 + generation);
  }

  private GroupLease lease() {
    Set<ExpiredOverride> expired = new HashSet<>();
    LastHolder last = null;
    for (int s = 0; s < World.SESSIONS; s++) {
      if (world.is(s, Each.ENDED)) {
        expired.add(new ExpiredOverride(IDS[s], end(world.get(s, Each.ENDED))));
      }
      if (world.is(s, Each.LAST)) {
        last = new LastHolder(ref(s, 0), world.get(Shared.TERM), Signs.NONE);
      }
    }
    return new GroupLease(
        world.get(Shared.TERM),
        phase(),
        world.get(Shared.GENERATION),
        null,
        last,
        Map.of(),
        expired,
        0,
        null);
  }

  private Phase phase() {
    Cause cause = CAUSES[world.get(Shared.CAUSE)];
    return switch (world.get(Shared.PHASE)) {
      case Shared.VACANT -> new Phase.Vacant();
      case Shared.PENDING -> new Phase.Pending(next(), Cause.ELECTED);
      case Shared.HELD -> new Phase.Held(grant());
      case Shared.HANDOVER -> new Phase.Handover(grant(), next(), cause);
      case Shared.RELEASING -> new Phase.Releasing(grant(), next(), Cause.ELECTED);
      default -> throw new IllegalStateException("no such phase");
    };
  }

  private @Nullable Candidate next() {
    for (int s = 0; s < World.SESSIONS; s++) {
      int next = world.get(s, Each.NEXT);
      if (next != 0) {
        String uid = ref(s, next - 1).uid();
        return new Candidate(IDS[s], uid, world.is(Shared.PINNED));
      }
    }
    return null;
  }

  private Grant grant() {
    int holder = world.holder();
    Timing timing = timing(world.is(Shared.SHORT));
    if (holder < 0) {
      return new Grant(null, true, timing, 0, Signs.NONE);
    }
    return new Grant(
        ref(holder, world.get(holder, Each.HOLDS) - 1),
        world.is(Shared.GONE),
        timing,
        world.is(Shared.RENEWED) ? 2 : 1,
        signs(holder, 50, world.is(holder, Each.HOLDS_BEFORE_CRASH)));
  }

  private Signs signs(int s, double score, boolean beforeCrash) {
    String instance = world.is(s, Each.STOCK) ? null : instance(beforeCrash);
    return new Signs(5, 1, 5, score, null, null, world.is(s, Each.SPEAKS), instance, null, null);
  }

  private SessionView session(int s, SessionRef ref) {
    boolean good = s == favourite || (nextIsGood && world.is(s, Each.NEXT));
    boolean next = world.is(s, Each.NEXT);
    int open = world.openSlot(s, replica);
    Duration seen = good ? NOW.minusSeconds(1) : next ? NOW.minus(silence()) : LONG_AGO;
    SessionLease lease =
        new SessionLease(
            ref,
            "",
            WALL,
            "",
            timing(scenario.timeouts()).timeout(),
            signs(s, good ? 90 : 50, false),
            Pace.UNKNOWN);
    return new SessionView(
        lease, seen, LONG_AGO, open < 0 ? null : new OpenRequest(NOW.minusSeconds(1), null));
  }

  /** Longer than the time that an elected session has, shorter than the wait. */
  private Duration silence() {
    return timing(world.isSpecShort(known())).overdue().plusSeconds(1);
  }

  private Challenges challenges() {
    if (favourite < 0 || !world.is(favourite, Each.VIEW[replica])) {
      return Challenges.NONE;
    }
    String uid = ref(favourite, world.get(favourite, Each.VIEW[replica]) - 1).uid();
    Map<String, Challenge> by = new HashMap<>();
    by.put(uid, new Challenge(world.get(Shared.TERM), LONG_AGO, 1, 1));
    return new Challenges(by);
  }
}
