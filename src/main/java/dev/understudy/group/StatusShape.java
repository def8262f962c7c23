package dev.understudy.group;

import dev.understudy.election.Grant;
import dev.understudy.election.GroupView;
import dev.understudy.election.Moment;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.election.SessionView;
import dev.understudy.election.SessionView.Liveness;
import dev.understudy.election.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a group its status shows, but for scores and times: whoever mirrors it into the resource
 * is told only when this changes, never for a renewal.
 *
 * @param phase where the group stands, and who is in charge and next
 * @param sessions which sessions there are, and whether they are there, by UID
 * @param shared which of them several clients use at once, by UID
 * @param changesAt when time alone may change it; not part of what is compared
 */
record StatusShape(
    List<Object> phase,
    Map<String, Liveness> sessions,
    Set<String> shared,
    @Nullable Duration changesAt) {

  static StatusShape of(GroupView view, Moment now) {
    Phase phase = view.lease().phase();
    Optional<SessionRef> holder = phase.current().map(Grant::holder);
    Timing timing = view.settings().timing();
    Map<String, Liveness> sessions = new HashMap<>();
    Set<String> shared = new HashSet<>();
    Duration next = null;
    for (SessionView session : view.all()) {
      sessions.put(session.ref().uid(), session.liveness(timing, now));
      next = Moments.earlier(next, ahead(session.staleAt(timing), now));
      Duration until = session.sharedUntil(view.signs(session), timing).orElse(Duration.ZERO);
      if (ahead(until, now) != null) {
        shared.add(session.ref().uid());
        next = Moments.earlier(next, until);
      }
    }
    List<Object> shape =
        List.of(phase.getClass().getSimpleName(), holder, phase.next(), view.lease().term());
    return new StatusShape(shape, sessions, shared, next);
  }

  private static @Nullable Duration ahead(Duration moment, Moment now) {
    return moment.compareTo(now.monotonic()) > 0 ? moment : null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StatusShape that
        && phase.equals(that.phase)
        && sessions.equals(that.sessions)
        && shared.equals(that.shared);
  }

  @Override
  public int hashCode() {
    return Objects.hash(phase, sessions, shared);
  }
}
