package dev.understudy.simulation;

import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.simulation.ClientPlan.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws plans: faults come in swarms, so each plan first draws which faults there are at all. A few
 * kinds together find more than all of them at once.
 */
final class Drawing {
  private static final List<Duration> TIMEOUTS =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int PPM = 500;
  private static final int REPLICAS = 3;

  private final RandomGenerator random;

  private Drawing(RandomGenerator random) {
    this.random = random;
  }

  /** The plan of a seed. */
  static Plan plan(long seed) {
    return new Drawing(new World(seed).random("plan")).draw(seed);
  }

  private Plan draw(long seed) {
    boolean rare = random.nextInt(40) == 0;
    Duration timeout = rare ? LONG : TIMEOUTS.get(random.nextInt(TIMEOUTS.size()));
    double length = rare ? 2.5 : 4 + random.nextInt(6);
    List<Integer> replicaPpm = new ArrayList<>();
    boolean extreme = random.nextInt(3) == 0;
    for (int i = 0; i < REPLICAS; i++) {
      replicaPpm.add(ppm(extreme));
    }
    List<ClientPlan> clients = clients(extreme);
    return new Plan(
        seed,
        settings(timeout),
        replicaPpm,
        random.nextInt(8) == 0 ? random.nextDouble() * 0.3 : 0,
        random.nextInt(4) == 0,
        length,
        clients,
        strikes(length));
  }

  private Settings settings(Duration timeout) {
    Duration grace = random.nextInt(3) == 0 ? Duration.ofMillis(50) : Timing.defaultGrace(timeout);
    Duration stabilization = random.nextInt(3) == 0 ? Duration.ofMillis(100) : timeout.dividedBy(2);
    Duration hold =
        switch (random.nextInt(6)) {
          case 0 -> Duration.ZERO;
          case 1 -> Duration.ofSeconds(3);
          default -> Settings.Holding.DEFAULT.longest();
        };
    return new Settings(
        new Timing(timeout, grace),
        random.nextInt(3) == 0 ? 10 : 0,
        stabilization,
        false,
        new Settings.Holding(hold, Settings.Holding.DEFAULT.releaseGuard()),
        List.of(),
        1,
        false);
  }

  private int ppm(boolean extreme) {
    return extreme ? (random.nextBoolean() ? PPM : -PPM) : random.nextInt(2 * PPM + 1) - PPM;
  }

  private List<ClientPlan> clients(boolean extreme) {
    List<ClientPlan> clients = new ArrayList<>();
    int count = 2 + random.nextInt(2) + (random.nextInt(8) == 0 ? 1 : 0);
    boolean mixed = random.nextInt(4) == 0;
    for (int i = 0; i < count; i++) {
      clients.add(
          new ClientPlan(
              i > 0 && mixed ? kind(clients.getLast().kind()) : Kind.RULE_KEEPING,
              2 + random.nextInt(3),
              random.nextInt(3) * 25,
              ppm(extreme),
              random.nextBoolean() ? random.nextInt(REPLICAS) : -1,
              random.nextDouble() * 1.2,
              random.nextInt(10) == 0 ? random.nextDouble() * 0.3 : 0));
    }
    return clients;
  }

  /** A kind of client; nobody has the id of one that keeps no rule. */
  private Kind kind(Kind before) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> Kind.STOCK;
      case 3, 4 -> before == Kind.RULE_KEEPING ? Kind.TWIN : Kind.RULE_KEEPING;
      case 5 -> Kind.LIAR;
      case 6 -> Kind.FLOOD;
      default -> Kind.RULE_KEEPING;
    };
  }

  private List<Strike> strikes(double length) {
    Fault[] all = Fault.values();
    List<Fault> swarm = new ArrayList<>();
    int kinds = 1 + random.nextInt(8);
    for (int i = 0; i < kinds; i++) {
      swarm.add(all[random.nextInt(all.length)]);
    }
    List<Strike> strikes = new ArrayList<>();
    int count = 2 + random.nextInt((int) Math.ceil(length * 2));
    double last = length / 2;
    for (int i = 0; i < count; i++) {
      boolean waits = random.nextInt(3) == 0;
      // Many go wrong shortly after one another, or shortly after something has changed.
      boolean soon = random.nextInt(3) == 0;
      double when =
          waits
              ? random.nextDouble() * (soon ? 0.01 : 1.2)
              : soon ? last + random.nextDouble() * 0.05 : random.nextDouble() * length;
      last = waits ? last : when;
      strikes.add(
          new Strike(
              when,
              waits ? 1 + random.nextInt(6) : 0,
              swarm.get(random.nextInt(swarm.size())),
              random.nextInt(REPLICAS),
              random.nextInt(12),
              random.nextDouble(),
              random.nextDouble() * (random.nextInt(4) == 0 ? 3 : 1.2),
              random.nextInt(12)));
    }
    strikes.sort(Comparator.comparingDouble(Strike::when));
    return strikes;
  }
}
