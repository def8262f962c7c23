package dev.understudy.auth;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that take their time, on threads of their own: a few at once, a few that wait, and of each
 * address not more than its share, so that guessing is slow and harms nobody else. What is over
 * that is not checked, and told to come again. The same secret is checked once, for all who sent it
 * meanwhile. Thread-safe.
 *
 * <p>It knows no user names: nobody can lock out another by guessing in their name.
 */
final class SlowChecks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SlowChecks.class);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

  /** Who waited longer than this is likely gone, or about to be. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final int perAddress;
  private final ThreadPoolExecutor threads;
  private final Map<Fingerprint, CompletableFuture<Authentication>> running = new HashMap<>();
  private final Map<String, Integer> byAddress = new HashMap<>();

  /**
   * Starts no thread before there is something to check.
   *
   * @param name names the threads, and the checks in the log
   * @param atOnce how many are checked at once
   * @param waiting how many may wait
   * @param perAddress how many of one address may be checked or wait
   */
  SlowChecks(String name, int atOnce, int waiting, int perAddress) {
    this.name = name;
    this.perAddress = perAddress;
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Has something checked; never fails. */
  CompletableFuture<Authentication> run(
      Fingerprint what, String address, Supplier<Authentication> check) {
    CompletableFuture<Authentication> result;
    synchronized (this) {
      CompletableFuture<Authentication> same = running.get(what);
      if (same != null) {
        return same;
      }
      if (byAddress.getOrDefault(address, 0) >= perAddress) {
        return busy("Other credentials from the same address are being checked.");
      }
      byAddress.merge(address, 1, Integer::sum);
      result = new CompletableFuture<>();
      running.put(what, result);
    }
    long asked = System.nanoTime();
    try {
      threads.execute(() -> result.complete(finish(what, address, asked, check)));
    } catch (RejectedExecutionException e) {
      forget(what, address);
      result.complete(
          new Authentication.Unavailable("Too many credentials are being checked.", SOON));
    }
    return result;
  }

  private Authentication finish(
      Fingerprint what, String address, long asked, Supplier<Authentication> check) {
    try {
      return System.nanoTime() - asked > PATIENCE.toNanos()
          ? new Authentication.Unavailable("Too many credentials are being checked.", SOON)
          : check.get();
    } catch (RuntimeException | Error e) {
      log.error("{}: a check failed; this is a fault of the program, please report it", name, e);
      return new Authentication.Unavailable(
          "The credentials could not be checked; the log says why.", AFTER_A_FAULT);
    } finally {
      forget(what, address);
    }
  }

  private static CompletableFuture<Authentication> busy(String reason) {
    return CompletableFuture.completedFuture(new Authentication.Unavailable(reason, SOON));
  }

  private synchronized void forget(Fingerprint what, String address) {
    running.remove(what);
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
