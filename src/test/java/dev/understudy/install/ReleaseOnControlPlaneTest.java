package dev.understudy.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.controlplane.Binaries;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.NeedsControllerManager;
import dev.understudy.controlplane.WithControlPlane;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of a release, from its installation to its end, in this order: Helm installs, upgrades
 * and removes it on a real API server, and its pods run as processes under their own service
 * accounts. There is no kubelet; hooks run as processes too, and then their objects are marked as
 * done.
 */
@WithControlPlane
@NeedsControllerManager
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseOnControlPlaneTest {

  private static final String HOME = "understudy";
  private static final String SERVED = "plant";
  private static final String VALUES =
      """
      image: {repository: r.example.com/understudy}
      auth: {methods: [none]}
      """;

  private static final String LISTS =
      "/api/v1/tenants/default/namespaces/" + SERVED + "/accesscontrol/clientfailover/groups";
  private static final String READER =
      "{\"Trustee\":{\"Type\":3,\"ObjectId\":\"Readers\"},\"AccessType\":0,\"AccessRights\":1}";
  private static final String LIST =
      """
      {"RoleTrusteeAccessControlEntries":[
        {"Trustee":{"Type":3,"ObjectId":"Administrators"},"AccessType":0,"AccessRights":31}]}
      """;

  private final List<PodProcess> running = new CopyOnWriteArrayList<>();
  private final List<Collector> collectors = new ArrayList<>();
  private ControlPlane plane;
  private Path kubeconfig;
  private int pods;

  @BeforeAll
  void start_a_control_plane_of_its_own() {
    // The operator serves the whole cluster here, which no other test would bear.
    plane = ControlPlane.start(Binaries.find());
    plane.awaitControllerManager();
    kubeconfig = plane.kubeconfig(plane.admin());
  }

  @AfterAll
  void end() {
    collectors.forEach(Collector::close);
    running.forEach(PodProcess::close);
    plane.close();
  }

  private List<Integer> ports() {
    return running.stream().map(PodProcess::restPort).toList();
  }

  private JsonNode object(String kind, String name) {
    return Rendered.parse(
            plane.kubectl("get", kind, name, "--namespace=" + HOME, "--output=yaml").orFail())
        .getFirst();
  }

  /** A pod of the Deployment as it is now. */
  private PodProcess pod() {
    return pod("understudy-" + ++pods, plane.tokenFor(HOME, "understudy"));
  }

  private PodProcess pod(String name, String token) {
    JsonNode spec = object("deployment", "understudy").at("/spec/template/spec");
    assertThat(spec.path("serviceAccountName").asText()).isEqualTo("understudy");
    PodProcess pod = new PodProcess(plane, HOME, name, spec, 0, token).awaitReady();
    running.add(pod);
    return pod;
  }

  private void stop(PodProcess pod) {
    running.remove(pod);
    pod.close();
  }

  /** As a Deployment does with maxSurge 1 and maxUnavailable 0. */
  private void roll() {
    for (PodProcess old : List.copyOf(running)) {
      pod();
      stop(old);
    }
  }

  private Collector collector(String group, String session) {
    Collector collector = new Collector(this::ports, SERVED, group, session);
    collectors.add(collector);
    return collector;
  }

  private FailoverGroup group(String name) {
    return plane
        .adminClient()
        .resources(FailoverGroup.class)
        .inNamespace(SERVED)
        .withName(name)
        .get();
  }

  /** The chart with another version: nothing was released before this one. */
  private static <T> T previous(Chart.Work<T> work) {
    return Chart.withCopy(
        copy -> {
          Path chart = copy.resolve("understudy/Chart.yaml");
          Files.writeString(
              chart,
              Files.readString(chart).replaceAll("(?m)^(version|appVersion): .*", "$1: 0.0.9"));
          return work.in(copy.resolve("understudy"));
        });
  }

  private Path values(Path beside) throws IOException {
    return Files.writeString(beside.resolveSibling("given.yaml"), VALUES);
  }

  @Test
  @Order(1)
  void helm_installs_it() {
    plane.kubectl("create", "namespace", SERVED).orFail();
    plane
        .kubectl(
            "label",
            "namespace",
            SERVED,
            "understudy.dev/tenant=default",
            "understudy.dev/namespace=" + SERVED)
        .orFail();

    Release release =
        previous(
            chart ->
                new Helm(chart)
                    .install()
                    .withName("understudy")
                    .withNamespace(HOME)
                    .createNamespace()
                    .withKubeConfig(kubeconfig)
                    .withValuesFile(values(chart))
                    .call());

    assertThat(release.getStatus()).isEqualTo("deployed");
    assertThat(release.getChart()).isEqualTo("understudy-0.0.9");
    plane
        .kubectl("wait", "--for=condition=Established", "crd/failovergroups.understudy.dev")
        .orFail();
    assertThat(object("deployment", "understudy").at("/spec/replicas").asInt()).isEqualTo(2);
  }

  @Test
  @Order(2)
  void its_pods_serve_under_its_service_account_as_they_are_rendered() {
    pod();
    pod();
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "line", "namespace": "%s"}, "spec": {"failoverTimeout": "20s"}}
            """
                .formatted(SERVED),
            "apply",
            "--filename=-")
        .orFail();
    plane
        .kubectl("wait", "--for=condition=Ready", "--timeout=30s", "fg/line", "-n", SERVED)
        .orFail();

    collector("line", "A").start();
    collector("line", "B").start();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(group("line").getStatus().primary()).isEqualTo("A");
              assertThat(group("line").getStatus().sessions().live()).isEqualTo(2);
            });
    // The pod's name is in the Lease that it shows its life by.
    assertThat(plane.kubectl("get", "leases", "--namespace=" + HOME, "--output=name").orFail())
        .contains("understudy-replica-understudy-1-", "understudy-replica-understudy-2-");
    assertThat(running.getFirst().output()).contains("\"level\":\"INFO\"");
  }

  @Test
  @Order(3)
  void a_token_that_is_renewed_is_taken_up() throws IOException {
    plane
        .adminClient()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(HOME)
                .withName("bound")
                .endMetadata()
                .build())
        .create();
    String bound =
        plane
            .adminClient()
            .serviceAccounts()
            .inNamespace(HOME)
            .withName("understudy")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .withNewBoundObjectRef()
                    .withApiVersion("v1")
                    .withKind("Secret")
                    .withName("bound")
                    .endBoundObjectRef()
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
    PodProcess third = pod("understudy-renewed", bound);

    third.writeToken(plane.tokenFor(HOME, "understudy"));
    // A token that is bound to an object ends with it, at once.
    plane.kubectl("delete", "secret", "bound", "--namespace=" + HOME).orFail();

    try (Collector only = new Collector(() -> List.of(third.restPort()), SERVED, "line", "C")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                only.beat();
                assertThat(only.roles()).isNotEmpty();
              });
      only.send("DELETE", "groups/line/clientsessions/C", "");
    }
    assertThat(third.isReady()).isTrue();
    stop(third);
  }

  @Test
  @Order(4)
  void no_right_is_given_that_a_run_did_not_use() {
    Collector rest = collector("line", "A");
    collector("line", "B");

    // The lists: one for all groups, and one in the place of what another group has left behind.
    assertThat(rest.send("PUT", LISTS, LIST).status()).isEqualTo(204);
    assertThat(rest.send("PUT", LISTS, LIST.replace("[", "[" + READER + ",")).status())
        .isEqualTo(204);
    // A group from REST, with overrides that come and go, and its end.
    rest.send("POST", "groups", "{\"Id\":\"from-rest\",\"FailoverTimeout\":\"00:00:20\"}");
    Collector x = collector("from-rest", "X");
    x.beat();
    x.beat();
    for (int role : List.of(1, 0)) {
      assertThat(
              rest.send(
                      "POST",
                      "groups/from-rest/clientsessions/X/roleoverride",
                      "{\"Value\":%d}".formatted(role))
                  .status())
          .isEqualTo(200);
    }
    // The same transitions again are counted in the same Events.
    for (int again = 0; again < 2; again++) {
      rest.send("DELETE", "groups/from-rest/clientsessions/X", "");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> group("from-rest").getStatus().primary() == null);
      Collector anew = collector("from-rest", "X");
      anew.beat();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> "X".equals(group("from-rest").getStatus().primary()));
    }
    rest.send("DELETE", "groups/from-rest/clientsessions/X", "");
    assertThat(rest.send("DELETE", "groups/from-rest", "").status()).isEqualTo(204);
    await().atMost(Duration.ofSeconds(30)).until(() -> group("from-rest") == null);
    SortedSet<String> given = Rights.given(List.of(object("clusterrole", "understudy")));

    // The list of a group made anew in the place of a deleted one goes only where callers are
    // known,
    // which they are not here; EnforcedListsOnControlPlaneTest does it under the same rights.
    given.remove("delete understudy.dev/groupacls");
    assertThat(used()).as("what a run used").isEqualTo(given);
  }

  private SortedSet<String> used() {
    return Rights.used(
        plane.auditEvents(AuditMark.START), "system:serviceaccount:" + HOME + ":understudy");
  }

  @Test
  @Order(5)
  void an_upgrade_changes_nobody_s_role() {
    long term = group("line").getStatus().term();

    Release release =
        Chart.withCopy(
            copy ->
                new Helm(copy.resolve("understudy"))
                    .upgrade()
                    .withName("understudy")
                    .withNamespace(HOME)
                    .withKubeConfig(kubeconfig)
                    .withValuesFile(values(copy.resolve("understudy")))
                    .call());
    assertThat(release.getStatus()).isEqualTo("deployed");
    assertThat(release.getRevision()).isEqualTo("2");
    assertThat(
            object("deployment", "understudy")
                .at("/spec/template/spec/containers/0/image")
                .asText())
        .doesNotContain("0.0.9");
    roll();

    assertThatNothingChangedHands(term);
  }

  private void assertThatNothingChangedHands(long term) {
    Collector a = collectors.getFirst();
    assertThat(a.failures()).isEmpty();
    assertThat(a.roles()).hasSizeGreaterThan(5);
    assertThat(a.roles().stream().distinct()).containsExactly(1);
    assertThat(group("line").getStatus().term()).isEqualTo(term);
    assertThat(group("line").getStatus().primary()).isEqualTo("A");
  }

  @Test
  @Order(6)
  void so_does_going_back_to_the_version_before() {
    long term = group("line").getStatus().term();

    Release release =
        previous(
            chart ->
                new Helm(chart)
                    .upgrade()
                    .withName("understudy")
                    .withNamespace(HOME)
                    .withKubeConfig(kubeconfig)
                    .withValuesFile(values(chart))
                    .call());
    assertThat(release.getChart()).isEqualTo("understudy-0.0.9");
    assertThat(
            object("deployment", "understudy")
                .at("/spec/template/spec/containers/0/image")
                .asText())
        .endsWith(":0.0.9");
    roll();

    assertThatNothingChangedHands(term);
  }

  @Test
  @Order(7)
  void helm_test_finds_it_ready() {
    CompletableFuture<Release> tested =
        CompletableFuture.supplyAsync(
            () ->
                Helm.test("understudy")
                    .withNamespace(HOME)
                    .withKubeConfig(kubeconfig)
                    .withTimeout(120)
                    .call());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> plane.kubectl("get", "pod", "understudy-test", "-n", HOME).exitCode() == 0);
    String text =
        plane.kubectl("get", "pod", "understudy-test", "-n", HOME, "--output=yaml").orFail();
    PodProcess replica = running.getFirst();
    JsonNode spec =
        Rendered.parse(
                text.replace(
                        "understudy.understudy.svc:8081", "127.0.0.1:" + replica.managementPort())
                    .replace("understudy.understudy.svc:8080", "127.0.0.1:" + replica.restPort()))
            .getFirst()
            .path("spec");

    for (int container = 0; container < 2; container++) {
      PodProcess run = new PodProcess(plane, HOME, "understudy-test", spec, container, "");
      assertThat(run.awaitEnd()).as(run.output()).isZero();
      assertThat(run.output()).contains(" answered ");
    }
    plane
        .kubectl(
            "patch",
            "pod",
            "understudy-test",
            "--namespace=" + HOME,
            "--subresource=status",
            "--type=merge",
            "--patch={\"status\":{\"phase\":\"Succeeded\"}}")
        .orFail();

    assertThat(tested.join().getStatus()).isEqualTo("deployed");
  }

  @Test
  @Order(8)
  void when_it_is_uninstalled_definitions_and_groups_stay_and_can_be_deleted() {
    collectors.forEach(Collector::close);
    CompletableFuture<String> uninstalled =
        CompletableFuture.supplyAsync(
            () ->
                Helm.uninstall("understudy").withNamespace(HOME).withKubeConfig(kubeconfig).call());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> plane.kubectl("get", "job", "understudy-uninstall", "-n", HOME).exitCode() == 0);
    assertThat(plane.kubectl("get", "deployment", "understudy", "-n", HOME).exitCode()).isNotZero();
    JsonNode spec = object("job", "understudy-uninstall").at("/spec/template/spec");
    // Pods are told to stop when the Deployment goes; the hook finds them still there.
    PodProcess hook =
        new PodProcess(
            plane,
            HOME,
            "hook",
            spec,
            0,
            plane.tokenFor(HOME, spec.path("serviceAccountName").asText()));
    List.copyOf(running).forEach(this::stop);
    assertThat(hook.awaitEnd()).as(hook.output()).isZero();
    assertThat(hook.output()).contains("the finalizer was taken off 1 group");
    SortedSet<String> used =
        Rights.used(
            plane.auditEvents(AuditMark.START),
            "system:serviceaccount:" + HOME + ":understudy-uninstall");
    SortedSet<String> given =
        Rights.given(
            Stream.of(
                    object("role", "understudy-uninstall"),
                    object("clusterrole", "understudy-uninstall-finalizers"))
                .toList());
    assertThat(used).isEqualTo(given);
    markAsDone();

    assertThat(uninstalled.join()).contains("understudy");
    assertThat(group("line").getMetadata().getFinalizers()).isEmpty();
    assertThat(plane.kubectl("get", "crd", "--output=name").orFail())
        .contains("failovergroups.understudy.dev", "groupacls.understudy.dev");
    for (String kind :
        List.of("clusterrole", "clusterrolebinding", "validatingadmissionpolicy", "role")) {
      assertThat(plane.kubectl("get", kind, "-A", "--output=name").orFail())
          .doesNotContain("understudy");
    }
    plane.kubectl("delete", "fg", "line", "-n", SERVED, "--timeout=20s").orFail();
  }

  /** What a Job's controller does when the Job's pod has ended well. */
  private void markAsDone() {
    plane
        .kubectl(
            "patch",
            "job",
            "understudy-uninstall",
            "--namespace=" + HOME,
            "--subresource=status",
            "--type=merge",
            "--patch={\"status\":{\"startTime\":\"2026-01-01T00:00:00Z\",\"completionTime\":\"2026-01-01T00:00:01Z\",\"succeeded\":1,"
                + "\"conditions\":[{\"type\":\"SuccessCriteriaMet\",\"status\":\"True\"},{\"type\":\"Complete\",\"status\":\"True\"}]}}")
        .orFail();
  }
}
