package dev.understudy.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tasks on the test's thread, timers on a clock that the test moves. */
final class ManualTasks implements SerialTasks {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::order));
  private Duration now = Duration.ofHours(1);
  private long order;
  private boolean closed;

  private record Timer(Duration at, long order, Runnable task) {}

  long nanoTime() {
    return now.toNanos();
  }

  /** Lets time pass and everything happen that is due. */
  void pass(Duration time) {
    Duration end = now.plus(time);
    runAll();
    while (!timers.isEmpty() && timers.peek().at().compareTo(end) <= 0) {
      Timer next = timers.poll();
      now = next.at();
      run(next.task());
      runAll();
    }
    now = end;
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      Runnable task = tasks.poll();
      if (!closed) {
        task.run();
      }
    }
  }

  @Override
  public void run(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void runLater(Duration delay, Runnable task) {
    timers.add(new Timer(now.plus(delay), order++, task));
  }

  @Override
  public <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise) {
    run(
        () -> {
          try {
            T result = call.get();
            run(() -> then.accept(result));
          } catch (RuntimeException e) {
            run(() -> otherwise.accept(e));
          }
        });
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }
}
