package dev.understudy.benchmark;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A group with two clients. Thread-safe. */
final class Pair {

  private static final Duration GLANCE = Duration.ofMillis(250);

  private final String group;
  private final Kind kind;
  private final Slot one;
  private final Slot other;

  Pair(String group, Kind kind, Slot one, Slot other) {
    this.group = group;
    this.kind = kind;
    this.one = one;
    this.other = other;
  }

  /** Who is in charge and who stands by, both past their start. */
  record Standing(Slot primary, Slot standby) {}

  /** The group's id, and its resource's name. */
  String group() {
    return group;
  }

  Kind kind() {
    return kind;
  }

  Stream<Slot> slots() {
    return Stream.of(one, other);
  }

  Stream<Life> lives() {
    return slots().flatMap(slot -> slot.lives().stream());
  }

  /**
   * Waits until the group is in its steady state.
   *
   * @return how it stands; empty if it does not get there in time
   */
  Optional<Standing> awaitSteady(Pause pause, Duration atMost) {
    Duration until = pause.now().plus(atMost);
    Optional<Standing> standing = standing();
    while (standing.isEmpty() && pause.now().compareTo(until) < 0) {
      pause.rest(GLANCE);
      standing = standing();
    }
    return standing;
  }

  /** How the group stands, if it is in its steady state. */
  Optional<Standing> standing() {
    return stands(one, other).or(() -> stands(other, one));
  }

  private static Optional<Standing> stands(Slot primary, Slot standby) {
    return primary.life().isSettledPrimary() && standby.life().isSettledStandby()
        ? Optional.of(new Standing(primary, standby))
        : Optional.empty();
  }
}
