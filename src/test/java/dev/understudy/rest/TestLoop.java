package dev.understudy.rest;

import dev.understudy.election.Moment;
import dev.understudy.group.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The loop of the groups on a thread of its own, by the machine's clocks. */
final class TestLoop implements Loop, AutoCloseable {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("test-loop").factory());

  @Override
  public Moment now() {
    return new Moment(Duration.ofNanos(System.nanoTime()), Instant.now());
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public Timer schedule(Duration monotonicMoment, Runnable task) {
    long delay = monotonicMoment.minus(now().monotonic()).toNanos();
    ScheduledFuture<?> future = thread.schedule(task, delay, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
