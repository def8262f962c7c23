package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A replica that was not given all rights says so, goes on, and takes up work once it has them. */
@WithControlPlane
class MissingPermissionOnControlPlaneTest {

  private final ControlPlane plane;
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.understudy");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final String namespace;
  private final Replicas replicas;

  MissingPermissionOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
    namespace = plane.freshNamespace("rights");
    replicas = new Replicas(plane.config(plane.serviceAccount(namespace, "poor")), namespace);
  }

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "g", "namespace": "%s"}}
            """
                .formatted(namespace),
            "apply",
            "-f",
            "-")
        .orFail();
  }

  @AfterEach
  void end() {
    replicas.close();
    logger.detachAppender(lines);
  }

  private void grant(String name, String resources, String verbs) {
    plane
        .kubectl(
            "create", "role", name, "--resource=" + resources, "--verb=" + verbs, "-n", namespace)
        .orFail();
    plane
        .kubectl(
            "create",
            "rolebinding",
            name,
            "--role=" + name,
            "--serviceaccount=" + namespace + ":poor",
            "-n",
            namespace)
        .orFail();
  }

  private Optional<Condition> ready() {
    FailoverGroup group =
        plane
            .adminClient()
            .resources(FailoverGroup.class)
            .inNamespace(namespace)
            .withName("g")
            .get();
    return group.statusIfAny().stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst();
  }

  private List<String> told(String part) {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }

  @Test
  void a_replica_that_may_not_touch_leases_says_so_in_a_condition_and_in_one_line() {
    grant(
        "groups",
        "failovergroups.understudy.dev,failovergroups.understudy.dev/status,groupacls.understudy.dev,groupacls.understudy.dev/status",
        "*");
    Replica replica = replicas.start();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(ready())
                    .hasValueSatisfying(
                        ready -> {
                          assertThat(ready.reason()).isEqualTo("PermissionDenied");
                          assertThat(ready.message())
                              .contains("update leases.coordination.k8s.io", namespace);
                        }));
    assertThat(replica.isReady()).isFalse();
    await().untilAsserted(() -> assertThat(told("the operator may not ")).hasSize(1));

    grant("leases", "leases.coordination.k8s.io", "*");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ready())
                    .hasValueSatisfying(ready -> assertThat(ready.reason()).isEqualTo("Served")));
    await().atMost(Duration.ofSeconds(20)).until(replica::isReady);
  }

  @Test
  void a_replica_without_any_right_waits_and_takes_up_work_when_it_has_them() {
    Replica replica = replicas.start();

    await().until(() -> !told("cannot watch FailoverGroups").isEmpty());
    await().until(() -> !told("the operator may not ").isEmpty());
    assertThat(told("cannot watch FailoverGroups"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("is forbidden", "deploy/rbac"));

    grant(
        "all",
        "failovergroups.understudy.dev,failovergroups.understudy.dev/status,groupacls.understudy.dev,groupacls.understudy.dev/status,leases.coordination.k8s.io",
        "*");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(ready())
                    .hasValueSatisfying(ready -> assertThat(ready.reason()).isEqualTo("Served")));
    await().atMost(Duration.ofSeconds(20)).until(replica::isReady);
    assertThat(told("cannot watch FailoverGroups")).hasSize(1);
  }
}
