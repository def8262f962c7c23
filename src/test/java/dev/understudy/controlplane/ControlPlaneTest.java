package dev.understudy.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane itself, and the facts of the API server that the program builds upon. */
@WithControlPlane
class ControlPlaneTest {

  private final ControlPlane plane;
  private final KubernetesClient admin;
  private String namespace = "";

  ControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @BeforeEach
  void work_in_a_namespace_of_its_own() {
    namespace = plane.freshNamespace("plane");
  }

  @Test
  void the_api_server_answers_with_its_version() {
    assertThat(admin.getKubernetesVersion().getMinor()).isEqualTo("35");
    assertThat(plane.kubectl("version").orFail()).contains("Server Version: v1.35.");
  }

  @Test
  void a_service_account_without_rights_gets_403() {
    KubernetesClient nobody = plane.clientFor(namespace, "nobody");

    refusedWith(
        HttpURLConnection.HTTP_FORBIDDEN,
        () -> nobody.leases().inNamespace(namespace).withName("x").get());
  }

  @Test
  void a_service_account_may_do_what_its_role_allows() {
    plane
        .kubectl("create", "role", "reader", "--verb=get", "--resource=leases", "-n", namespace)
        .orFail();
    Path kubeconfig = plane.kubeconfig(plane.serviceAccount(namespace, "reader"));
    plane
        .kubectl(
            "create",
            "rolebinding",
            "reader",
            "--role=reader",
            "--serviceaccount=" + namespace + ":reader",
            "-n",
            namespace)
        .orFail();

    assertThat(plane.kubectl(kubeconfig, "auth", "can-i", "get", "leases", "-n", namespace).out())
        .isEqualToIgnoringNewLines("yes");
    assertThat(
            plane.kubectl(kubeconfig, "auth", "can-i", "delete", "leases", "-n", namespace).out())
        .isEqualToIgnoringNewLines("no");
  }

  @Test
  void an_unchanged_put_of_a_lease_succeeds_and_keeps_the_resource_version() {
    Lease made = admin.resource(lease("x", "a")).create();

    Lease put = admin.resource(made).update();

    assertThat(put.getMetadata().getResourceVersion())
        .isEqualTo(made.getMetadata().getResourceVersion());
  }

  @Test
  void a_put_with_an_old_resource_version_is_a_conflict() {
    Lease made = admin.resource(lease("x", "a")).create();
    admin.resource(heldBy("b", made)).update();

    refusedWith(HttpURLConnection.HTTP_CONFLICT, () -> admin.resource(heldBy("c", made)).update());
    assertThat(read("x").getSpec().getHolderIdentity()).isEqualTo("b");
  }

  @Test
  void a_put_without_uid_to_a_deleted_lease_makes_it_anew() {
    Lease made = admin.resource(lease("x", "a")).create();
    admin.resource(made).delete();
    Lease bare = heldBy("b", made);
    bare.getMetadata().setUid(null);
    bare.getMetadata().setResourceVersion(null);

    AuditMark mark = plane.auditMark();
    put(bare);

    assertThat(read("x").getMetadata().getUid()).isNotEqualTo(made.getMetadata().getUid());
    assertThat(plane.auditEvents(mark))
        .filteredOn(event -> event.verb().equals("update") && event.isOf("leases"))
        .filteredOn(event -> event.target().orElseThrow().namespace().equals(namespace))
        .singleElement()
        .extracting(AuditEvent::code)
        .isEqualTo(HttpURLConnection.HTTP_CREATED);
  }

  @Test
  void a_put_with_uid_to_a_deleted_lease_is_refused() {
    Lease made = admin.resource(lease("x", "a")).create();
    admin.resource(made).delete();

    refusedWith(HttpURLConnection.HTTP_CONFLICT, () -> admin.resource(heldBy("b", made)).update());
  }

  @Test
  void data_outlives_a_restart_of_the_api_server_and_of_etcd() {
    admin.resource(lease("x", "a")).create();

    plane.restartApiServer();
    plane.restart(Component.ETCD);

    assertThat(read("x").getSpec().getHolderIdentity()).isEqualTo("a");
  }

  @Test
  void a_compaction_and_a_restart_forget_old_versions() {
    Lease made = admin.resource(lease("x", "a")).create();
    admin.resource(heldBy("b", made)).update();

    long kept = plane.compactEtcd();
    plane.restartApiServer();

    assertThat(kept).isGreaterThan(Long.parseLong(made.getMetadata().getResourceVersion()));
    String watch =
        "/apis/coordination.k8s.io/v1/namespaces/%s/leases?watch=true&timeoutSeconds=1&resourceVersion=%s"
            .formatted(namespace, made.getMetadata().getResourceVersion());
    assertThat(admin.raw(watch)).contains("\"code\":410");
  }

