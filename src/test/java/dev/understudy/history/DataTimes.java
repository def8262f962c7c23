package dev.understudy.history;

import dev.understudy.election.Grant;
import dev.understudy.election.Signs;
import dev.understudy.lease.StoredSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * I10: the last data time of a group never goes back, in its Lease or in its status, and none is
 * taken that is more than five minutes ahead of the clock of who took it.
 */
final class DataTimes {
  private static final Duration FURTHEST_AHEAD = Duration.ofMinutes(5);

  private DataTimes() {}

  static void judge(History history, Collection<Timeline> timelines, Findings findings) {
    for (Timeline timeline : timelines) {
      Instant latest = null;
      for (Step step : timeline.steps()) {
        Instant now = step.lease().dataTime();
        if (step.write().kind() == LeaseWrite.Kind.CREATED) {
          latest = shown(timeline, step.sent());
        }
        if (latest != null && (now == null || now.isBefore(latest))) {
          findings.wrong(
              "I10", step, "the data time goes back from %s to %s".formatted(latest, now));
        }
        latest = later(latest, now);
      }
      Instant shown = null;
      for (GroupWrite write : timeline.writes()) {
        Instant now = write.shown().dataTime();
        if (shown != null && (now == null || now.isBefore(shown))) {
          findings.wrong(
              "I10", write.done(), "the data time goes back from " + shown + " in " + write);
        }
        shown = later(shown, now);
      }
      ahead(timeline, history.inaccuracy(), findings);
    }
  }

  /** What the status showed: all that is certain to be known still where the Lease is lost. */
  private static @Nullable Instant shown(Timeline timeline, Duration before) {
    Instant shown = null;
    for (GroupWrite write : timeline.writes()) {
      if (write.done().compareTo(before) < 0) {
        shown = later(shown, write.shown().dataTime());
      }
    }
    return shown;
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  private static void ahead(Timeline timeline, Duration inaccuracy, Findings findings) {
    Instant known = null;
    for (LeaseWrite write : timeline.leases()) {
      Signs signs = write.kind() == LeaseWrite.Kind.DELETED ? null : signs(write);
      Instant said = signs == null ? null : signs.dataTime();
      Instant wall = write.wall();
      // What stands somewhere already was taken before, by another clock perhaps.
      boolean isNew = said != null && (known == null || said.isAfter(known));
      if (isNew && wall != null && said.isAfter(wall.plus(FURTHEST_AHEAD).plus(inaccuracy))) {
        findings.wrong(
            "I10", write.done(), "a data time far ahead of " + wall + " is taken: " + signs);
      }
      known = later(known, said);
    }
  }

  /** What was heard of the session that the write is of. */
  private static @Nullable Signs signs(LeaseWrite write) {
    if (write.lease() instanceof StoredSession session) {
      return session.lease().signs();
    }
    return write.isOfGroup()
        ? Step.of(write).lease().phase().current().map(Grant::signs).orElse(null)
        : null;
  }
}
