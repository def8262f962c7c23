package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Role;
import dev.understudy.election.RoleOverride;
import dev.understudy.election.Settings;
import dev.understudy.group.Coordinator.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What random schedules found to be wrong, each the least that shows it. */
class FoundBySchedulesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Cluster cluster;
  private RuleKeepingClient a;
  private RuleKeepingClient b;

  @BeforeEach
  void a_pair_in_steady_state() {
    cluster = Cluster.of(3, TIMEOUT);
    a = cluster.ruleKeeping("a");
    b = cluster.ruleKeeping("b");
    a.start();
    cluster.passSeconds(1);
    b.start();
    cluster.passSeconds(20);
    assertThat(cluster.primary()).isEqualTo("a");
  }

  private static UnaryOperator<Settings> forces(String session) {
    return settings ->
        PeopleFaults.with(
            settings,
            settings.timing(),
            settings.manual(),
            List.of(new RoleOverride(session, Role.PRIMARY, null)));
  }

  @Test
  void a_lease_that_is_lost_takes_no_data_time_with_it() {
    Instant before = cluster.lease().lease().dataTime();
    assertThat(before).isNotNull();

    cluster.removeGroupLease();
    cluster.passSeconds(0.5);

    assertThat(cluster.lease().lease().dataTime()).isEqualTo(before);
    cluster.check();
  }

  @Test
  void a_replica_that_hears_of_no_edits_reads_the_group_at_each_that_others_act_on() {
    Replica deaf = cluster.replica(0);
    deaf.groupWatch().cut(true);
    int writes = cluster.server().leases().events().size();

    cluster.edit(cluster.replica(1), forces("b"));
    cluster.passSeconds(1);
    cluster.edit(cluster.replica(1), forces("a"));
    cluster.passSeconds(1);

    assertThat(cluster.server().leases().events().size() - writes)
        .as("replicas that write against each other do so hundreds of times a second")
        .isLessThan(20);
    cluster.check();
  }

  @Test
  void a_group_is_looked_at_afresh_before_the_facade_deletes_it() {
    a.stop();
    b.stop();
    cluster.passSeconds(1);
    cluster.replica(0).leaseWatch().cut(true);
    cluster.stock("late", () -> cluster.replica(1), 0).start();
    cluster.passSeconds(0.1);
    Facts[] facts = new Facts[2];

    var _ =
        cluster.replica(0).coordinator().look(Cluster.GROUP).thenAccept(seen -> facts[0] = seen);
    var _ =
        cluster.replica(0).coordinator().read(Cluster.GROUP).thenAccept(seen -> facts[1] = seen);
    cluster.passSeconds(0.1);

    assertThat(facts[0].isActive()).as("as the watch has shown it").isFalse();
    assertThat(facts[1].isActive()).as("as it is").isTrue();
  }

  @Test
  void clients_follow_a_group_that_is_made_anew_and_counts_its_terms_from_one() {
    cluster.edit(cluster.replica(0), forces("b"));
    cluster.await("b is primary", Duration.ofSeconds(30), b::isActing);
    cluster.edit(cluster.replica(0), forces("a"));
    cluster.await("a is primary", Duration.ofSeconds(30), a::isActing);
    assertThat(cluster.term()).isGreaterThan(2);

    for (int i = 0; i < 3; i++) {
      cluster.server().delete(Cluster.GROUP);
      cluster.await(
          "the group has gone",
          Duration.ofSeconds(30),
          () -> cluster.server().groups().get(Cluster.GROUP).isEmpty());
      cluster.server().create(Cluster.GROUP, Cluster.GROUP.name(), Cluster.settings(TIMEOUT));
      cluster.passSeconds(3);
    }

    cluster.await("somebody acts", Duration.ofSeconds(20), cluster::hasPrimary);
    assertThat(cluster.term()).isLessThan(3);
    cluster.check();
  }
}
