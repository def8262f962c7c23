package dev.understudy.clients;

import dev.understudy.demo.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leads to one of several replicas, as a Service in front of them: to the same one until a request
 * gets no answer or a 503, then to the next. No request is repeated.
 */
public final class RotatingTransport implements Transport {

  private final List<Transport> replicas;
  private final AtomicInteger current;

  /**
   * @param first the index of the replica to begin with
   */
  public RotatingTransport(List<Transport> replicas, int first) {
    this.replicas = List.copyOf(replicas);
    this.current = new AtomicInteger(first);
  }

  @Override
  public CompletableFuture<Reply> send(Call call) {
    int used = current.get();
    CompletableFuture<Reply> reply = replicas.get(Math.floorMod(used, replicas.size())).send(call);
    var _ =
        reply.whenComplete(
            (answer, failure) -> {
              boolean cancelled = reply.isCancelled();
              if (!cancelled && (answer == null || answer.status() == 503)) {
                current.compareAndSet(used, used + 1);
              }
            });
    return reply;
  }
}
