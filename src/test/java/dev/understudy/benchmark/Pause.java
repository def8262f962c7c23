package dev.understudy.benchmark;

import dev.understudy.demo.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Lets the calling thread wait, on the clock of the clients. Thread-safe. */
final class Pause {

  private final Timers timers;

  Pause(Timers timers) {
    this.timers = timers;
  }

  /** The present moment. */
  Duration now() {
    return timers.now();
  }

  /** Waits. */
  void rest(Duration time) {
    CompletableFuture<Boolean> over = new CompletableFuture<>();
    timers.schedule(timers.now().plus(time), () -> over.complete(true));
    over.join();
  }

  /** Waits for any time up to the given one. */
  void restUpTo(Duration most) {
    rest(Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos())));
  }
}
