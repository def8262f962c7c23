package dev.understudy.group;

import dev.understudy.election.Cause;
import dev.understudy.election.Role;
import dev.understudy.telemetry.HoldEnd;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Spans;
import dev.understudy.telemetry.Tally;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all groups of this replica count and measure, looked up once. Belongs to the loop. */
final class GroupMetrics {
  private final Map<Cause, Tally> transitions;
  private final Map<Role, Tally> answers;
  private final Map<Refusal.Kind, Tally> refusals;
  private final Map<HoldEnd, Tally> holds;
  private final Tally hungUp;
  private final Spans heartbeat;
  private final Spans hold;
  private final Spans overshoot;
  private final Spans handover;
  private final Spans lag;
  private final Tally pauses;
  private final Tally paused;
  private final Tally interruptions;
  private final Tally blind;
  private final AtomicInteger inFlight = new AtomicInteger();

  GroupMetrics(Telemetry telemetry) {
    transitions = each(Cause.class, cause -> telemetry.tally(Metric.TRANSITIONS, cause.word()));
    answers = each(Role.class, role -> telemetry.tally(Metric.HEARTBEATS, word(role)));
    refusals = each(Refusal.Kind.class, kind -> telemetry.tally(Metric.HEARTBEATS, word(kind)));
    holds = each(HoldEnd.class, end -> telemetry.tally(Metric.HOLDS, end.word()));
    hungUp = telemetry.tally(Metric.HEARTBEATS, "hung_up");
    heartbeat = telemetry.spans(Metric.HEARTBEAT);
    hold = telemetry.spans(Metric.HOLD);
    overshoot = telemetry.spans(Metric.FAILOVER_OVERSHOOT);
    handover = telemetry.spans(Metric.HANDOVER);
    lag = telemetry.spans(Metric.LOOP_LAG, "coordinator");
    pauses = telemetry.tally(Metric.CLOCK_PAUSES);
    paused = telemetry.tally(Metric.CLOCK_PAUSED);
    interruptions = telemetry.tally(Metric.WATCH_INTERRUPTIONS);
    blind = telemetry.tally(Metric.WATCH_BLIND);
    telemetry.gauge(Metric.HOLDS_IN_FLIGHT, inFlight::get);
  }

  private static <E extends Enum<E>> Map<E, Tally> each(Class<E> type, Function<E, Tally> tally) {
    Map<E, Tally> tallies = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      tallies.put(constant, tally.apply(constant));
    }
    return tallies;
  }

  private static String word(Role role) {
    return switch (role) {
      case PRIMARY -> "primary";
      case SECONDARY -> "secondary";
      case PENDING_PRIMARY -> "pending_primary";
    };
  }

  private static String word(Refusal.Kind kind) {
    return switch (kind) {
      case INVALID -> "invalid";
      case NOT_FOUND -> "not_found";
      case CONFLICT -> "conflict";
      case TOO_MANY -> "too_many";
      case UNAVAILABLE -> "unavailable";
    };
  }

  private static void count(@Nullable Tally tally) {
    if (tally != null) {
      tally.add();
    }
  }

  // Elections

  void transitioned(Cause cause) {
    count(transitions.get(cause));
  }

  /** After a crash, a session was granted so long after the wait for the silent one. */
  void failedOver(Duration late) {
    overshoot.record(late);
  }

  /** A planned change of primary took so long. */
  void handedOver(Duration time) {
    handover.record(time);
  }

  // Heartbeats

  /** A heartbeat that arrived so long ago was answered. */
  void answered(Role role, Duration since, boolean held) {
    count(answers.get(role));
    (held ? hold : heartbeat).record(since);
  }

  /** A heartbeat that arrived so long ago was refused. */
  void refused(Refusal.Kind kind, Duration since, boolean held) {
    count(refusals.get(kind));
    (held ? hold : heartbeat).record(since);
  }

  /** The client of a heartbeat hung up before it was answered. */
  void hungUp() {
    hungUp.add();
  }

  void holdBegins() {
    inFlight.incrementAndGet();
  }

  void holdEnds(HoldEnd end) {
    inFlight.decrementAndGet();
    count(holds.get(end));
  }

  // The replica

  /** The loop was so late with a task that was due. */
  void late(Duration lateness) {
    lag.record(lateness);
  }

  void stoodStill(Duration pause) {
    pauses.add();
    paused.add(Spans.seconds(pause));
  }

  void watchBroke() {
    interruptions.add();
  }

  void wasBlind(Duration time) {
    blind.add(Spans.seconds(time));
  }
}