  @Test
  void a_frozen_api_server_answers_again_when_it_goes_on() {
    plane.pause(Component.API_SERVER);
    assertThat(plane.kubectl("get", "namespace", namespace, "--request-timeout=500ms").exitCode())
        .isNotZero();

    plane.resume(Component.API_SERVER);
    assertThat(plane.kubectl("get", "namespace", namespace).exitCode()).isZero();
  }

  @Test
  void the_audit_log_tells_who_wrote_what_into_a_lease() {
    plane
        .kubectl("create", "role", "w", "--verb=create", "--resource=leases", "-n", namespace)
        .orFail();
    plane
        .kubectl("create", "rolebinding", "w", "--role=w", "--serviceaccount=" + namespace + ":w")
        .orFail();
    KubernetesClient writer = plane.clientFor(namespace, "w");
    AuditMark mark = plane.auditMark();

    refusedWith(HttpURLConnection.HTTP_FORBIDDEN, () -> writer.resource(lease("x", "a")).create());
    Lease made = admin.resource(lease("x", "a")).create();

    String user = "system:serviceaccount:" + namespace + ":w";
    assertThat(plane.auditEvents(mark))
        .filteredOn(AuditEvent::isWrite)
        .filteredOn(event -> event.user().equals(user) || event.user().equals("admin"))
        .satisfiesExactly(
            refused -> {
              assertThat(refused.user()).isEqualTo(user);
              assertThat(refused.code()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
            },
            created -> {
              assertThat(created.succeeded()).isTrue();
              assertThat(created.target())
                  .contains(
                      new AuditEvent.Target("coordination.k8s.io", "leases", "", namespace, "x"));
              assertThat(created.duration()).isPositive();
              assertThat(created.request().orElseThrow().at("/spec/holderIdentity").asText())
                  .isEqualTo("a");
              assertThat(created.response().orElseThrow().at("/metadata/resourceVersion").asText())
                  .isEqualTo(made.getMetadata().getResourceVersion());
            });
  }

  @Test
  @NeedsControllerManager
  void an_object_goes_with_its_owner() {
    ConfigMap owner = admin.resource(configMap("owner")).create();
    ConfigMap owned =
        configMap("owned")
            .edit()
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("owner")
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .build();
    admin.resource(owned).create();

    admin.resource(owner).delete();

    await().atMost(Duration.ofSeconds(30)).until(() -> admin.resource(owned).get() == null);
  }

  @Test
  @NeedsControllerManager
  void a_deleted_namespace_takes_everything_with_it() {
    admin.resource(lease("x", "a")).create();

    plane.kubectl("delete", "namespace", namespace, "--timeout=30s").orFail();

    assertThat(read("x")).isNull();
  }

  @Test
  void a_directory_of_manifests_is_applied_and_its_kinds_are_served(@TempDir Path directory)
      throws IOException {
    Files.writeString(
        directory.resolve("crd.yaml"),
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: probes.understudy.test
        spec:
          group: understudy.test
          scope: Namespaced
          names: {kind: Probe, plural: probes}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec: {type: string, x-kubernetes-validations: [{rule: self != 'bad', message: not bad}]}
        """);

    assertThat(plane.applyDirectory(directory))
        .containsExactly("customresourcedefinition.apiextensions.k8s.io/probes.understudy.test");

    assertThat(applyProbe("good").exitCode()).isZero();
    assertThat(applyProbe("bad").err()).contains("not bad");
  }

  private KubectlResult applyProbe(String spec) {
    return plane.kubectlWithInput(
        "{apiVersion: understudy.test/v1, kind: Probe, metadata: {name: p}, spec: %s}"
            .formatted(spec),
        "apply",
        "--namespace=" + namespace,
        "--filename=-");
  }

  private static void refusedWith(int code, ThrowingCallable request) {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(request)
        .extracting(KubernetesClientException::getCode)
        .isEqualTo(code);
  }

  private Lease read(String name) {
    return admin.leases().inNamespace(namespace).withName(name).get();
  }

  private void put(Lease lease) {
    admin.raw(
        "/apis/coordination.k8s.io/v1/namespaces/%s/leases/%s"
            .formatted(namespace, lease.getMetadata().getName()),
        "PUT",
        lease);
  }

  private Lease lease(String name, String holder) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(holder)
        .endSpec()
        .build();
  }

  private static Lease heldBy(String holder, Lease lease) {
    return lease.edit().editSpec().withHolderIdentity(holder).endSpec().build();
  }

  private ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }
}
