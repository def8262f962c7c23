package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Settings;
import dev.understudy.election.Timing;
import dev.understudy.group.Coordinator;
import dev.understudy.group.GroupResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What people do: through the facade, through kubectl, and with Leases that are not theirs. */
final class PeopleFaults {
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private PeopleFaults() {}

  // The specification

  static void override(Stage stage, Strike strike) {
    edit(stage, true, overrides(stage, strike, null));
  }

  static void temporaryOverride(Stage stage, Strike strike) {
    Duration period = Strike.share(stage.timeout(), strike.length());
    Instant end = stage.replica(strike).clock().now().wall().plus(period);
    edit(stage, true, overrides(stage, strike, end));
  }

  static void overrideByHand(Stage stage, Strike strike) {
    edit(stage, false, overrides(stage, strike, null));
  }

  private static UnaryOperator<Settings> overrides(
      Stage stage, Strike strike, @Nullable Instant end) {
    Role role = strike.choice() % 2 == 0 ? Role.PRIMARY : Role.SECONDARY;
    List<RoleOverride> overrides =
        strike.choice() % 3 == 2
            ? List.of()
            : List.of(new RoleOverride(stage.client(strike).id(), role, end));
    return settings -> with(settings, settings.timing(), settings.manual(), overrides);
  }

  static void manual(Stage stage, Strike strike) {
    boolean manual = strike.choice() % 3 != 0;
    edit(
        stage,
        strike.choice() % 2 == 0,
        settings -> with(settings, settings.timing(), manual, settings.overrides()));
  }

  /** The timeout grows or shrinks. */
  static void timeout(Stage stage, Strike strike) {
    Duration other =
        strike.choice() % 2 == 0
            ? stage.timeout().multipliedBy(2)
            : stage.timeout().dividedBy(2 + strike.choice() % 3);
    Duration next = other.compareTo(SHORTEST) < 0 ? SHORTEST : other;
    edit(
        stage,
        strike.choice() % 3 == 0,
        settings ->
            with(
                settings,
                new Timing(next, Timing.defaultGrace(next)),
                settings.manual(),
                settings.overrides()));
  }

  /** Through the facade a change is ordered with the grants; by kubectl it is not. */
  private static void edit(Stage stage, boolean facade, UnaryOperator<Settings> change) {
    Replica replica = stage.cluster().inTurn();
    boolean present = stage.server().groups().get(Cluster.GROUP).isPresent();
    if (!stage.server().isUp() || !present || (facade && !replica.isUp())) {
      return;
    }
    stage.cluster().world().say(() -> "people change the group");
    GroupResource edited = stage.server().edit(Cluster.GROUP, change);
    stage.longest(edited.settings().timing());
    if (facade) {
      var _ = replica.coordinator().order(edited);
    }
  }

  static Settings with(
      Settings settings, Timing timing, boolean manual, List<RoleOverride> overrides) {
    return new Settings(
        timing,
        settings.margin(),
        settings.stabilization(),
        manual,
        settings.hold(),
        overrides,
        settings.generation(),
        settings.deleting());
  }

  // Deletions

  static void deletedByAnother(Stage stage, Strike strike) {
    SimulatedClient client = stage.client(strike);
    stage
        .stranger()
        .delete(
            stage.cluster().inTurn(),
            client.id(),
            "somebody",
            "elsewhere",
            strike.choice() % 2 == 0 ? client.instance() : null,
            result -> {});
  }

  /** Deleted by kubectl, whatever it does; somebody makes it anew later. */
  static void groupDeleted(Stage stage, Strike strike) {
    Optional<GroupResource> group = stage.server().groups().get(Cluster.GROUP);
    if (group.isPresent() && !group.get().settings().deleting()) {
      stage.cluster().world().say(() -> "the group is deleted");
      stage.server().delete(Cluster.GROUP);
      stage.makeAnew(strike.length(stage.timeout()), group.get().settings());
    }
  }

  /** Deleted through the facade, which looks first whether anybody is active. */
  static void groupDeletedThroughRest(Stage stage, Strike strike) {
    Replica replica = stage.cluster().inTurn();
    if (!replica.isUp()) {
      return;
    }
    Duration asked = stage.cluster().world().now();
    var _ =
        replica
            .coordinator()
            .read(Cluster.GROUP)
            .thenAccept(facts -> deleteIfIdle(stage, strike, facts, asked));
  }

  private static void deleteIfIdle(
      Stage stage, Strike strike, Coordinator.Facts facts, Duration asked) {
    Optional<GroupResource> group =
        stage
            .server()
            .groups()
            .get(Cluster.GROUP)
            .filter(found -> found.uid().equals(facts.resource().uid()))
            .filter(found -> !found.settings().deleting());
    if (facts.isActive() || !stage.server().isUp() || group.isEmpty()) {
      return;
    }
    stage.cluster().world().say(() -> "the facade deletes the group");
    stage.cluster().history().ended(Cluster.GROUP, asked);
    stage.server().delete(Cluster.GROUP);
    stage.makeAnew(strike.length(stage.timeout()), group.get().settings());
  }

  static void groupLeaseDeleted(Stage stage, Strike strike) {
    stage.cluster().removeGroupLease();
  }

  static void sessionLeaseDeleted(Stage stage, Strike strike) {
    stage
        .server()
        .removeLease(Cluster.GROUP.namespace(), stage.cluster().sessionLease(stage.client(strike)));
  }
}
