package dev.understudy.lease;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tasks that run one after another, and calls that block elsewhere and come back to them.
 * Thread-safe.
 */
interface SerialTasks {

  /** Runs a task after those that are waiting. */
  void run(Runnable task);

  /** Runs a task once a time has passed. */
  void runLater(Duration delay, Runnable task);

  /** Makes a call that blocks, and goes on, as a task, with what it returns or throws. */
  <T> void call(Supplier<T> call, Consumer<T> then, Consumer<Throwable> otherwise);

  /** From now on no task begins. */
  void close();

  boolean isClosed();
}
