package dev.understudy.rest;

import dev.understudy.access.AccessControl;
import dev.understudy.access.AccessControl.Judged;
import dev.understudy.access.AccessControl.Verdict;
import dev.understudy.access.Caller;
import dev.understudy.access.Decision;
import dev.understudy.access.Right;
import dev.understudy.access.Where;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request through only if its caller may make it. Whoever may not is told so in the same
 * words whether or not there is what the path names.
 */
final class Guard {

  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  private final AccessControl control;

  Guard(AccessControl control) {
    this.control = control;
  }

  /** Asks for a right on the collection of groups. */
  Route.Handler collection(Right right, Route.Handler inner) {
    return exchange ->
        then(
            exchange,
            control.decide(exchange.caller(), exchange.collection(), right),
            verdict -> {
              require(verdict.decision());
              inner.handle(exchange);
            });
  }

  /** Asks for a right on the group that the path names. */
  Route.Handler group(Right right, Route.Handler inner) {
    return exchange -> {
      if (exchange.caller() instanceof Caller.Anyone) {
        // All that the path may speak of is tried: there is nothing to find out before.
        inner.handle(exchange);
        return;
      }
      choose(
          exchange,
          where -> control.decide(exchange.caller(), where, right),
          Function.identity(),
          (where, verdict) -> inner.handle(exchange));
    };
  }

  /**
   * Asks for a right on the group that the path names, by the list as it is stored now.
   *
   * @param inner told what the decision rests on
   */
  void judgeGroup(Exchange exchange, Right right, BiConsumer<Where, Judged> inner) {
    choose(
        exchange, where -> control.judge(exchange.caller(), where, right), Judged::verdict, inner);
  }

  /** Asks for a right on the collection of groups, by the list as it is stored now. */
  void judgeCollection(Exchange exchange, Right right, Consumer<Judged> inner) {
    then(
        exchange,
        control.judge(exchange.caller(), exchange.collection(), right),
        judged -> {
          require(judged.verdict().decision());
          inner.accept(judged);
        });
  }

  /**
   * Lets nobody through who does not say so.
   *
   * @throws Problem if they may not
   */
  static void require(Decision decision) {
    if (decision instanceof Decision.Refused refused) {
      log.debug("refused: {} Because of {}", refused.reason(), refused.ground());
      throw Problem.forbidden(refused);
    }
  }

  /**
   * Decides on the first of the groups that the path may name which is there, else on the first.
   */
  private <T> void choose(
      Exchange exchange,
      Function<Where, CompletionStage<T>> decide,
      Function<T, Verdict> verdict,
      BiConsumer<Where, T> inner) {
    attempt(exchange, exchange.ids().groups(), 0, null, decide, verdict, inner);
  }

  private <T> void attempt(
      Exchange exchange,
      List<String> ids,
      int index,
      @Nullable T first,
      Function<Where, CompletionStage<T>> decide,
      Function<T, Verdict> verdict,
      BiConsumer<Where, T> inner) {
    then(
        exchange,
        decide.apply(exchange.group(ids.get(index))),
        decided -> {
          boolean exists = verdict.apply(decided).exists();
          if (!exists && index + 1 < ids.size()) {
            T kept = first == null ? decided : first;
            attempt(exchange, ids, index + 1, kept, decide, verdict, inner);
            return;
          }
          T chosen = exists || first == null ? decided : first;
          String id = ids.get(exists ? index : 0);
          require(verdict.apply(chosen).decision());
          exchange.narrowed(id);
          inner.accept(exchange.group(id), chosen);
        });
  }

  /** Goes on at once where everything is known. */
  private static <T> void then(Exchange exchange, CompletionStage<T> stage, Consumer<T> next) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      next.accept(future.join());
    } else {
      exchange.answer(future, next);
    }
  }
}
