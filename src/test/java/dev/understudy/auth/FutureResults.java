package dev.understudy.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for what comes later, but not for ever. */
final class FutureResults {

  private FutureResults() {}

  static <T> T of(CompletableFuture<T> future) {
    return future.copy().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
