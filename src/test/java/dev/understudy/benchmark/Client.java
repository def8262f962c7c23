package dev.understudy.benchmark;

import dev.understudy.clients.RuleKeepingClient;
import dev.understudy.demo.PollingClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What can be done with a client of either kind. All methods return at once. */
interface Client {

  /** Registers, then sends heartbeats. */
  void start();

  /** Stops gracefully; completes when the deletion of its session was answered. */
  CompletionStage<@Nullable Void> stop();

  /** Ends without a word. */
  void crash();

  /** When it acted by the rule for clients; nothing of clients that do not keep it. */
  List<Acting> acted();

  /**
   * A time in which a client acted as primary.
   *
   * @param until when it stopped, or its term was not valid any more
   */
  record Acting(String session, long term, Duration from, Duration until) {}

  /** A stock client. */
  static Client of(PollingClient client) {
    return new Client() {
      @Override
      public void start() {
        var _ = client.start();
      }

      @Override
      public CompletionStage<@Nullable Void> stop() {
        return client.stop();
      }

      @Override
      public void crash() {
        client.crash();
      }

      @Override
      public List<Acting> acted() {
        return List.of();
      }
    };
  }

  /** A client that keeps the rule. */
  static Client of(RuleKeepingClient client) {
    return new Client() {
      @Override
      public void start() {
        client.start();
      }

      @Override
      public CompletionStage<@Nullable Void> stop() {
        return client.stop();
      }

      @Override
      public void crash() {
        client.crash();
      }

      @Override
      public List<Acting> acted() {
        return client.acted().stream()
            .map(each -> new Acting(each.client(), each.term(), each.from(), each.until()))
            .toList();
      }
    };
  }
}
