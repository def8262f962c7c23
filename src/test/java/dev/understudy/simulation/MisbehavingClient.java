package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.group.Refusal;
import dev.understudy.simulation.ClientPlan.Kind;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps no rule and has faults of its own: it confirms terms that it was never told
 * to end, or sends many heartbeats at once. It may hurt itself and nobody else.
 */
final class MisbehavingClient extends SimulatedClient {
  private static final int MANY = 6;
  private static final int BEATS = 4;

  private final Kind kind;
  private final RandomGenerator random;
  private boolean registered;
  private long heard;
  private long actsIn;
  private @Nullable Integer stretch;

  MisbehavingClient(
      Surroundings surroundings,
      String id,
      Kind kind,
      Network network,
      Supplier<Replica> balancer,
      NodeClock clock) {
    super(surroundings, id, id, network, balancer, clock);
    this.kind = kind;
    this.random = surroundings.world().random(id + " misbehaves");
  }

  @Override
  void begin() {
    registered = false;
    tick();
  }

  private void tick() {
    after(timeout().dividedBy(BEATS), this::tick);
    if (!registered) {
      register(result -> registered = result instanceof HttpResult.Done);
    } else if (kind == Kind.FLOOD) {
      for (int i = 0; i < MANY; i++) {
        beat(null, null);
      }
    } else {
      boolean says = random.nextInt(3) > 0;
      long term = Math.max(0, heard + random.nextInt(4) - 1);
      beat(
          random.nextInt(4) == 0 ? Role.PRIMARY : Role.SECONDARY, says ? Long.valueOf(term) : null);
    }
  }

  private void beat(@Nullable Role role, @Nullable Long term) {
    if (hasOpen() && random.nextInt(3) == 0) {
      abort();
    }
    send(new Network.Beat(id(), score(), wall(), role, term, null, id()), timeout(), this::heard);
  }

  private void heard(HttpResult result) {
    switch (result) {
      case HttpResult.Told(Role role, long term, var _, var _) -> {
        heard = Math.max(heard, term);
        act(role == Role.PRIMARY, term);
      }
      case HttpResult.Refused(Refusal.Kind why) -> registered &= why != Refusal.Kind.NOT_FOUND;
      case HttpResult.Done _, HttpResult.Broken _ -> {}
    }
  }

  private void act(boolean acts, long term) {
    if (!acts || term != actsIn) {
      died();
    }
    if (acts && stretch == null) {
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
    crash();
  }

  @Override
  void hangUp(boolean again) {
    abort();
  }
}
