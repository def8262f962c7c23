package dev.understudy.lease;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks on one thread, one after another, and calls that block elsewhere and come back to it.
 * Thread-safe.
 *
 * @param thread the one thread
 * @param blocking runs what blocks
 * @param closed once this holds, no task runs any more
 */
record SerialTasks(ScheduledExecutorService thread, Executor blocking, BooleanSupplier closed) {
  private static final Logger log = LoggerFactory.getLogger(SerialTasks.class);

  void run(Runnable task) {
    try {
      thread.execute(() -> unlessClosed(task));
    } catch (RejectedExecutionException e) {
      log.debug("A task came after its thread had ended");
    }
  }

  void runLater(Duration delay, Runnable task) {
    try {
      var _ = thread.schedule(() -> unlessClosed(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("A timer came after its thread had ended");
    }
  }

  /** Makes a call that blocks, and goes on with what it returns or throws. */
  <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise) {
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
    if (closed.getAsBoolean()) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("A task failed; this is a fault of the program, please report it", e);
    }
  }
}
