package dev.understudy.election.model;

/** All that can happen in a world. */
final class Moves {
  private final ClientMoves clients;
  private final ReplicaMoves replicas;
  private final SessionMoves sessions;
  private final FaultMoves faults;

  Moves(Scenario scenario, Protocol protocol, Desk desk) {
    this.clients = new ClientMoves(scenario, protocol);
    this.replicas = new ReplicaMoves(scenario, protocol, desk, clients);
    this.sessions = new SessionMoves(scenario);
    this.faults = new FaultMoves(scenario, protocol);
  }

  void from(World world, Steps steps) {
    replicas.from(world, steps);
    clients.from(world, steps);
    sessions.from(world, steps);
    faults.from(world, steps);
  }
}
