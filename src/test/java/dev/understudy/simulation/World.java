package dev.understudy.simulation;

import dev.understudy.group.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * True time, everything that is going to happen, and all chance. One thread; one seed.
 *
 * <p>What happens at the same moment happens in the order in which it was asked for.
 */
public final class World {
  private static final boolean TRACING = Boolean.getBoolean("trace");

  private final PriorityQueue<Event> queue = new PriorityQueue<>(256);
  // What is to happen at this very moment, after all of the queue that is.
  private final ArrayDeque<Event> atOnce = new ArrayDeque<>();
  private final long seed;
  private Consumer<String> witness = TRACING ? System.out::println : line -> {};
  private boolean watched = TRACING;
  private long now;
  private long order;
  private long steps;

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

  /** True time since the beginning, in nanoseconds. */
  public long nanos() {
    return now;
  }

  /** How much has happened. */
  public long steps() {
    return steps;
  }

  /**
   * Chance for one purpose: what is drawn for one does not change what is drawn for another.
   *
   * @param purpose names it
   */
  public RandomGenerator random(String purpose) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
  }

  /** Lets something happen after some time. */
  public Loop.Timer after(Duration delay, Runnable task) {
    return in(delay.toNanos(), task);
  }

  /** Lets something happen after so many nanoseconds. */
  public Loop.Timer in(long nanos, Runnable task) {
    Event event = new Event(now + Math.max(0, nanos), order++, task);
    if (nanos <= 0) {
      atOnce.add(event);
    } else {
      queue.add(event);
    }
    return event;
  }

  /** Lets the given time pass, and everything happen that falls into it. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    while (isDueBy(end)) {
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
      if (!isDueBy(end)) {
        now = end;
        return false;
      }
      step();
    }
    return true;
  }

  private boolean isDueBy(long end) {
    return !atOnce.isEmpty() || (!queue.isEmpty() && queue.peek().at <= end);
  }

  private void step() {
    Event first = queue.peek();
    Event event =
        atOnce.isEmpty() || (first != null && first.at <= now) ? queue.remove() : atOnce.remove();
    if (!event.cancelled) {
      now = event.at;
      steps++;
      event.task.run();
    }
  }

  /** Has everything that is said told to somebody; -Dtrace=true prints it. */
  public World witnessed(Consumer<String> by) {
    witness = by;
    watched = true;
    return this;
  }

  /** Says what happens. */
  public void say(Supplier<String> what) {
    if (watched) {
      witness.accept("%10.3f %s".formatted(now / 1e9, what.get()));
    }
  }
}
