package dev.understudy.clients;

import dev.understudy.demo.Timers;
import dev.understudy.demo.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A server whose answers a test gives by hand, when it wants to. */
public final class ScriptedTransport implements Transport {

  private final Timers timers;
  private final List<Sent> open = new ArrayList<>();

  /** A request that was sent and not answered yet. */
  private record Sent(Call call, CompletableFuture<Reply> reply) {}

  public ScriptedTransport(Timers timers) {
    this.timers = timers;
  }

  @Override
  public CompletableFuture<Reply> send(Call call) {
    Sent sent = new Sent(call, new CompletableFuture<>());
    open.add(sent);
    return sent.reply();
  }

  /** The open requests, oldest first, as in {@code POST groups/}. */
  public List<String> open() {
    open.removeIf(sent -> sent.reply().isDone());
    return open.stream().map(sent -> sent.call().method() + " " + sent.call().path()).toList();
  }

  /** The body of the oldest open request. */
  public String body() {
    return String.valueOf(open.getFirst().call().body());
  }

  /** Answers the oldest open request. */
  public void answer(int status, String body) {
    open();
    open.removeFirst().reply().complete(new Reply(status, body, timers.now()));
  }

  /** Answers the latest open request. */
  public void answerLatest(int status, String body) {
    open();
    open.removeLast().reply().complete(new Reply(status, body, timers.now()));
  }

  /** Breaks the connection of the oldest open request. */
  public void breakOff() {
    open();
    open.removeFirst().reply().completeExceptionally(new IOException("broken"));
  }
}
