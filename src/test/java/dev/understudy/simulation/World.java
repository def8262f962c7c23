package dev.understudy.simulation;

import dev.understudy.group.Loop;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * True time, everything that is going to happen, and all chance. One thread; one seed.
 *
 * <p>What happens at the same moment happens in the order in which it was asked for.
 */
public final class World {
  private static final boolean TRACING = Boolean.getBoolean("trace");

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final long seed;
  private long now;
  private long order;

  /** A world in which nothing happens yet. */
  public World(long seed) {
    this.seed = seed;
  }

  /** Something that is going to happen, unless it is taken back. */
  private static final class Event implements Loop.Timer, Comparable<Event> {
    private final long at;
    private final long order;
    private final Runnable task;
    private boolean cancelled;

    Event(long at, long order, Runnable task) {
      this.at = at;
      this.order = order;
      this.task = task;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /** The seed of all chance. */
  public long seed() {
    return seed;
  }

  /** True time since the beginning. */
  public Duration now() {
    return Duration.ofNanos(now);
  }

  /**
   * Chance for one purpose: what is drawn for one does not change what is drawn for another.
   *
   * @param purpose names it
   */
  public RandomGenerator random(String purpose) {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
  }

  /** Lets something happen after some time. */
  public Loop.Timer after(Duration delay, Runnable task) {
    Event event = new Event(now + Math.max(0, delay.toNanos()), order++, task);
    queue.add(event);
    return event;
  }

  /** Lets the given time pass, and everything happen that falls into it. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    while (!queue.isEmpty() && queue.peek().at <= end) {
      step();
    }
    now = end;
  }

  /**
   * Lets time pass until something is so.
   *
   * @return whether it came to be so within the given time
   */
  public boolean passUntil(BooleanSupplier condition, Duration atMost) {
    long end = now + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (queue.isEmpty() || queue.peek().at > end) {
        now = end;
        return false;
      }
      step();
    }
    return true;
  }

  private void step() {
    Event event = queue.remove();
    if (!event.cancelled) {
      now = event.at;
      event.task.run();
    }
  }

  /** Says what happens, with -Dtrace=true. */
  public void say(Supplier<String> what) {
    if (TRACING) {
      System.out.printf("%10.3f %s%n", now / 1e9, what.get());
    }
  }
}
