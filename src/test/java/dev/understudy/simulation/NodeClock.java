package dev.understudy.simulation;

import dev.understudy.election.Moment;
import java.time.Duration;
import java.time.Instant;

/**
 * The clocks of one machine: a monotonic one with a rate of its own, and a wall clock that may
 * jump.
 */
public final class NodeClock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final World world;
  private final int ppm;
  private final Duration origin;
  private final Duration born;
  private Duration wallOffset = Duration.ZERO;

  /**
   * A clock.
   *
   * @param ppm by how many parts per million it is fast; negative when it is slow
   * @param origin what it reads now
   */
  public NodeClock(World world, int ppm, Duration origin) {
    this.world = world;
    this.ppm = ppm;
    this.origin = origin;
    this.born = world.now();
  }

  /** The time on this machine. */
  public Moment now() {
    return new Moment(monotonic(), START.plus(world.now()).plus(wallOffset));
  }

  /** The monotonic time on this machine. */
  public Duration monotonic() {
    long passed = world.now().minus(born).toNanos();
    return origin.plusNanos(passed + Math.floorDiv(passed * ppm, 1_000_000L));
  }

  /** How much true time passes until the monotonic clock reads at least this. */
  public Duration until(Duration moment) {
    long left = moment.minus(monotonic()).toNanos();
    return left <= 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.ceilDiv(left * 1_000_000L, 1_000_000L + ppm) + 1);
  }

  /** The true time at which the monotonic clock reads this, in the future or the past. */
  public Duration trueTime(Duration moment) {
    long left = moment.minus(monotonic()).toNanos();
    return world.now().plusNanos(Math.floorDiv(left * 1_000_000L, 1_000_000L + ppm));
  }

  /** Makes the wall clock jump. */
  public void jump(Duration by) {
    wallOffset = wallOffset.plus(by);
  }
}
