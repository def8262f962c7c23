package dev.understudy.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Carries a client's requests. Thread-safe. */
public interface Transport {

  /**
   * Sends a request.
   *
   * @return the answer, whatever its status; completes exceptionally if there was none in time.
   *     Cancelling it gives the request up and closes its connection.
   */
  CompletableFuture<Reply> send(Call call);

  /**
   * A request.
   *
   * @param path its path after {@code .../clientfailover/}, encoded
   * @param body its body, JSON; absent if it has none
   * @param timeout how long to wait for the whole answer
   */
  record Call(String method, String path, @Nullable String body, Duration timeout) {}

  /**
   * An answer.
   *
   * @param body its body; empty if it has none
   * @param received when the last byte arrived, on the clock of {@link Timers}
   */
  record Reply(int status, String body, Duration received) {
    /** Whether the request was carried out. */
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }
}
