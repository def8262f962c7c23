package dev.understudy.operator;

import dev.understudy.api.RoleOverride;
import dev.understudy.resource.Events;
import dev.understudy.resource.GroupRecord;
import dev.understudy.resource.OverrideWrites;
import dev.understudy.resource.StatusPace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Takes back the overrides of REST clients that have ended, and tells of those of others. That they
 * have ended is decided elsewhere; this only tidies up. Blocks. Thread-safe.
 */
final class ExpiredOverrides {

  private final OverrideWrites writes;
  private final Events events;
  private final Function<String, Duration> patience;
  private final InstantSource clock;
  // A specification in which all that is left of ended overrides is not for us to remove.
  private final Map<String, Long> leftAlone = new ConcurrentHashMap<>();

  /**
   * @param patience how long this replica leaves it to others, by a group's UID
   */
  ExpiredOverrides(
      OverrideWrites writes,
      Events events,
      Function<String, Duration> patience,
      InstantSource clock) {
    this.writes = writes;
    this.events = events;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Removes what has ended.
   *
   * @return when to come again
   */
  Duration remove(GroupRecord group) {
    Instant before = clock.instant().minus(patience.apply(group.uid()));
    boolean some = ended(group, before).findAny().isPresent();
    if (some && !Objects.equals(leftAlone.get(group.uid()), group.generation())) {
      if (writes.removeExpired(group, before)
          instanceof OverrideWrites.Change.Done(GroupRecord now)) {
        leftAlone.put(group.uid(), now.generation());
        if (patience.apply(group.uid()).isZero()) {
          ended(now, before).forEach(override -> tell(now, override));
        }
      }
    }
    return next(group, before).orElse(StatusPace.SLOW);
  }

  void forget(String groupUid) {
    leftAlone.remove(groupUid);
  }

  private void tell(GroupRecord group, RoleOverride override) {
    events.tell(
        group,
        Events.Tone.NORMAL,
        "OverrideExpired",
        "Ignore",
        "the override of session '%s' has ended and is ignored; remove it where it was written"
            .formatted(override.sessionId()));
  }

  private static Stream<RoleOverride> ended(GroupRecord group, Instant now) {
    return group.spec().roleOverrides().stream()
        .filter(override -> OverrideWrites.hasEnded(override, now));
  }

  private static Optional<Duration> next(GroupRecord group, Instant now) {
    return group.spec().roleOverrides().stream()
        .map(RoleOverride::expirationTime)
        .filter(Objects::nonNull)
        .filter(end -> end.isAfter(now))
        .min(Comparator.naturalOrder())
        .map(end -> Duration.between(now, end).plusMillis(1));
  }
}
