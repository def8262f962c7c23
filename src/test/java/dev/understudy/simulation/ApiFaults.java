package dev.understudy.simulation;

import java.time.Duration;

/** What goes wrong with the API server and the ways to it. */
final class ApiFaults {
  private static final double SLOW = 0.6;

  private ApiFaults() {}

  static void outage(Stage stage, Strike strike) {
    SimulatedApiServer server = stage.server();
    if (server.isUp()) {
      server.stop();
      stage.after(strike, server::start);
    }
  }

  static void cut(Stage stage, Strike strike) {
    Replica replica = stage.replica(strike);
    join(replica, true);
    stage.after(strike, () -> join(replica, false));
  }

  static void cutOneWay(Stage stage, Strike strike) {
    Replica replica = stage.replica(strike);
    Link link =
        switch (strike.choice() % 3) {
          case 0 -> replica.api().there();
          case 1 -> replica.api().back();
          default -> replica.leaseWatch();
        };
    cut(stage, strike, link);
  }

  static void slow(Stage stage, Strike strike) {
    Replica replica = stage.replica(strike);
    slow(stage, strike, replica.api().there(), replica.api().back());
  }

  static void lossy(Stage stage, Strike strike) {
    Replica replica = stage.replica(strike);
    Link link = strike.choice() % 2 == 0 ? replica.api().there() : replica.api().back();
    link.loses(strike.size());
    stage.after(strike, () -> link.loses(0));
  }

  static void twice(Stage stage, Strike strike) {
    Link link = stage.replica(strike).api().there();
    link.doubles(strike.size());
    stage.after(strike, () -> link.doubles(0));
  }

  static void compaction(Stage stage, Strike strike) {
    stage.server().compact();
    stage.replica(strike).breakWatches();
  }

  static void bookmark(Stage stage, Strike strike) {
    stage.server().bookmark();
  }

  static void watchBreak(Stage stage, Strike strike) {
    stage.replica(strike).breakWatches();
  }

  static void watchSlow(Stage stage, Strike strike) {
    slow(stage, strike, stage.replica(strike).leaseWatch());
  }

  static void watchFrozen(Stage stage, Strike strike) {
    cut(stage, strike, stage.replica(strike).leaseWatch());
  }

  static void groupWatchSlow(Stage stage, Strike strike) {
    slow(stage, strike, stage.replica(strike).groupWatch());
  }

  static void groupWatchFrozen(Stage stage, Strike strike) {
    cut(stage, strike, stage.replica(strike).groupWatch());
  }

  /** Makes links slow for a while. */
  static void slow(Stage stage, Strike strike, Link... links) {
    Duration slowest = Strike.share(stage.timeout(), strike.size() * SLOW);
    for (Link link : links) {
      link.delays(Duration.ofMillis(1), slowest.dividedBy(3), slowest);
      stage.after(strike, () -> link.delays(Duration.ofMillis(1), Duration.ofMillis(5)));
    }
  }

  /** Cuts a link for a while. */
  static void cut(Stage stage, Strike strike, Link link) {
    link.cut(true);
    stage.after(strike, () -> link.cut(false));
  }

  /** Cuts a replica off from the API server, or joins it again. */
  static void join(Replica replica, boolean cut) {
    replica.api().cut(cut);
    replica.leaseWatch().cut(cut);
    replica.groupWatch().cut(cut);
  }
}
