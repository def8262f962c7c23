package dev.understudy.app;

import static dev.understudy.app.TwoReplicas.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.election.Role;
import dev.understudy.group.GroupService;
import dev.understudy.group.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Two replicas that know nothing of each other elect through the Leases of a real API server. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class ElectionOnControlPlaneTest {
  private final ControlPlane plane;
  private TwoReplicas replicas;

  ElectionOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() {
    replicas = new TwoReplicas(plane, plane.freshNamespace("election"));
  }

  @AfterAll
  void stop() {
    replicas.close();
  }

  @Test
  void the_first_heartbeat_is_granted_and_the_second_session_stands_by_at_the_other_replica() {
    replicas.group("first", Duration.ofSeconds(10));
    replicas.register(replicas.one, "first", "a");
    replicas.register(replicas.two, "first", "b");

    Reply.Answer a = join(replicas.beat(replicas.one, "first", "a", 0));
    Reply.Answer b = join(replicas.beat(replicas.two, "first", "b", 0));

    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.term()).isEqualTo(1);
    assertThat(a.validFor()).isEqualTo(Duration.ofSeconds(10));
    assertThat(b.role()).isEqualTo(Role.SECONDARY);
    assertThat(b.term()).isEqualTo(1);
    assertThat(join(replicas.beat(replicas.two, "first", "a", 0)).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void a_standby_whose_request_is_held_is_promoted_at_once_when_the_primary_leaves() {
    replicas.group("leave", Duration.ofSeconds(20));
    replicas.register(replicas.one, "leave", "a");
    replicas.register(replicas.two, "leave", "b");
    join(replicas.beat(replicas.one, "leave", "a", 90));
    join(replicas.beat(replicas.two, "leave", "b", 50));
    join(replicas.beat(replicas.two, "leave", "b", 50));
    CompletableFuture<Reply.Answer> held = replicas.beat(replicas.two, "leave", "b", 50);

    assertThat(join(replicas.beat(replicas.one, "leave", "a", 90)).role()).isEqualTo(Role.PRIMARY);
    assertThat(held).isNotDone();
    replicas.leave(replicas.one, "leave", "a");

    Reply.Answer b = join(held);
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.term()).isEqualTo(2);
  }

  @Test
  void a_crash_is_followed_by_the_standby_once_the_wait_is_over_and_not_before() {
    replicas.group("crash", Duration.ofSeconds(2));
    replicas.register(replicas.one, "crash", "a");
    replicas.register(replicas.two, "crash", "b");
    join(replicas.beat(replicas.one, "crash", "a", 0));
    join(replicas.beat(replicas.two, "crash", "b", 0));
    join(replicas.beat(replicas.two, "crash", "b", 0));
    join(replicas.beat(replicas.one, "crash", "a", 0));
    Duration last = replicas.one.loop().now().monotonic();

    Reply.Answer b;
    int pending = 0;
    do {
      b = join(replicas.beat(replicas.two, "crash", "b", 50));
      pending += b.role() == Role.PENDING_PRIMARY ? 1 : 0;
    } while (b.role() != Role.PRIMARY);

    Duration outage = replicas.one.loop().now().monotonic().minus(last);
    assertThat(outage).isBetween(Duration.ofMillis(2400), Duration.ofMillis(3500));
    assertThat(b.term()).isEqualTo(2);
    assertThat(pending).isLessThan(10);
  }

  @Test
  void an_override_moves_the_primary_as_soon_as_it_was_told() {
    replicas.group("switch", Duration.ofSeconds(20));
    replicas.register(replicas.one, "switch", "a");
    replicas.register(replicas.two, "switch", "b");
    join(replicas.beat(replicas.one, "switch", "a", 0));
    join(replicas.beat(replicas.two, "switch", "b", 0));
    join(replicas.beat(replicas.two, "switch", "b", 0));
    join(
        replicas
            .one
            .service()
            .override(
                replicas.namespace,
                "switch",
                new GroupService.OverrideRequest("b", Role.PRIMARY, null)));
    CompletableFuture<Reply.Answer> held = replicas.beat(replicas.two, "switch", "b", 0);

    Reply.Answer a = join(replicas.beat(replicas.one, "switch", "a", 0));
    assertThat(a.role()).isEqualTo(Role.SECONDARY);
    assertThat(a.term()).isEqualTo(1);
    Reply.Answer b = join(held);
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.term()).isEqualTo(2);
  }
}
