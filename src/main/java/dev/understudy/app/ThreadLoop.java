package dev.understudy.app;

import dev.understudy.election.Moment;
import dev.understudy.group.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a thread of its own and the clocks of the machine. Thread-safe.
 *
 * <p>A task that throws does not end the loop: it is logged, since it is a fault of the program.
 */
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);

  private final ScheduledThreadPoolExecutor thread;
  private final Clock wall;
  private final long origin = System.nanoTime();

  /**
   * Starts a loop.
   *
   * @param name the thread's name
   * @param wall the wall clock
   */
  public ThreadLoop(String name, Clock wall) {
    this.wall = wall;
    this.thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Moment now() {
    return new Moment(Duration.ofNanos(System.nanoTime() - origin), wall.instant());
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      log.debug("A task came after the loop had ended");
    }
  }

  @Override
  public Timer schedule(Duration monotonicMoment, Runnable task) {
    long delay = origin + monotonicMoment.toNanos() - System.nanoTime();
    try {
      ScheduledFuture<?> future =
          thread.schedule(() -> run(task), Math.max(0, delay), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      log.debug("A timer came after the loop had ended");
      return () -> {};
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A task of the loop failed; this is a fault of the program, please report it", e);
    }
  }

  /** Ends the loop after the task that runs now. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
