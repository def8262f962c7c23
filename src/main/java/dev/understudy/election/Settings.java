package dev.understudy.election;

import java.time.Duration;
import java.util.List;

/**
 * What users have said of a group: its specification, as far as the election goes.
 *
 * @param timing the failover timeout and grace
 * @param margin by how much a score must be higher to displace the holder
 * @param stabilization for how long it must be
 * @param manual whether a new primary is chosen by override only
 * @param hold how requests are held open, and when a polling client counts as released
 * @param overrides the role overrides, in no order
 * @param generation the generation of the resource that says so
 * @param deleting whether the group is being deleted
 */
public record Settings(
    Timing timing,
    double margin,
    Duration stabilization,
    boolean manual,
    Holding hold,
    List<RoleOverride> overrides,
    long generation,
    boolean deleting) {

  /** The defaults: a timeout of one minute. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

  public Settings {
    overrides = List.copyOf(overrides);
  }

  /**
   * How requests are held open.
   *
   * @param longest how long a request may stay open; zero switches holding off, and then
   *     PendingPrimary is never answered
   * @param releaseGuard how long after its Secondary answer a client that speaks no extension
   *     counts as released
   */
  public record Holding(Duration longest, Duration releaseGuard) {
    /** What stock clients bear: they give up after 30 s. */
    public static final Holding DEFAULT =
        new Holding(Duration.ofSeconds(25), Duration.ofMillis(250));
  }
}
