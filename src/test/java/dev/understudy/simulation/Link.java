package dev.understudy.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long messages take on one way between two processes, and whether they arrive. */
public final class Link {
  private static final int SLOW_SHARE = 50;

  private final RandomGenerator random;
  private final List<Runnable> waiting = new ArrayList<>();
  private long least = 1_000_000;
  private long most = 1_000_000;
  private long slowest = 1_000_000;
  private double loss;
  private double twice;
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
    least = newLeast.toNanos();
    most = newMost.toNanos();
    slowest = newSlowest.toNanos();
    return this;
  }

  /** Makes a share of the messages disappear. */
  public Link loses(double share) {
    loss = share;
    return this;
  }

  /** Makes a share of the messages arrive twice. */
  public Link doubles(double share) {
    twice = share;
    return this;
  }

  /** Lets nothing pass any more, or lets it pass again. */
  public Link cut(boolean newCut) {
    cut = newCut;
    if (!cut && !waiting.isEmpty()) {
      List<Runnable> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(Runnable::run);
    }
    return this;
  }

  /** Whether nothing passes. */
  public boolean isCut() {
    return cut;
  }

  /** Runs a task once something passes again. */
  void whenJoined(Runnable task) {
    waiting.add(task);
  }

  /** Draws whether a message disappears. */
  public boolean drops() {
    return cut || (loss > 0 && random.nextDouble() < loss);
  }

  /** Draws whether a message arrives twice. */
  boolean repeats() {
    return twice > 0 && random.nextDouble() < twice;
  }

  /** Draws how long a message takes. */
  public Duration delay() {
    return Duration.ofNanos(nanos());
  }

  /** Draws how long a message takes, in nanoseconds. */
  long nanos() {
    long end = random.nextInt(SLOW_SHARE) == 0 ? slowest : most;
    long range = end - least;
    return range <= 0 ? least : least + random.nextLong(range);
  }
}
