package dev.understudy.demo;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of its own and the system's monotonic clock, which is the same for all instances in one
 * process. Tasks that are still waiting when it is closed never run.
 */
public final class ThreadTimers implements Timers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadTimers.class);

  private final ScheduledThreadPoolExecutor executor;

  /**
   * @param name the name of the thread
   */
  public ThreadTimers(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public void execute(Runnable task) {
    if (!executor.isShutdown()) {
      executor.execute(guarded(task));
    }
  }

  @Override
  public Timer schedule(Duration moment, Runnable task) {
    if (executor.isShutdown()) {
      return () -> {};
    }
    ScheduledFuture<?> future =
        executor.schedule(guarded(task), moment.minus(now()).toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a task of a client failed", e);
      }
    };
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
