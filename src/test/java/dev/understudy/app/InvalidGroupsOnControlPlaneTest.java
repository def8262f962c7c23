package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A group that the API server has taken and that cannot be honoured, as where the CRD is another
 * version's.
 */
@WithControlPlane
class InvalidGroupsOnControlPlaneTest {
  private static final Path CRDS =
      Path.of(System.getProperty("understudy.basedir"), "deploy", "crds");
  private static final String CRD = "failovergroups.understudy.dev";
  private static final String RULES =
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/failoverTimeout/x-kubernetes-validations";

  private final ControlPlane plane;
  private final String namespace;

  InvalidGroupsOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    Installed.on(plane);
    this.namespace = plane.freshNamespace("invalid");
  }

  private boolean apply(String timeout) {
    return plane
            .kubectlWithInput(
                """
                {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
                 "metadata": {"name": "broken", "namespace": "%s"},
                 "spec": {"failoverTimeout": "%s"}}
                """
                    .formatted(namespace, timeout),
                "apply",
                "-f",
                "-")
            .exitCode()
        == 0;
  }

  private void makeInvalidGroup() {
    try {
      plane
          .kubectl(
              "patch",
              "crd",
              CRD,
              "--type=json",
              "-p",
              "[{\"op\":\"remove\",\"path\":\"%s\"}]".formatted(RULES))
          .orFail();
      await().atMost(Duration.ofSeconds(30)).until(() -> apply("1s"));
    } finally {
      plane.kubectl("apply", "--server-side", "--force-conflicts", "-f", CRDS.toString()).orFail();
    }
  }

  private Optional<Condition> condition(String type) {
    return plane
        .adminClient()
        .resources(FailoverGroup.class)
        .inNamespace(namespace)
        .withName("broken")
        .get()
        .statusIfAny()
        .orElseThrow()
        .conditions()
        .stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst();
  }

  @Test
  void who_asks_for_it_and_who_looks_at_it_are_told_the_field_the_value_and_what_to_do() {
    makeInvalidGroup();
    try (Replicas replicas =
        new Replicas(plane.config(plane.serviceAccount("understudy", "understudy")), namespace)) {
      Replica replica = replicas.ready();

      Replicas.Answer answer =
          replicas.send(
              replica, "POST", "/broken/clientsessions/A/heartbeat", "{\"FailoverScore\":50}");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().get("Reason").asText())
          .contains(
              "'broken'",
              "spec.failoverTimeout is '1s'",
              "the failover timeout is a duration from 2s to 24h");
      assertThat(answer.body().get("Resolution").asText()).contains("write it like 1m30s");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(condition("Stalled"))
                      .hasValueSatisfying(
                          stalled ->
                              assertThat(stalled.message())
                                  .contains(
                                      "spec.failoverTimeout is '1s'",
                                      "a duration from 2s to 24h",
                                      "the group is not served")));

      assertThat(apply("10s")).isTrue();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(condition("Stalled")).isEmpty();
                assertThat(replicas.send(replica, "GET", "/broken/status", "").status())
                    .isEqualTo(200);
              });
    }
  }
}
