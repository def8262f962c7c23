package dev.understudy.resource;

import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.Sessions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when a changed status is worth a write: what concerns who is in charge at once; who takes
 * part within seconds; data times and scores, which change with every heartbeat, after minutes.
 * What is not urgent is written at most five times a second by this replica. Thread-safe.
 */
public final class StatusPace {

  /** How often data times and scores are written at most. */
  public static final Duration SLOW = Duration.ofMinutes(5);

  /** How often sessions that come and go are written at most. */
  static final Duration SESSIONS = Duration.ofSeconds(10);

  private static final int A_SECOND = 5;
  private static final double JITTER = 0.2;

  private final Supplier<Duration> monotonic;
  private final DoubleSupplier random;
  private final Map<String, Duration> written = new ConcurrentHashMap<>();
  private final Tokens tokens;

  /**
   * @param monotonic a clock that never goes back
   * @param random numbers from 0 to 1
   */
  public StatusPace(Supplier<Duration> monotonic, DoubleSupplier random) {
    this.monotonic = monotonic;
    this.random = random;
    this.tokens = new Tokens(A_SECOND, Duration.ofSeconds(1).dividedBy(A_SECOND), monotonic.get());
  }

  /** How much a changed status matters. */
  enum Weight {
    NONE,
    SLOW,
    SESSIONS,
    URGENT
  }

  /**
   * When to write a status over another.
   *
   * @param groupUid whose
   * @return zero: now; else to look again after so long
   */
  public Duration due(String groupUid, FailoverGroupStatus stands, FailoverGroupStatus wanted) {
    Weight weight = weight(stands, wanted);
    return switch (weight) {
      case URGENT -> Duration.ZERO;
      case SESSIONS -> due(groupUid, SESSIONS);
      case SLOW -> due(groupUid, SLOW);
      case NONE -> jittered(SLOW);
    };
  }

  /** Remembers that a group's status was written, by this replica or another. */
  public void written(String groupUid) {
    written.put(groupUid, monotonic.get());
  }

  /** Forgets a group that is gone. */
  public void forget(String groupUid) {
    written.remove(groupUid);
  }

  private Duration due(String groupUid, Duration interval) {
    Duration now = monotonic.get();
    // After a start the first write waits too: a fleet that is rolled does not write all at once.
    Duration last = written.computeIfAbsent(groupUid, first -> now);
    Duration left = last.plus(interval).minus(now);
    if (left.isPositive()) {
      return jittered(left);
    }
    synchronized (tokens) {
      return tokens.take(now) ? Duration.ZERO : jittered(Duration.ofSeconds(1));
    }
  }

  /** Somewhat longer, so that groups that began together do not stay together. */
  private Duration jittered(Duration duration) {
    return duration.plusNanos((long) (duration.toNanos() * JITTER * random.getAsDouble()));
  }

  static Weight weight(FailoverGroupStatus stands, FailoverGroupStatus wanted) {
    if (stands.equals(wanted)) {
      return Weight.NONE;
    }
    if (!urgent(stands).equals(urgent(wanted))) {
      return Weight.URGENT;
    }
    return members(stands.sessions()).equals(members(wanted.sessions()))
        ? Weight.SLOW
        : Weight.SESSIONS;
  }

  private static FailoverGroupStatus urgent(FailoverGroupStatus status) {
    return new FailoverGroupStatus(
        status.observedGeneration(),
        status.id(),
        status.primary(),
        status.pendingPrimary(),
        status.term(),
        status.primarySince(),
        null,
        status.leaseUid(),
        status.failovers(),
        status.lastTransition(),
        null,
        status.conditions().stream().map(StatusPace::withoutMessage).toList());
  }

  /** Messages may count seconds. */
  private static Condition withoutMessage(Condition condition) {
    return new Condition(
        condition.type(),
        condition.status(),
        condition.observedGeneration(),
        condition.lastTransitionTime(),
        condition.reason(),
        "");
  }

  private record Member(String id, SessionStatus.Role role) {}

  private record Members(int live, int total, List<Member> listed) {}

  private static Members members(@Nullable Sessions sessions) {
    return sessions == null
        ? new Members(0, 0, List.of())
        : new Members(
            sessions.live(),
            sessions.total(),
            sessions.listed().stream()
                .map(session -> new Member(session.id(), session.role()))
                .sorted(Comparator.comparing(Member::id))
                .toList());
  }
}
