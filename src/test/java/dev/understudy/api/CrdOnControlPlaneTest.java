package dev.understudy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs as a real API server reads them: taken, and every rule held with its message. */
@WithControlPlane
@TestInstance(Lifecycle.PER_CLASS)
class CrdOnControlPlaneTest {

  private static final Path DEPLOY = Path.of(System.getProperty("understudy.basedir"), "deploy");

  private final ControlPlane plane;
  private final KubernetesClient admin;
  private String namespace = "";

  CrdOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @BeforeAll
  void apply_the_crds() {
    assertThat(plane.applyDirectory(DEPLOY.resolve("crds"))).hasSize(2);
    namespace = plane.freshNamespace("crd");
  }

  @AfterEach
  void remove_all_resources() {
    admin.resources(FailoverGroup.class).inNamespace(namespace).delete();
    admin.resources(GroupAcl.class).inNamespace(namespace).delete();
  }

  static List<ResourceTable.Line> refused() {
    return ResourceTable.bad();
  }

  static List<ResourceTable.Line> taken() {
    return ResourceTable.good();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void a_bad_resource_is_refused_with_the_words_of_the_table(ResourceTable.Line line) {
    KubernetesClientException refusal =
        catchThrowableOfType(KubernetesClientException.class, () -> write(line));

    assertThat(refusal).isNotNull();
    assertThat(refusal.getCode()).isEqualTo(422);
    assertThat(refusal.getStatus().getDetails().getCauses())
        .anySatisfy(
            cause -> {
              assertThat(cause.getMessage()).contains(line.serverMessage());
              assertNamesTheField(cause, line.field());
            });
  }

  /** The API server cannot point at metadata: it names no field there. */
  private static void assertNamesTheField(StatusCause cause, String field) {
    assertThat(cause.getField()).startsWith(field.startsWith("metadata.") ? "<nil>" : field);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  void a_good_resource_is_taken(ResourceTable.Line line) {
    assertThat(write(line).getMetadata().getUid()).isNotBlank();
  }

  @Test
  void the_samples_are_taken() {
    assertThat(plane.kubectl("apply", "-n", namespace, "-f", DEPLOY + "/samples").orFail().lines())
        .hasSize(3);
  }

  @Test
  void a_group_of_which_nothing_is_said_gets_the_defaults() {
    FailoverGroup created = create("line-1", FailoverGroupSpec.DEFAULT);

    assertThat(created.getSpec().failoverTimeout()).isEqualTo("1m");
    assertThat(created.getSpec().election())
        .isEqualTo(
            new ElectionSpec(ElectionSpec.Failover.AUTOMATIC, 0.0, null, null, "25s", "250ms"));
    assertThat(created.getStatus().observedGeneration()).isEqualTo(-1);
  }

  @Test
  void a_status_reads_as_it_was_written() {
    Instant now = Instant.parse("2026-01-01T00:00:00.123456Z");
    FailoverGroup group = create("line-1", FailoverGroupSpec.DEFAULT);
    FailoverGroupStatus status =
        new FailoverGroupStatus(
            1L,
            "line-1",
            "A",
            "B",
            7L,
            now,
            now,
            "uid",
            3L,
            new LastTransition(now, null, "A", "FirstGrant"),
            new Sessions(
                2, 3, List.of(new SessionStatus("A", SessionStatus.Role.PRIMARY, 50.5, null)), 2),
            List.of(
                new Condition("Ready", Condition.Status.TRUE, 1L, now, "Served", "All is well.")));
    group.setStatus(status);

    admin.resource(group).updateStatus();

    assertThat(reread(group).getStatus()).isEqualTo(status);
  }

  @Test
  void people_read_the_columns_in_the_order_of_their_use() {
    create("line-1", FailoverGroupSpec.DEFAULT);

    assertThat(header("get", "fg"))
        .containsExactly(
            "NAME", "PRIMARY", "PENDING", "TERM", "LIVE", "TOTAL", "TIMEOUT", "READY", "AGE");
    assertThat(header("get", "fg", "-o", "wide")).endsWith("AGE", "ID", "REASON", "SINCE");
    assertThat(plane.kubectl("get", "understudy", "-n", namespace).orFail()).contains("line-1");
  }

  @Test
  void groups_are_found_by_their_id_and_their_primary() {
    FailoverGroup group =
        create("line-1", new FailoverGroupSpec("Line 1", null, null, null, null, null, List.of()));
    create("line-2", FailoverGroupSpec.DEFAULT);
    group.setStatus(status("A"));
    admin.resource(group).updateStatus();

    assertThat(found("spec.id", "Line 1")).containsExactly("line-1");
    assertThat(found("status.primary", "A")).containsExactly("line-1");
    assertThat(found("status.primary", "B")).isEmpty();
  }

  @Test
  void kubectl_explains_every_part() {
    assertThat(explain("failovergroup"))
        .contains("A group of redundant clients, exactly one of which is in charge: the primary.");
    assertThat(explain("failovergroup.spec"))
        .contains("How long the primary may be silent before another session takes its place");
    assertThat(explain("failovergroup.spec.election")).contains("0s switches holding off");
    assertThat(explain("failovergroup.status.term")).contains("the fencing token");
    assertThat(explain("groupacl.spec.roleTrusteeAccessControlEntries.trustee"))
        .contains("Its id, as the identity provider gives it.");
  }

  @Test
  void two_managers_own_the_overrides_of_different_sessions() {
    applyOverride("git", "A", "Secondary");
    applyOverride("console", "B", "Secondary");

    FailoverGroup group =
        admin.resources(FailoverGroup.class).inNamespace(namespace).withName("line-1").get();

    assertThat(group.getSpec().roleOverrides())
        .extracting(RoleOverride::sessionId)
        .containsExactlyInAnyOrder("A", "B");
    KubernetesClientException conflict =
        catchThrowableOfType(
            KubernetesClientException.class, () -> applyOverride("console", "A", "Primary"));
    assertThat(conflict.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT);
    assertThat(conflict.getMessage()).contains("conflict with \"git\"", "sessionId=\"A\"");
  }

  @Test
  void an_access_control_list_at_its_limits_is_within_the_budget_of_the_rules() {
    List<AccessControlEntry.AccessRight> all = List.of(AccessControlEntry.AccessRight.values());
    List<AccessControlEntry> entries = new ArrayList<>();
    for (int i = 0; i < GroupAclSpec.MAX_ENTRIES; i++) {
      String role = "r".repeat(258) + (10 + i);
      entries.add(
          new AccessControlEntry(
              new Trustee(Trustee.Type.ROLE, role, role),
              i + 1 < GroupAclSpec.MAX_ENTRIES
                  ? AccessControlEntry.AccessType.DENIED
                  : AccessControlEntry.AccessType.ALLOWED,
              all));
    }
    GroupAcl acl = new GroupAcl();
    acl.getMetadata().setName(Names.COLLECTION);
    acl.getMetadata().setNamespace(namespace);
    acl.setSpec(new GroupAclSpec(null, null, entries));
    acl = admin.resource(acl).create();

    acl.setStatus(
        new GroupAclStatus(
            1L, new GroupAclStatus.Accepted(1, acl.getSpec().owner(), entries), List.of()));

    assertThat(admin.resource(acl).updateStatus().getStatus().accepted()).isNotNull();
  }

  @Test
  void the_manifests_of_the_operators_rights_are_taken() {
    assertThat(
            plane
                .kubectl("apply", "--dry-run=client", "-o", "name", "-f", DEPLOY + "/rbac")
                .orFail()
                .lines())
        .contains(
            "namespace/understudy",
            "serviceaccount/understudy",
            "clusterrole.rbac.authorization.k8s.io/understudy",
            "clusterrolebinding.rbac.authorization.k8s.io/understudy");
  }

  private FailoverGroup create(String name, FailoverGroupSpec spec) {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName(name);
    group.getMetadata().setNamespace(namespace);
    group.setSpec(spec);
    return admin.resource(group).create();
  }

  private static FailoverGroupStatus status(String primary) {
    return new FailoverGroupStatus(
        1L, null, primary, null, 1L, null, null, null, null, null, null, List.of());
  }

  private FailoverGroup reread(FailoverGroup group) {
    return admin.resource(group).get();
  }

  private List<String> found(String field, String value) {
    return admin
        .resources(FailoverGroup.class)
        .inNamespace(namespace)
        .withField(field, value)
        .list()
        .getItems()
        .stream()
        .map(group -> group.getMetadata().getName())
        .toList();
  }

  private List<String> header(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("-n", namespace));
    String output = plane.kubectl(command.toArray(String[]::new)).orFail();
    return List.of(output.lines().findFirst().orElseThrow().split("\\s+", -1));
  }

  private String explain(String path) {
    return plane.kubectl("explain", path).orFail().replaceAll("\\s+", " ");
  }

  private void applyOverride(String manager, String session, String role) {
    String manifest =
        """
        apiVersion: understudy.dev/v1alpha1
        kind: FailoverGroup
        metadata: {name: line-1, namespace: %s}
        spec: {roleOverrides: [{sessionId: %s, role: %s}]}
        """
            .formatted(namespace, session, role);
    admin
        .resource(
            admin.getKubernetesSerialization().unmarshal(manifest, GenericKubernetesResource.class))
        .fieldManager(manager)
        .serverSideApply();
  }

  private GenericKubernetesResource write(ResourceTable.Line line) {
    if (line.before() == null) {
      return client(line.resource()).create();
    }
    client(line.before()).create();
    if (line.before().has("status")) {
      put(line.before());
    }
    return put(line.resource());
  }

  /** Writes the status of a document that has one, else the document, over what is stored. */
  private GenericKubernetesResource put(ObjectNode document) {
    Resource<GenericKubernetesResource> client = client(document);
    GenericKubernetesResource resource = resource(document);
    resource.getMetadata().setResourceVersion(client.get().getMetadata().getResourceVersion());
    Resource<GenericKubernetesResource> versioned = admin.resource(resource);
    return document.has("status") ? versioned.updateStatus() : versioned.update();
  }

  private Resource<GenericKubernetesResource> client(ObjectNode document) {
    return admin.resource(resource(document));
  }

  private GenericKubernetesResource resource(ObjectNode document) {
    GenericKubernetesResource resource =
        admin.getKubernetesSerialization().convertValue(document, GenericKubernetesResource.class);
    resource.getMetadata().setNamespace(namespace);
    return resource;
  }
}
