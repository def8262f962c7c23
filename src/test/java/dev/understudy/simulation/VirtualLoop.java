package dev.understudy.simulation;

import dev.understudy.election.Moment;
import dev.understudy.group.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The loop of one process in virtual time. The process can be stopped for a while, as by SIGSTOP:
 * what reaches it meanwhile runs when it goes on, timers that fell due first. It can be killed:
 * then nothing runs any more.
 */
public final class VirtualLoop implements Loop {
  private final World world;
  private final NodeClock clock;
  private final Deque<Runnable> lateTimers = new ArrayDeque<>();
  private final Deque<Runnable> lateTasks = new ArrayDeque<>();
  private boolean paused;
  private boolean killed;

  /** A loop that runs. */
  public VirtualLoop(World world, NodeClock clock) {
    this.world = world;
    this.clock = clock;
  }

  @Override
  public void execute(Runnable task) {
    world.in(0, () -> deliver(task, false));
  }

  @Override
  public Timer schedule(Duration monotonicMoment, Runnable task) {
    boolean[] cancelled = new boolean[1];
    Timer timer =
        world.after(
            clock.until(monotonicMoment),
            () ->
                deliver(
                    () -> {
                      if (!cancelled[0]) {
                        task.run();
                      }
                    },
                    true));
    return () -> {
      cancelled[0] = true;
      timer.cancel();
    };
  }

  @Override
  public Moment now() {
    return clock.now();
  }

  /** The clock of the machine. */
  public NodeClock clock() {
    return clock;
  }

  /** Stops the process. */
  public void pause() {
    paused = true;
  }

  /** Lets the process go on. */
  public void resume() {
    paused = false;
    lateTimers.forEach(this::execute);
    lateTasks.forEach(this::execute);
    lateTimers.clear();
    lateTasks.clear();
  }

  /** Kills the process. */
  public void kill() {
    killed = true;
    lateTimers.clear();
    lateTasks.clear();
  }

  /** Whether the process is no more. */
  public boolean isKilled() {
    return killed;
  }

  /** Whether the process runs. */
  public boolean isRunning() {
    return !paused && !killed;
  }

  private void deliver(Runnable task, boolean timer) {
    if (killed) {
      return;
    }
    if (!paused) {
      task.run();
    } else {
      (timer ? lateTimers : lateTasks).add(task);
    }
  }
}
