package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client with the timing of a stock adapter: a heartbeat every half of the timeout at a fixed
 * phase, none while one is open, at once again after PendingPrimary, up to ten times. It acts until
 * it is told otherwise.
 */
final class StockClient extends SimulatedClient {
  private static final int MOST_AT_ONCE = 10;
  private static final int SCORELESS_HEARTBEATS = 2;

  private Duration interval = Duration.ofSeconds(30);
  private boolean registered;
  private int sent;
  private int answered;
  private int chain;
  private int longestChain;
  private boolean stopping;
  private long actsIn;
  private Role saved = Role.SECONDARY;
  private @Nullable Integer stretch;

  StockClient(
      Surroundings surroundings,
      String id,
      Network network,
      Supplier<Replica> balancer,
      NodeClock clock) {
    super(surroundings, id, id, network, balancer, clock);
  }

  @Override
  void begin() {
    interval = timeout().dividedBy(2);
    registered = false;
    stopping = false;
    sent = 0;
    answered = 0;
    chain = 0;
    act(saved, 0);
    register(
        result -> {
          registered = result instanceof HttpResult.Done;
          if (registered) {
            heartbeat(() -> after(Duration.ofSeconds(1), this::tick));
          } else {
            after(interval, this::tick);
          }
        });
  }

  private void tick() {
    after(interval, this::tick);
    if (stopping || hasOpen()) {
      return;
    }
    if (registered) {
      heartbeat(() -> {});
    } else {
      register(result -> registered = result instanceof HttpResult.Done);
    }
  }

  private void heartbeat(Runnable then) {
    sent++;
    Instant data = isActing() ? wall() : null;
    send(
        new Network.Beat(
            id(), sent <= SCORELESS_HEARTBEATS ? 0 : score(), data, null, null, null, address()),
        HTTP_TIMEOUT,
        result -> {
          heard(result);
          then.run();
        });
  }

  private void heard(HttpResult result) {
    if (stopping) {
      return;
    }
    switch (result) {
      case HttpResult.Told(Role role, long term, var _, var _) -> {
        answered++;
        if (role == Role.PENDING_PRIMARY) {
          again();
        } else {
          chain = 0;
          if (answered >= SCORELESS_HEARTBEATS || saved == Role.SECONDARY) {
            act(role, term);
          }
        }
      }
      case HttpResult.Refused(Refusal.Kind kind) -> {
        chain = 0;
        if (kind == Refusal.Kind.NOT_FOUND) {
          say("registers again");
          sent = 0;
          register(again -> registered = again instanceof HttpResult.Done);
        }
      }
      case HttpResult.Done _, HttpResult.Broken _ -> chain = 0;
    }
  }

  private void again() {
    chain++;
    longestChain = Math.max(longestChain, chain);
    if (chain <= MOST_AT_ONCE) {
      heartbeat(() -> {});
    } else {
      chain = 0;
    }
  }

  /** The longest run of PendingPrimary answers so far. */
  int longestChain() {
    return longestChain;
  }

  private void act(Role role, long term) {
    saved = role;
    if (role == Role.PRIMARY && stretch == null) {
      say("acts, term " + term);
    } else if (role != Role.PRIMARY && stretch != null) {
      say("stops acting");
    }
    if (role != Role.PRIMARY || term != actsIn) {
      died();
    }
    if (role == Role.PRIMARY && stretch == null) {
      actsIn = term;
      stretch = history().begins(acting(false, term, Duration.ofDays(10_000)));
    }
  }

  @Override
  boolean isActing() {
    return stretch != null;
  }

  @Override
  long term() {
    return actsIn;
  }

  @Override
  void died() {
    if (stretch != null) {
      history().ends(stretch, world().now());
      stretch = null;
    }
  }

  @Override
  void stop() {
    say("stops gracefully");
    stopping = true;
    died();
    delete(
        null,
        result -> {
          abort();
          crash();
        });
  }

  @Override
  void hangUp(boolean again) {
    abort();
    chain = 0;
  }
}
