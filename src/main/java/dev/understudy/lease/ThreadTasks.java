package dev.understudy.lease;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks on a thread that others may share. A task that throws is logged, since it is a fault of the
 * program; those after it run.
 */
final class ThreadTasks implements SerialTasks {
  private static final Logger log = LoggerFactory.getLogger(ThreadTasks.class);

  private final ScheduledExecutorService thread;
  private final Executor blocking;
  private volatile boolean closed;

  /**
   * Tasks on a thread.
   *
   * @param thread the one thread; not shut down by this class
   * @param blocking runs what blocks
   */
  ThreadTasks(ScheduledExecutorService thread, Executor blocking) {
    this.thread = thread;
    this.blocking = blocking;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void run(Runnable task) {
    try {
      thread.execute(() -> unlessClosed(task));
    } catch (RejectedExecutionException e) {
      log.debug("A task came after its thread had ended");
    }
  }

  @Override
  public void runLater(Duration delay, Runnable task) {
    try {
      var _ = thread.schedule(() -> unlessClosed(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("A timer came after its thread had ended");
    }
  }

  @Override
  public <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise) {
    try {
      blocking.execute(
          () -> {
            try {
              T result = call.get();
              run(() -> then.accept(result));
            } catch (RuntimeException | Error e) {
              run(() -> otherwise.accept(e));
            }
          });
    } catch (RejectedExecutionException e) {
      run(() -> otherwise.accept(e));
    }
  }

  private void unlessClosed(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("A task failed; this is a fault of the program, please report it", e);
    }
  }
}
