package dev.understudy.app;

import static dev.understudy.app.TwoReplicas.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.api.Names;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.election.Recovery;
import dev.understudy.election.Role;
import dev.understudy.group.GroupKey;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What happens to a group on a real API server when its Leases are fought over, or deleted by hand.
 */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class LeasesByHandOnControlPlaneTest {
  private static final Duration F = Duration.ofSeconds(2);

  private final ControlPlane plane;
  private TwoReplicas replicas;

  LeasesByHandOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() {
    replicas = new TwoReplicas(plane, plane.freshNamespace("leases"));
  }

  @AfterAll
  void stop() {
    replicas.close();
  }

  @Test
  void of_many_that_claim_two_groups_at_once_one_is_granted_per_term() {
    List<CompletableFuture<Reply.Answer>> answers = new ArrayList<>();
    for (String group : List.of("rush-1", "rush-2")) {
      replicas.group(group, Duration.ofSeconds(20));
      for (int i = 0; i < 8; i++) {
        replicas.register(i % 2 == 0 ? replicas.one : replicas.two, group, "s" + i);
      }
    }
    for (int i = 0; i < 8; i++) {
      for (String group : List.of("rush-1", "rush-2")) {
        answers.add(replicas.beat(i % 2 == 0 ? replicas.two : replicas.one, group, "s" + i, 10));
      }
    }

    Map<Role, Long> given =
        answers.stream()
            .map(TwoReplicas::join)
            .collect(Collectors.groupingBy(Reply.Answer::role, Collectors.counting()));
    assertThat(given).containsEntry(Role.PRIMARY, 2L).containsEntry(Role.SECONDARY, 14L);
    for (String group : List.of("rush-1", "rush-2")) {
      assertThat(
              join(replicas.one.coordinator().look(new GroupKey(replicas.namespace, group)))
                  .lease())
          .satisfies(lease -> assertThat(lease.lease().term()).isEqualTo(1));
    }
  }

  @Test
  void a_lost_group_lease_is_waited_out_and_terms_go_on_far_above() {
    replicas.group("lost", F);
    replicas.register(replicas.one, "lost", "a");
    assertThat(join(replicas.beat(replicas.one, "lost", "a", 0)).role()).isEqualTo(Role.PRIMARY);
    Duration last = replicas.one.loop().now().monotonic();

    deleteLease(Names.groupLease("lost"));

    Reply.Answer answer = beatUntilPrimary("lost", "a");
    assertThat(answer.term()).isGreaterThan(Recovery.TERM_STEP);
    assertThat(replicas.one.loop().now().monotonic().minus(last)).isGreaterThan(F);
  }

  @Test
  void a_holder_whose_session_lease_is_deleted_is_unknown_and_its_grant_is_waited_out() {
    replicas.group("gone", F);
    replicas.register(replicas.one, "gone", "a");
    replicas.register(replicas.two, "gone", "b");
    assertThat(join(replicas.beat(replicas.one, "gone", "a", 0)).role()).isEqualTo(Role.PRIMARY);
    join(replicas.beat(replicas.two, "gone", "b", 0));
    Duration last = replicas.one.loop().now().monotonic();

    deleteLease(Names.sessionLease("gone", "a"));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> join(replicas.beat(replicas.one, "gone", "a", 0)))
                    .hasCauseInstanceOf(Refusal.class)
                    .hasMessageContaining("no session 'a'"));
    replicas.register(replicas.one, "gone", "a");
    assertThat(join(replicas.beat(replicas.one, "gone", "a", 0)).role()).isNotEqualTo(Role.PRIMARY);
    Reply.Answer answer = beatUntilPrimary("gone", "b");
    assertThat(answer.term()).isEqualTo(2);
    assertThat(replicas.one.loop().now().monotonic().minus(last)).isGreaterThan(F);
  }

  @Test
  void a_standby_whose_session_lease_is_deleted_is_no_candidate_any_more() {
    replicas.group("standby", Duration.ofSeconds(20));
    replicas.register(replicas.one, "standby", "a");
    replicas.register(replicas.two, "standby", "b");
    join(replicas.beat(replicas.one, "standby", "a", 0));
    join(replicas.beat(replicas.two, "standby", "b", 0));

    deleteLease(Names.sessionLease("standby", "b"));
    Awaitility.await()
        .until(
            () ->
                join(replicas.one.coordinator().look(new GroupKey(replicas.namespace, "standby")))
                        .places()
                        .size()
                    == 1);
    replicas.leave(replicas.one, "standby", "a");

    assertThat(join(replicas.one.service().snapshot(replicas.namespace, "standby")).primary())
        .isNull();
  }

  @Test
  void an_api_server_that_restarts_costs_no_transition() {
    replicas.group("restart", Duration.ofSeconds(12));
    replicas.register(replicas.one, "restart", "a");
    replicas.register(replicas.two, "restart", "b");
    join(replicas.beat(replicas.one, "restart", "a", 0));
    join(replicas.beat(replicas.two, "restart", "b", 0));

    plane.stopApiServer();
    CompletableFuture<Reply.Answer> during = replicas.beat(replicas.one, "restart", "a", 0);
    assertThatThrownBy(() -> join(during)).hasCauseInstanceOf(Refusal.class);
    plane.startApiServer();

    Reply.Answer after = beatUntilPrimary("restart", "a");
    assertThat(after.term()).isEqualTo(1);
    assertThat(join(replicas.beat(replicas.two, "restart", "b", 0)).term()).isEqualTo(1);
  }

  private void deleteLease(String name) {
    plane.adminClient().leases().inNamespace(replicas.namespace).withName(name).delete();
  }

  private Reply.Answer beatUntilPrimary(String group, String session) {
    CompletableFuture<Reply.Answer> primary = new CompletableFuture<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () -> {
              Reply.Answer answer = join(replicas.beat(replicas.two, group, session, 0));
              return answer.role() == Role.PRIMARY && primary.complete(answer);
            });
    return join(primary);
  }
}
