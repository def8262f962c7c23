package dev.understudy.simulation;

import java.util.function.BiConsumer;

/** Something that goes wrong, or that people do. */
enum Fault {
  API_OUTAGE(ApiFaults::outage),
  API_CUT(ApiFaults::cut),
  API_CUT_ONE_WAY(ApiFaults::cutOneWay),
  API_SLOW(ApiFaults::slow),
  API_LOSSY(ApiFaults::lossy),
  API_TWICE(ApiFaults::twice),
  COMPACTION(ApiFaults::compaction),
  BOOKMARK(ApiFaults::bookmark),
  WATCH_BREAK(ApiFaults::watchBreak),
  WATCH_SLOW(ApiFaults::watchSlow),
  WATCH_FROZEN(ApiFaults::watchFrozen),
  GROUP_WATCH_SLOW(ApiFaults::groupWatchSlow),
  GROUP_WATCH_FROZEN(ApiFaults::groupWatchFrozen),

  REPLICA_KILL(ReplicaFaults::kill),
  REPLICA_PAUSE(ReplicaFaults::pause),
  REPLICA_DRAIN(ReplicaFaults::drain),
  ALL_REPLICAS_RESTART(ReplicaFaults::restartAll),
  WALL_JUMP(ReplicaFaults::wallJump),

  CLIENT_CRASH(ClientFaults::crash),
  CLIENT_STOP(ClientFaults::stop),
  CLIENT_PAUSE(ClientFaults::pause),
  CLIENT_CUT(ClientFaults::cut),
  CLIENT_CUT_ONE_WAY(ClientFaults::cutOneWay),
  CLIENT_SLOW(ClientFaults::slow),
  CLIENT_LOSSY(ClientFaults::lossy),
  CLIENT_TWICE(ClientFaults::twice),
  CLIENT_WALL_JUMP(ClientFaults::wallJump),
  DEAD_ANSWER(ClientFaults::deadAnswer),
  HANGS_UP(ClientFaults::hangsUp),
  SCORES(ClientFaults::scores),
  SCORES_SWING(ClientFaults::scoresSwing),

  OVERRIDE(PeopleFaults::override),
  TEMPORARY_OVERRIDE(PeopleFaults::temporaryOverride),
  OVERRIDE_BY_HAND(PeopleFaults::overrideByHand),
  MANUAL(PeopleFaults::manual),
  TIMEOUT(PeopleFaults::timeout),
  DELETED_BY_ANOTHER(PeopleFaults::deletedByAnother),
  GROUP_DELETED(PeopleFaults::groupDeleted),
  GROUP_DELETED_THROUGH_REST(PeopleFaults::groupDeletedThroughRest),
  GROUP_LEASE_DELETED(PeopleFaults::groupLeaseDeleted),
  SESSION_LEASE_DELETED(PeopleFaults::sessionLeaseDeleted);

  private final BiConsumer<Stage, Strike> how;

  Fault(BiConsumer<Stage, Strike> how) {
    this.how = how;
  }

  void strike(Stage stage, Strike strike) {
    how.accept(stage, strike);
  }
}
