package dev.understudy.group;

import dev.understudy.election.Moment;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop that notices when it stood still: its process was stopped, its machine slept, or it was
 * starved. What it missed meanwhile is observed late, so ages must begin anew before anything else
 * is done.
 */
final class Pulse implements Loop {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Loop loop;
  private final Consumer<Duration> stoodStill;
  private final Consumer<Duration> late;
  private @Nullable Duration last;

  /**
   * A pulse on a loop.
   *
   * @param stoodStill told for how long nothing ran, before the first task that runs afterwards;
   *     only for more than three seconds
   * @param late told how late a task of the pulse's own ran, twice a second
   */
  Pulse(Loop loop, Consumer<Duration> stoodStill, Consumer<Duration> late) {
    this.loop = loop;
    this.stoodStill = stoodStill;
    this.late = late;
  }

  void start() {
    execute(this::again);
  }

  private void again() {
    Duration due = now().monotonic().plus(INTERVAL);
    schedule(
        due,
        () -> {
          late.accept(now().monotonic().minus(due));
          again();
        });
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> run(task));
  }

  @Override
  public Timer schedule(Duration monotonicMoment, Runnable task) {
    return loop.schedule(monotonicMoment, () -> run(task));
  }

  @Override
  public Moment now() {
    return loop.now();
  }

  private void run(Runnable task) {
    Duration now = now().monotonic();
    Duration before = last;
    last = now;
    if (before != null && now.minus(before).compareTo(Coordinator.SHORTEST_PAUSE) > 0) {
      stoodStill.accept(now.minus(before));
    }
    task.run();
  }
}
