package dev.understudy.clients;

import dev.understudy.demo.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that a test moves; tasks run on the test's thread, and only while it is moved. */
public final class VirtualTimers implements Timers {

  private record Task(Duration moment, long number, Runnable body) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::moment).thenComparingLong(Task::number));
  private Duration now = Duration.ofDays(1);
  private long numbers;

  @Override
  public Duration now() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    schedule(now, task);
  }

  @Override
  public Timer schedule(Duration moment, Runnable body) {
    Task task = new Task(moment.compareTo(now) < 0 ? now : moment, numbers++, body);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Runs what is due now, and what becomes due by that. */
  public void run() {
    advance(Duration.ZERO);
  }

  /** Moves the clock and runs everything that becomes due on the way, at its own time. */
  public void advance(Duration by) {
    Duration until = now.plus(by);
    for (Task next = tasks.peek();
        next != null && next.moment().compareTo(until) <= 0;
        next = tasks.peek()) {
      tasks.remove(next);
      now = next.moment();
      next.body().run();
    }
    now = until;
  }
}
