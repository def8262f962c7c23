package dev.understudy.rest;

import dev.understudy.election.Role;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The way of one heartbeat's answer to its client's socket. What is given to it on the loop of the
 * groups is written on the event loop of the connection.
 *
 * <p>It does not promise that the client reads what was written.
 */
final class ReplySocket implements Reply {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final Exchange exchange;
  private final FacadeState state;
  private final Vertx vertx;
  private final Consumer<Refusal> refused;

  /**
   * A way for one answer.
   *
   * @param refused told of a refusal, on the event loop of the connection
   */
  ReplySocket(Exchange exchange, FacadeState state, Vertx vertx, Consumer<Refusal> refused) {
    this.exchange = exchange;
    this.state = state;
    this.vertx = vertx;
    this.refused = refused;
  }

  @Override
  public boolean isOpen() {
    return exchange.client().isOpen();
  }

  @Override
  public void answer(Answer answer, Consumer<Delivery> written) {
    try {
      exchange.later(() -> write(answer, written));
    } catch (RejectedExecutionException e) {
      written.accept(Delivery.NOT_SENT);
    }
  }

  @Override
  public void refuse(Refusal refusal) {
    try {
      exchange.later(() -> refused.accept(refusal));
    } catch (RejectedExecutionException e) {
      // The event loop is gone, and the connection with it: nobody is there to be told.
      return;
    }
  }

  private void write(Answer answer, Consumer<Delivery> written) {
    if (exchange.isAnswered() || !isOpen()) {
      written.accept(Delivery.NOT_SENT);
      return;
    }
    boolean primary = answer.role() == Role.PRIMARY;
    if (primary && isTooLate(answer)) {
      state.metrics().answerTooLate();
      exchange.refuse(
          Problem.unavailable(
              "This session was granted to be Primary, too late to be told so.", AT_ONCE));
      written.accept(Delivery.NOT_SENT);
      return;
    }
    Future<Void> sent = send(answer, written);
    sent.onComplete(
        result -> written.accept(result.succeeded() ? Delivery.WRITTEN : Delivery.UNCERTAIN));
    if (primary && !sent.isComplete()) {
      cutOffWhenLate(answer, sent);
    }
  }

  private Future<Void> send(Answer answer, Consumer<Delivery> written) {
    byte[] json;
    try {
      json = HeartbeatJson.write(answer);
    } catch (RuntimeException e) {
      written.accept(Delivery.NOT_SENT);
      throw e;
    }
    return exchange.send(200, json);
  }

  /** Whether a Primary may not be told any more, or would wait behind what the socket refuses. */
  private boolean isTooLate(Answer answer) {
    return !exchange.client().isWritten()
        || (answer.notAfter() != null && state.now().compareTo(answer.notAfter()) > 0);
  }

  /** The socket takes nothing now; a Primary that it takes too late must not arrive. */
  private void cutOffWhenLate(Answer answer, Future<Void> sent) {
    if (answer.notAfter() == null) {
      return;
    }
    Duration left = answer.notAfter().minus(state.now());
    vertx.setTimer(
        Math.max(1, left.toMillis()),
        ignored -> {
          if (!sent.isComplete()) {
            state.metrics().answerTooLate();
            exchange.client().cutOff();
          }
        });
  }
}
