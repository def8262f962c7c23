package dev.understudy.group;

import dev.understudy.telemetry.GroupState.Trouble;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in mind since when something has been wrong with one group, and for how long it was without
 * a primary. Nothing is decided by it. Belongs to its group's actor.
 */
final class Vigil {
  private final Map<Trouble, Duration> since = new EnumMap<>(Trouble.class);
  private Duration withoutPrimary = Duration.ZERO;
  private @Nullable Duration between;
  private @Nullable Duration deleting;

  /** Takes note of whether the group is between two primaries, and whether it is being deleted. */
  void passes(boolean isBetween, boolean isDeleting, Duration now) {
    between = isBetween ? first(between, now) : null;
    deleting = isDeleting ? first(deleting, now) : null;
  }

  private static Duration first(@Nullable Duration before, Duration now) {
    return before == null ? now : before;
  }

  /** For how long the group has been between two primaries; zero if it is not. */
  Duration between(Duration now) {
    return between == null ? Duration.ZERO : now.minus(between);
  }

  /** For how long the group has been in deletion; zero if it is not. */
  Duration deleting(Duration now) {
    return deleting == null ? Duration.ZERO : now.minus(deleting);
  }

  /** Takes note of all that is wrong now. */
  void found(Set<Trouble> troubles, Duration now) {
    Duration without = since.get(Trouble.WITHOUT_PRIMARY);
    if (without != null && !troubles.contains(Trouble.WITHOUT_PRIMARY)) {
      withoutPrimary = withoutPrimary.plus(now.minus(without));
    }
    since.keySet().retainAll(troubles);
    troubles.forEach(trouble -> since.putIfAbsent(trouble, now));
  }

  /** What is wrong, and for how long. */
  Map<Trouble, Duration> troubles(Duration now) {
    Map<Trouble, Duration> troubles = new EnumMap<>(Trouble.class);
    since.forEach((trouble, from) -> troubles.put(trouble, now.minus(from)));
    return troubles;
  }

  /** For how long the group was without a primary, all times together. */
  Duration withoutPrimary(Duration now) {
    Duration without = since.get(Trouble.WITHOUT_PRIMARY);
    return without == null ? withoutPrimary : withoutPrimary.plus(now.minus(without));
  }
}
