package dev.understudy.simulation;

import dev.understudy.election.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One hostile course of events: who takes part, and what goes wrong when. All of it follows from
 * the seed; parts may be left out, and what is left goes as it did.
 *
 * @param settings what users say of the group at first
 * @param replicaPpm by how much the replicas' clocks are fast
 * @param apiSlow how slow the API server is for all, in timeouts; 0 for a few milliseconds
 * @param status whether statuses are written
 * @param length how long things go wrong, in timeouts
 */
record Plan(
    long seed,
    Settings settings,
    List<Integer> replicaPpm,
    double apiSlow,
    boolean status,
    double length,
    List<ClientPlan> clients,
    List<Strike> strikes) {

  Plan {
    replicaPpm = List.copyOf(replicaPpm);
    clients = List.copyOf(clients);
    strikes = List.copyOf(strikes);
  }

  Duration timeout() {
    return settings.timing().timeout();
  }

  Plan with(List<Strike> newStrikes) {
    return new Plan(seed, settings, replicaPpm, apiSlow, status, length, clients, newStrikes);
  }

  /** The same without the last client. */
  Plan withFewerClients() {
    List<ClientPlan> fewer = new ArrayList<>(clients);
    fewer.removeLast();
    return new Plan(seed, settings, replicaPpm, apiSlow, status, length, fewer, strikes);
  }

  /** The same without what is wrong all of the time. */
  Plan withoutSlowness() {
    return new Plan(
        seed,
        settings,
        replicaPpm.stream().map(ppm -> 0).toList(),
        0,
        status,
        length,
        clients.stream()
            .map(
                client ->
                    new ClientPlan(
                        client.kind(),
                        client.beats(),
                        client.score(),
                        0,
                        client.home(),
                        client.start(),
                        0))
            .toList(),
        strikes);
  }

  @Override
  public String toString() {
    return "seed %d, F %s, grace %s, %s, replicas' clocks %s ppm, API server %.2f F slow%n  clients:%n    %s%n  what goes wrong:%n    %s"
        .formatted(
            seed,
            timeout(),
            settings.timing().grace(),
            "hold up to " + settings.hold().longest(),
            replicaPpm,
            apiSlow,
            clients.stream().map(Object::toString).collect(Collectors.joining("\n    ")),
            strikes.stream().map(Object::toString).collect(Collectors.joining("\n    ")));
  }
}
