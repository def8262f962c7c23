package dev.understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.Condition;
import dev.understudy.api.FailoverGroup;
import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.controlplane.AuditEvent;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.NeedsControllerManager;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What two replicas make of groups, as users of a real cluster see it. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class OperatingOnControlPlaneTest {

  private static final int PRIMARY = 1;

  private final ControlPlane plane;
  private final KubernetesClient admin;
  private String namespace = "";
  private Replicas replicas;
  private Replica one;
  private Replica two;

  OperatingOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @BeforeAll
  void start() {
    Installed.on(plane);
    namespace = plane.freshNamespace("operating");
    replicas =
        new Replicas(plane.config(plane.serviceAccount("understudy", "understudy")), namespace);
    one = replicas.ready();
    two = replicas.ready();
  }

  @AfterAll
  void stop() {
    replicas.close();
  }

  private void apply(String name, String spec) {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "%s", "namespace": "%s"}, "spec": {%s}}
            """
                .formatted(name, namespace, spec),
            "apply",
            "-f",
            "-")
        .orFail();
  }

  private FailoverGroup group(String name) {
    return admin.resources(FailoverGroup.class).inNamespace(namespace).withName(name).get();
  }

  private FailoverGroupStatus status(String name) {
    return group(name).statusIfAny().orElseThrow();
  }

  private Optional<Condition> condition(String name, String type) {
    return status(name).conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst();
  }

  private void awaitReady(String name) {
    plane
        .kubectl("wait", "--for=condition=Ready", "--timeout=20s", "fg", name, "-n", namespace)
        .orFail();
  }

  private List<AuditEvent> statusWrites(AuditMark since, String name) {
    return plane.auditEvents(since).stream()
        .filter(event -> event.user().equals("system:serviceaccount:understudy:understudy"))
        .filter(AuditEvent::succeeded)
        .filter(
            event ->
                event.target().stream()
                    .anyMatch(
                        target ->
                            target.resource().equals("failovergroups")
                                && target.subresource().equals("status")
                                && target.name().equals(name)))
        .toList();
  }

  @Test
  void a_manifest_becomes_a_group_that_is_served() {
    apply("manifest", "\"failoverTimeout\": \"10s\"");
    awaitReady("manifest");

    assertThat(group("manifest").getMetadata().getFinalizers())
        .containsExactly("understudy.dev/drain");
    assertThat(status("manifest").observedGeneration()).isEqualTo(1);
    assertThat(status("manifest").id()).isEqualTo("manifest");
    assertThat(status("manifest").conditions())
        .extracting(Condition::type, Condition::status, Condition::reason)
        .containsExactly(
            tuple("Ready", Condition.Status.TRUE, "Served"),
            tuple("PrimaryElected", Condition.Status.FALSE, "NoSessions"));
  }

  @Test
  void the_status_shows_who_is_in_charge_and_why_the_others_are_not() {
    apply("shown", "\"failoverTimeout\": \"20s\"");
    awaitReady("shown");
    replicas.register(one, "shown", "A");
    replicas.register(two, "shown", "B");
    assertThat(replicas.beat(one, "shown", "A")).isEqualTo(PRIMARY);
    replicas.beat(two, "shown", "B");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              FailoverGroupStatus status = status("shown");
              assertThat(status.primary()).isEqualTo("A");
              assertThat(status.term()).isEqualTo(1);
              assertThat(status.sessions().live()).isEqualTo(2);
            });
    FailoverGroupStatus status = status("shown");
    assertThat(status.leaseUid()).isNotBlank();
    assertThat(status.primarySince()).isNotNull();
    assertThat(status.lastTransition().to()).isEqualTo("A");
    assertThat(status.lastTransition().reason()).isEqualTo("Elected");
    assertThat(status.sessions().listed())
        .extracting(session -> session.id() + " " + session.role() + " " + session.reason())
        .containsExactly("A PRIMARY null", "B SECONDARY same score as the primary");
    assertThat(condition("shown", "PrimaryElected"))
        .hasValueSatisfying(
            elected -> assertThat(elected.message()).isEqualTo("session 'A' is in charge"));
    assertThat(plane.kubectl("get", "fg", "shown", "-n", namespace).orFail()).contains("A");
  }

  @Test
  void renewals_write_no_status_and_a_transition_is_written_once() {
    apply("quiet", "\"failoverTimeout\": \"20s\"");
    awaitReady("quiet");
    replicas.register(one, "quiet", "A");
    replicas.beat(one, "quiet", "A");
    await().until(() -> "A".equals(status("quiet").primary()));
    AuditMark mark = plane.auditMark();

    for (int i = 0; i < 20; i++) {
      replicas.beat(i % 2 == 0 ? one : two, "quiet", "A");
    }
    assertThat(statusWrites(mark, "quiet")).isEmpty();

    replicas.send(one, "DELETE", "/quiet/clientsessions/A", "");
    await().until(() -> status("quiet").primary() == null);
    assertThat(statusWrites(mark, "quiet")).hasSizeBetween(1, 2);
  }

  @Test
  void an_event_tells_of_each_transition() {
    apply("told", "\"failoverTimeout\": \"20s\"");
    awaitReady("told");
    replicas.register(one, "told", "A");
    replicas.beat(one, "told", "A");

    await()
        .untilAsserted(
            () ->
                assertThat(plane.kubectl("describe", "fg", "told", "-n", namespace).orFail())
                    .contains("Elected", "session 'A' is in charge"));
  }

  @Test
  void a_group_deleted_with_kubectl_goes_when_its_primary_s_grant_has_ended() {
    apply("ending", "\"failoverTimeout\": \"3s\"");
    awaitReady("ending");
    replicas.register(one, "ending", "A");
    assertThat(replicas.beat(one, "ending", "A")).isEqualTo(PRIMARY);
    plane.kubectl("delete", "fg", "ending", "-n", namespace, "--wait=false").orFail();

    await()
        .untilAsserted(
            () ->
                assertThat(condition("ending", "Ready"))
                    .hasValueSatisfying(
                        ready -> {
                          assertThat(ready.reason()).isEqualTo("Draining");
                          assertThat(ready.message()).contains("session 'A'");
                        }));
    // A stock client goes on; it is told to stop and holds nothing up.
    assertThat(replicas.beat(two, "ending", "A")).isNotEqualTo(PRIMARY);
    await().atMost(Duration.ofSeconds(10)).until(() -> group("ending") == null);
    assertThat(admin.leases().inNamespace(namespace).withName("fg.ending").get()).isNull();
  }

  @Test
  void a_group_that_nobody_is_in_charge_of_goes_at_once() {
    apply("empty", "\"failoverTimeout\": \"1h\"");
    awaitReady("empty");

    plane.kubectl("delete", "fg", "empty", "-n", namespace, "--timeout=10s").orFail();
  }

  @Test
  void of_two_groups_with_one_id_the_first_is_served_and_the_other_says_so() {
    apply("twin-1", "\"id\": \"The Twins\"");
    awaitReady("twin-1");
    replicas.register(one, "The%20Twins", "A");
    replicas.beat(one, "The%20Twins", "A");
    await().until(() -> status("twin-1").leaseUid() != null);
    apply("twin-2", "\"id\": \"The Twins\"");

    await()
        .untilAsserted(
            () ->
                assertThat(condition("twin-2", "Stalled"))
                    .hasValueSatisfying(
                        stalled -> {
                          assertThat(stalled.reason()).isEqualTo("DuplicateId");
                          assertThat(stalled.message()).contains("'twin-1'");
                        }));
    assertThat(condition("twin-1", "Ready").orElseThrow().status())
        .isEqualTo(Condition.Status.TRUE);

    replicas.send(one, "DELETE", "/The%20Twins/clientsessions/A", "");
    plane.kubectl("delete", "fg", "twin-1", "-n", namespace, "--timeout=20s").orFail();
    awaitReady("twin-2");
    assertThat(condition("twin-2", "Stalled")).isEmpty();
  }

  @Test
  void an_override_of_a_rest_client_that_has_ended_is_taken_back() {
    apply("over", "\"failoverTimeout\": \"20s\"");
    awaitReady("over");
    replicas.register(one, "over", "A");
    assertThat(
            replicas
                .send(
                    one,
                    "POST",
                    "/over/clientsessions/A/roleoverride",
                    "{\"Value\":1,\"ExpirationPeriod\":\"00:00:01\"}")
                .status())
        .isEqualTo(200);
    assertThat(group("over").getSpec().roleOverrides()).hasSize(1);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> group("over").getSpec().roleOverrides().isEmpty());
  }

  @Test
  void an_access_control_list_waits_for_its_group_and_is_accepted() {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "GroupAcl",
             "metadata": {"name": "listed", "namespace": "%s"},
             "spec": {"groupRef": {"name": "listed"},
               "roleTrusteeAccessControlEntries": [
                 {"trustee": {"type": "Role", "objectId": "admins"}, "accessRights": ["All"]}]}}
            """
                .formatted(namespace),
            "apply",
            "-f",
            "-")
        .orFail();
    plane
        .kubectl(
            "wait",
            "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=GroupNotFound",
            "--timeout=20s",
            "groupacl",
            "listed",
            "-n",
            namespace)
        .orFail();

    apply("listed", "\"failoverTimeout\": \"20s\"");

    plane
        .kubectl(
            "wait", "--for=condition=Ready", "--timeout=20s", "groupacl", "listed", "-n", namespace)
        .orFail();
    assertThat(
            plane
                .kubectl(
                    "get",
                    "groupacl",
                    "listed",
                    "-n",
                    namespace,
                    "-ojsonpath={.status.accepted.generation}")
                .orFail())
        .isEqualTo("1");
  }

  @Test
  void tools_that_wait_for_a_group_see_it_go_on_until_it_is_done() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Watch _ =
        admin
            .resources(FailoverGroup.class)
            .inNamespace(namespace)
            .withName("waited")
            .watch(new Shapes(seen))) {
      apply("waited", "\"failoverTimeout\": \"10s\"");
      awaitReady("waited");
      apply("waited", "\"failoverTimeout\": \"11s\"");
      await().until(() -> status("waited").observedGeneration() == 2);

      await().until(() -> seen.contains("2/2 Ready=TRUE"));
    }
    // From not looked at to done, and from one generation to the next without a step back.
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsSubsequence("1/-1", "1/1 Ready=TRUE", "2/1 Ready=TRUE", "2/2 Ready=TRUE")
        .noneMatch(shape -> shape.contains("FALSE") || shape.contains("UNKNOWN"));
  }

  private record Shapes(List<String> seen) implements Watcher<FailoverGroup> {
    @Override
    public void eventReceived(Action action, FailoverGroup group) {
      String shape =
          group.getMetadata().getGeneration() + "/" + group.getStatus().observedGeneration();
      for (Condition condition : group.getStatus().conditions()) {
        if (!condition.type().equals("PrimaryElected")) {
          shape += " " + condition.type() + "=" + condition.status();
        }
      }
      if (!seen.contains(shape)) {
        seen.add(shape);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new AssertionError(cause);
    }
  }

  @Test
  void a_replica_that_starts_and_stops_writes_no_status() {
    apply("rolled", "\"failoverTimeout\": \"20s\"");
    awaitReady("rolled");
    replicas.register(one, "rolled", "A");
    replicas.beat(one, "rolled", "A");
    await().until(() -> "A".equals(status("rolled").primary()));
    AuditMark mark = plane.auditMark();

    Replica three = replicas.ready();
    replicas.beat(three, "rolled", "A");
    await()
        .during(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(statusWrites(mark, "rolled")).isEmpty());
    three.close();

    assertThat(statusWrites(mark, "rolled")).isEmpty();
    assertThat(condition("rolled", "Ready").orElseThrow().status())
        .isEqualTo(Condition.Status.TRUE);
  }

  @Test
  @NeedsControllerManager
  void a_group_deleted_in_the_foreground_goes_too() {
    apply("foreground", "\"failoverTimeout\": \"2s\"");
    awaitReady("foreground");
    replicas.register(one, "foreground", "A");
    assertThat(replicas.beat(one, "foreground", "A")).isEqualTo(PRIMARY);

    plane
        .kubectl(
            "delete", "fg", "foreground", "-n", namespace, "--cascade=foreground", "--timeout=60s")
        .orFail();

    assertThat(admin.leases().inNamespace(namespace).withName("fg.foreground").get()).isNull();
    assertThat(leasesOf("foreground")).as("what it owned went before it").isEmpty();
  }

  @Test
  @NeedsControllerManager
  void the_session_leases_of_a_group_deleted_in_the_background_are_collected() {
    apply("background", "\"failoverTimeout\": \"2s\"");
    awaitReady("background");
    replicas.register(one, "background", "A");
    replicas.register(two, "background", "B");
    assertThat(leasesOf("background")).hasSizeGreaterThanOrEqualTo(2);

    plane
        .kubectl(
            "delete", "fg", "background", "-n", namespace, "--cascade=background", "--timeout=60s")
        .orFail();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(leasesOf("background")).isEmpty());
  }

  private List<String> leasesOf(String group) {
    return admin
        .leases()
        .inNamespace(namespace)
        .withLabel("understudy.dev/group", group)
        .list()
        .getItems()
        .stream()
        .map(lease -> lease.getMetadata().getName())
        .toList();
  }

  @Test
  @NeedsControllerManager
  void a_namespace_that_is_deleted_waits_for_no_grant() {
    String going = plane.freshNamespace("going");
    Replicas there =
        new Replicas(plane.config(plane.serviceAccount("understudy", "understudy")), going);
    try {
      Replica replica = there.ready();
      there.send(replica, "POST", "/", "{\"Id\":\"g\",\"FailoverTimeout\":\"10:00:00\"}");
      there.register(replica, "g", "A");
      assertThat(there.beat(replica, "g", "A")).isEqualTo(PRIMARY);

      plane.kubectl("delete", "namespace", going, "--timeout=60s").orFail();
    } finally {
      there.close();
    }
  }
}
