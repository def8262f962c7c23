package dev.understudy.simulation;

import dev.understudy.group.Reply;

/** What happens to clients and on the ways to them. */
final class ClientFaults {
  private static final int SWINGS = 5;

  private ClientFaults() {}

  static void crash(Stage stage, Strike strike) {
    SimulatedClient client = stage.client(strike);
    client.crash();
    stage.after(strike, () -> start(client));
  }

  static void stop(Stage stage, Strike strike) {
    SimulatedClient client = stage.client(strike);
    if (client.isAlive()) {
      client.stop();
      stage.after(strike, client::start);
    }
  }

  static void start(SimulatedClient client) {
    if (!client.isThere()) {
      client.start();
    }
  }

  static void pause(Stage stage, Strike strike) {
    stage.client(strike).pause(strike.length(stage.timeout()));
  }

  static void cut(Stage stage, Strike strike) {
    Network network = stage.client(strike).network();
    ApiFaults.cut(stage, strike, network.there());
    ApiFaults.cut(stage, strike, network.back());
  }

  static void cutOneWay(Stage stage, Strike strike) {
    Network network = stage.client(strike).network();
    ApiFaults.cut(stage, strike, strike.choice() % 2 == 0 ? network.there() : network.back());
  }

  static void slow(Stage stage, Strike strike) {
    Network network = stage.client(strike).network();
    ApiFaults.slow(stage, strike, strike.choice() % 2 == 0 ? network.there() : network.back());
  }

  static void lossy(Stage stage, Strike strike) {
    Network network = stage.client(strike).network();
    Link link = strike.choice() % 2 == 0 ? network.there() : network.back();
    link.loses(strike.size());
    stage.after(strike, () -> link.loses(0));
  }

  static void twice(Stage stage, Strike strike) {
    Link link = stage.client(strike).network().there();
    link.doubles(strike.size());
    stage.after(strike, () -> link.doubles(0));
  }

  static void wallJump(Stage stage, Strike strike) {
    stage.client(strike).clock().jump(ReplicaFaults.jump(stage, strike));
  }

  /** The next Primary is not handed over, or nobody knows. */
  static void deadAnswer(Stage stage, Strike strike) {
    stage
        .client(strike)
        .network()
        .breakNextPrimary(
            strike.choice() % 3 == 0 ? Reply.Delivery.UNCERTAIN : Reply.Delivery.NOT_SENT);
  }

  static void hangsUp(Stage stage, Strike strike) {
    SimulatedClient client = stage.client(strike);
    if (client.isAlive() && client.hasOpen()) {
      client.hangUp(strike.choice() % 2 == 0);
    }
  }

  static void scores(Stage stage, Strike strike) {
    stage.client(strike).score(strike.choice() % 5 * 25);
  }

  /** A score that is high for a moment, again and again. */
  static void scoresSwing(Stage stage, Strike strike) {
    SimulatedClient client = stage.client(strike);
    for (int i = 0; i < SWINGS; i++) {
      int score = i % 2 == 0 ? 100 : 0;
      stage.later(Strike.share(stage.timeout(), strike.length() * i), () -> client.score(score));
    }
  }
}
