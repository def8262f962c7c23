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
      timeline.leases().forEach(write -> ahead(write, history.inaccuracy(), findings));
    }
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  private static void ahead(LeaseWrite write, Duration inaccuracy, Findings findings) {
    if (write.kind() == LeaseWrite.Kind.DELETED || write.wall() == null) {
      return;
    }
    Signs taken = heard(write, true);
    Signs before = heard(write, false);
    if (taken == null || taken.dataTime() == null) {
      return;
    }
    boolean isNew = before != null && !taken.dataTime().equals(before.dataTime());
    Instant latest = write.wall().plus(FURTHEST_AHEAD).plus(inaccuracy);
    if (isNew && taken.beats() > before.beats() && taken.dataTime().isAfter(latest)) {
      findings.wrong(
          "I10", write.done(), "a data time far ahead of " + write.wall() + " is taken: " + taken);
    }
  }

  /** What the writer heard, or what stood there of the same session before. */
  private static @Nullable Signs heard(LeaseWrite write, boolean after) {
    if (write.lease() instanceof StoredSession session) {
      return after
          ? session.lease().signs()
          : write.before() instanceof StoredSession old ? old.lease().signs() : null;
    }
    if (!write.isOfGroup()) {
      return null;
    }
    Step step = Step.of(write);
    Grant grant = step.grant();
    Grant old = step.old();
    boolean same =
        grant != null
            && old != null
            && grant.holder() != null
            && grant.holder().equals(old.holder())
            && !step.grants();
    return same ? (after ? grant.signs() : old.signs()) : null;
  }
}
