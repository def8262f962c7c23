package dev.understudy.group;

import dev.understudy.election.Moment;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one thread that everything in this package runs on, its clock and its timers.
 *
 * <p>Tasks run one after another in the order in which they were given. {@link #execute} and {@link
 * #schedule} may be called from any thread; a task must not block.
 */
public interface Loop extends Executor {

  /**
   * The time now, on this replica's clocks. The monotonic one runs on while the machine sleeps,
   * where the machine offers such a clock.
   */
  Moment now();

  /**
   * Runs a task at a moment of the monotonic clock, or soon after; at once if it has passed.
   *
   * @return takes the task back; harmless after it ran
   */
  Timer schedule(Duration monotonicMoment, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Takes the task back. */
    void cancel();
  }
}
