package dev.understudy.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long messages take on one way between two processes, and whether they arrive. */
public final class Link {
  private static final int SLOW_SHARE = 50;

  private final RandomGenerator random;
  private Duration least = Duration.ofMillis(1);
  private Duration most = Duration.ofMillis(1);
  private Duration slowest = Duration.ofMillis(1);
  private double loss;
  private boolean cut;

  /** A link without faults that takes a millisecond. */
  public Link(RandomGenerator random) {
    this.random = random;
  }

  /** Makes messages take between two durations. */
  public Link delays(Duration newLeast, Duration newMost) {
    return delays(newLeast, newMost, newMost);
  }

  /** Makes messages take between two durations, and one in fifty up to a third. */
  public Link delays(Duration newLeast, Duration newMost, Duration newSlowest) {
    least = newLeast;
    most = newMost;
    slowest = newSlowest;
    return this;
  }

  /** Makes a share of the messages disappear. */
  public Link loses(double share) {
    loss = share;
    return this;
  }

  /** Lets nothing pass any more, or lets it pass again. */
  public Link cut(boolean newCut) {
    cut = newCut;
    return this;
  }

  /** Whether nothing passes. */
  public boolean isCut() {
    return cut;
  }

  /** Draws whether a message disappears. */
  public boolean drops() {
    return cut || (loss > 0 && random.nextDouble() < loss);
  }

  /** Draws how long a message takes. */
  public Duration delay() {
    Duration end = random.nextInt(SLOW_SHARE) == 0 ? slowest : most;
    long range = end.minus(least).toNanos();
    return range <= 0 ? least : least.plusNanos(random.nextLong(range));
  }
}
