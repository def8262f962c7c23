package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.Names;
import dev.understudy.controlplane.AuditEvent;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.group.SessionRules;
import dev.understudy.testing.Installed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What two replicas on a real cluster do with sessions that do not come back, are too many, or send
 * too often.
 */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class SessionLifeOnControlPlaneTest {
  private static final int PRIMARY = 1;

  private final ControlPlane plane;
  private String namespace = "";
  private Replicas replicas;
  private Replica one;
  private Replica two;

  SessionLifeOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() {
    Installed.on(plane);
    namespace = plane.freshNamespace("session-life");
    replicas =
        new Replicas(
            plane.config(plane.serviceAccount("understudy", "understudy")),
            namespace,
            new SessionRules(Duration.ofSeconds(1), 3, 8, 4, 1));
    one = replicas.ready();
    two = replicas.ready();
  }

  @AfterAll
  void stop() {
    replicas.close();
  }

  private Replicas.Answer create(Replica at, String group, String timeout) {
    return replicas.send(
        at, "POST", "/", "{\"Id\":\"%s\",\"FailoverTimeout\":\"%s\"}".formatted(group, timeout));
  }

  private Replicas.Answer register(Replica at, String group, String session) {
    return replicas.send(
        at, "POST", "/" + group + "/clientsessions", "{\"Id\":\"%s\"}".formatted(session));
  }

  private List<AuditEvent> ofLease(AuditMark since, String name) {
    return plane.auditEvents(since).stream()
        .filter(
            event ->
                event.target().stream()
                    .anyMatch(
                        target -> target.resource().equals("leases") && target.name().equals(name)))
        .toList();
  }

  private boolean isThere(String group, String session) {
    return plane
            .adminClient()
            .leases()
            .inNamespace(namespace)
            .withName(Names.sessionLease(group, session))
            .get()
        != null;
  }

  @Test
  void a_session_that_does_not_come_back_is_removed_once_and_an_event_tells_of_it() {
    create(one, "absent", "00:00:02");
    replicas.register(one, "absent", "A");
    replicas.register(two, "absent", "B");
    AuditMark mark = plane.auditMark();
    assertThat(replicas.beat(one, "absent", "A")).isEqualTo(PRIMARY);
    replicas.beat(two, "absent", "B");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              replicas.beat(one, "absent", "A");
              return !isThere("absent", "B");
            });

    assertThat(isThere("absent", "A")).isTrue();
    List<AuditEvent> deletions =
        ofLease(mark, Names.sessionLease("absent", "B")).stream()
            .filter(event -> event.verb().equals("delete"))
            .toList();
    assertThat(deletions)
        .singleElement()
        .satisfies(
            deletion -> {
              assertThat(deletion.succeeded()).isTrue();
              assertThat(deletion.user()).isEqualTo("system:serviceaccount:understudy:understudy");
              assertThat(deletion.request().orElseThrow().at("/preconditions/uid").asText())
                  .isNotEmpty();
              assertThat(
                      deletion
                          .request()
                          .orElseThrow()
                          .at("/preconditions/resourceVersion")
                          .asText())
                  .isNotEmpty();
            });
    await()
        .untilAsserted(
            () ->
                assertThat(plane.kubectl("describe", "fg", "absent", "-n", namespace).orFail())
                    .contains("SessionRemoved", "session 'B' was removed: it never came back"));
    assertThat(replicas.send(one, "POST", "/absent/clientsessions/B/heartbeat", "{}").status())
        .isEqualTo(404);
    replicas.send(one, "DELETE", "/absent/clientsessions/A", "");
  }

  @Test
  void a_full_group_refuses_another_session_and_says_what_to_do() {
    create(one, "full", "01:00:00");
    for (String session : List.of("A", "B", "C")) {
      replicas.register(one, "full", session);
    }

    Replicas.Answer refused = register(two, "full", "D");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().get("Reason").asText()).contains("'full'", "3 sessions");
    assertThat(refused.body().get("Resolution").asText()).contains("Delete sessions");
    assertThat(register(two, "full", "C").status()).as("registered anew").isEqualTo(200);

    replicas.send(one, "DELETE", "/full/clientsessions/A", "");
    assertThat(register(two, "full", "D").status()).isEqualTo(201);
    for (String session : List.of("B", "C", "D")) {
      replicas.send(one, "DELETE", "/full/clientsessions/" + session, "");
    }
  }

  @Test
  void a_session_that_sends_too_often_is_told_when_to_come_again_and_nothing_is_written() {
    create(one, "often", "01:00:00");
    replicas.register(one, "often", "A");
    assertThat(replicas.beat(one, "often", "A")).isEqualTo(PRIMARY);
    String path = "/often/clientsessions/A/heartbeat";
    AuditMark mark = plane.auditMark();
    List<Replicas.Answer> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(replicas.send(one, "POST", path, "{}"));
    }

    List<Replicas.Answer> refused =
        answers.stream().filter(answer -> answer.status() != 200).toList();
    assertThat(refused)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(429);
              assertThat(answer.retryAfter()).contains("1");
              assertThat(answer.body().get("Reason").asText()).contains("'A'");
              assertThat(answer.body().get("Resolution").asText()).isNotBlank();
            });
    assertThat(ofLease(mark, Names.groupLease("often")))
        .as("calls to the API server")
        .hasSize(answers.size() - refused.size());
    assertThat(replicas.send(two, "POST", path, "{}").status())
        .as("the other replica counts for itself")
        .isEqualTo(200);
    assertThat(replicas.send(one, "POST", "/often/clientsessions/C/heartbeat", "{}").status())
        .isEqualTo(404);
    replicas.send(one, "DELETE", "/often/clientsessions/A", "");
  }

  @Test
  void a_full_namespace_refuses_groups_and_sessions() {
    String crowded = plane.freshNamespace("crowded");
    try (Replicas there =
        new Replicas(
            plane.config(plane.serviceAccount("understudy", "understudy")),
            crowded,
            new SessionRules(Duration.ZERO, 0, 2, 2, 1))) {
      Replica replica = there.ready();
      for (String group : List.of("g1", "g2")) {
        there.send(replica, "POST", "/", "{\"Id\":\"%s\"}".formatted(group));
        there.register(replica, group, "A");
      }

      Replicas.Answer group = there.send(replica, "POST", "/", "{\"Id\":\"g3\"}");
      assertThat(group.status()).isEqualTo(400);
      assertThat(group.body().get("Reason").asText()).contains("2 groups");
      assertThat(group.body().get("Resolution").asText()).contains("Delete groups");
      assertThat(there.send(replica, "POST", "/", "{\"Id\":\"g2\"}").status())
          .as("it is there already")
          .isEqualTo(200);

      Replicas.Answer session = there.send(replica, "POST", "/g1/clientsessions", "{\"Id\":\"B\"}");
      assertThat(session.status()).isEqualTo(400);
      assertThat(session.body().get("Reason").asText()).contains("namespace", "2 sessions");
    }
  }
}
