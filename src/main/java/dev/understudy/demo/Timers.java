package dev.understudy.demo;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which clients do everything, and its clock. Tasks run one after another; they
 * may be given from any thread and must not block.
 */
public interface Timers extends Executor {

  /** The time on a monotonic clock whose origin means nothing. */
  Duration now();

  /**
   * Runs a task at a moment, or soon after; at once if it has passed.
   *
   * @return takes the task back; harmless after it ran
   */
  Timer schedule(Duration moment, Runnable task);

  /** Runs a task with the outcome of a stage: its value, or why it has none. */
  default <T extends @Nullable Object> void when(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> task) {
    var _ = stage.whenComplete((value, failure) -> execute(() -> task.accept(value, failure)));
  }

  /** A task that waits for its time. */
  interface Timer {
    /** Takes the task back. */
    void cancel();
  }
}
