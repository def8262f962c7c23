package dev.understudy.simulation;

import java.time.Duration;

/** What happens to replicas. */
final class ReplicaFaults {
  private static final int FAR = 20;

  private ReplicaFaults() {}

  static void kill(Stage stage, Strike strike) {
    kill(stage, strike, stage.replica(strike));
  }

  private static void kill(Stage stage, Strike strike, Replica replica) {
    replica.kill();
    stage.after(strike, () -> start(replica));
  }

  static void pause(Stage stage, Strike strike) {
    stage.replica(strike).pause(strike.length(stage.timeout()));
  }

  static void drain(Stage stage, Strike strike) {
    Replica replica = stage.replica(strike);
    if (replica.isUp()) {
      var _ = replica.coordinator().drain();
      stage.later(
          Strike.share(stage.timeout(), strike.size() * 0.1), () -> kill(stage, strike, replica));
    }
  }

  static void restartAll(Stage stage, Strike strike) {
    int i = 0;
    for (Replica replica : stage.cluster().replicas()) {
      replica.kill();
      stage.later(Strike.share(stage.timeout(), strike.size() * 0.3 * i++), () -> start(replica));
    }
  }

  static void wallJump(Stage stage, Strike strike) {
    stage.replica(strike).clock().jump(jump(stage, strike));
  }

  /** How far a wall clock jumps: back or forward, by less than a timeout or by many. */
  static Duration jump(Stage stage, Strike strike) {
    Duration by = Strike.share(stage.timeout(), strike.size());
    Duration far = strike.choice() % 4 < 2 ? by : by.multipliedBy(FAR);
    return strike.choice() % 2 == 0 ? far : far.negated();
  }

  static void start(Replica replica) {
    if (!replica.isUp()) {
      replica.start();
    }
  }
}
