package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writing: who replaces what, and what goes with what. */
abstract class WritingContract extends OnAnApiServer {

  @Test
  void a_put_of_an_older_version_is_a_conflict() {
    Lease made = create(lease("x", "a"));
    client().resource(heldBy("b", made)).update();

    refused(
        409, "the object has been modified", () -> client().resource(heldBy("c", made)).update());
    assertThat(readLease("x").getSpec().getHolderIdentity()).isEqualTo("b");
  }

  @Test
  void a_put_without_a_version_is_refused() {
    Lease made = create(lease("x", "a"));
    made.getMetadata().setResourceVersion(null);

    refused(422, "metadata.resourceVersion: Invalid value", () -> putLease(heldBy("b", made)));
  }

  @Test
  void a_put_that_changes_nothing_keeps_the_version() {
    Lease made = create(lease("x", "a"));

    Lease put = client().resource(made).update();

    assertThat(put).isEqualTo(made);
    assertThat(readLease("x")).isEqualTo(made);
  }

  @Test
  void a_put_for_another_uid_is_a_conflict() {
    Lease made = create(lease("x", "a"));
    made.getMetadata().setUid("another");

    refused(409, "Precondition failed: UID", () -> putLease(heldBy("b", made)));
  }

  @Test
  void a_put_with_a_uid_to_a_deleted_lease_is_a_conflict() {
    Lease made = create(lease("x", "a"));
    client().resource(made).delete();

    refused(409, "Precondition failed: UID", () -> putLease(heldBy("b", made)));
  }

  @Test
  void a_put_without_a_uid_to_a_deleted_lease_makes_it_anew() {
    Lease made = create(lease("x", "a"));
    client().resource(made).delete();
    Lease bare = heldBy("b", made);
    bare.getMetadata().setUid(null);

    putLease(bare);

    assertThat(readLease("x").getMetadata().getUid()).isNotEqualTo(made.getMetadata().getUid());
  }

  @Test
  void a_put_to_a_group_that_does_not_exist_makes_none() {
    refused(404, "\"g\" not found", () -> put(groupPath("g"), group("g", "{}")));
  }

  @Test
  void a_post_of_an_existing_name_is_a_conflict() {
    create(lease("x", "a"));

    refused(409, "\"x\" already exists", () -> create(lease("x", "b")));
  }

  @Test
  void a_post_into_a_namespace_that_does_not_exist_is_refused() {
    Lease lease = lease("x", "a");
    lease.getMetadata().setNamespace("nowhere");

    refused(404, "namespaces \"nowhere\" not found", () -> create(lease));
  }

  @Test
  void a_delete_can_name_the_uid_and_the_version_that_it_means() {
    Lease made = create(lease("x", "a"));
    Lease put = client().resource(heldBy("b", made)).update();

    refused(
        409,
        "the UID in the precondition (another) does not match the UID in record",
        () -> delete(precondition("uid", "another")));
    refused(
        409,
        "the ResourceVersion in the precondition",
        () -> delete(precondition("resourceVersion", made.getMetadata().getResourceVersion())));
    delete(precondition("resourceVersion", put.getMetadata().getResourceVersion()));

    assertThat(readLease("x")).isNull();
  }

  private static Map<String, Object> precondition(String name, String value) {
    return Map.of(
        "apiVersion", "v1", "kind", "DeleteOptions", "preconditions", Map.of(name, value));
  }

  private void delete(Map<String, Object> options) {
    client()
        .raw(
            "/apis/coordination.k8s.io/v1/namespaces/" + namespace() + "/leases/x",
            "DELETE",
            options);
  }

  @Test
  void a_patch_can_name_the_version_that_it_means() {
    Lease made = create(lease("x", "a"));
    client().resource(heldBy("b", made)).update();

    String patch =
        "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"holderIdentity\":\"c\"}}"
            .formatted(made.getMetadata().getResourceVersion());

    refused(
        409,
        "the object has been modified",
        () ->
            client()
                .leases()
                .inNamespace(namespace())
                .withName("x")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  @Test
  void a_merge_patch_removes_with_null_and_replaces_lists() {
    create(configMap("x", Map.of("a", "1")));

    ConfigMap patched =
        mergePatch(
            "{\"metadata\":{\"finalizers\":[\"t.dev/a\",\"t.dev/b\"]},\"data\":{\"a\":null,\"b\":\"2\"}}");
    assertThat(patched.getData()).isEqualTo(Map.of("b", "2"));
    assertThat(patched.getMetadata().getFinalizers()).containsExactly("t.dev/a", "t.dev/b");

    ConfigMap again = mergePatch("{\"metadata\":{\"finalizers\":[\"t.dev/c\"]}}");
    assertThat(again.getMetadata().getFinalizers()).containsExactly("t.dev/c");

    mergePatch("{\"metadata\":{\"finalizers\":null}}");
  }

  private ConfigMap mergePatch(String patch) {
    return client()
        .configMaps()
        .inNamespace(namespace())
        .withName("x")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  @Test
  void a_json_patch_changes_items_of_lists() {
    create(group("g", "{roleOverrides: [{sessionId: a, role: Primary}]}"));

    GenericKubernetesResource patched =
        client()
            .genericKubernetesResources("understudy.dev/v1alpha1", "FailoverGroup")
            .inNamespace(namespace())
            .withName("g")
            .patch(
                PatchContext.of(PatchType.JSON),
                """
                [{"op": "test", "path": "/spec/roleOverrides/0/sessionId", "value": "a"},
                 {"op": "replace", "path": "/spec/roleOverrides/0/role", "value": "Secondary"},
                 {"op": "add", "path": "/spec/roleOverrides/-", "value": {"sessionId": "b", "role": "Primary"}},
                 {"op": "add", "path": "/metadata/annotations", "value": {"t.dev/x": "y"}},
                 {"op": "remove", "path": "/metadata/annotations/t.dev~1x"}]
                """);

    assertThat(at(patched, "spec", "roleOverrides"))
        .isEqualTo(
            List.of(
                Map.of("sessionId", "a", "role", "Secondary"),
                Map.of("sessionId", "b", "role", "Primary")));
  }

  private ConfigMap configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace())
        .withName(name)
        .endMetadata()
        .withData(data)
        .build();
  }

  @Test
  void the_status_is_written_apart_from_the_rest() {
    GenericKubernetesResource made = create(group("g", "{failoverTimeout: 10s}"));

    put(
        groupPath("g"),
        with(with(made, "spec", Map.of("failoverTimeout", "20s")), "status", Map.of("term", 7)));
    GenericKubernetesResource first = readGroup("g");
    put(
        groupPath("g/status"),
        with(with(first, "spec", Map.of("failoverTimeout", "30s")), "status", status(8)));
    GenericKubernetesResource second = readGroup("g");

    assertThat(at(first, "spec", "failoverTimeout")).isEqualTo("20s");
    assertThat(at(first, "status", "term")).isNull();
    assertThat(at(second, "spec", "failoverTimeout")).isEqualTo("20s");
    assertThat(at(second, "status", "term")).isEqualTo(8);
    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(first.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(second.getMetadata().getGeneration()).isEqualTo(2);
  }

  private static Map<String, Object> status(int term) {
    return Map.of("term", term);
  }

  @Test
  void a_status_of_an_older_version_is_a_conflict() {
    GenericKubernetesResource made = create(group("g", "{}"));
    put(groupPath("g/status"), with(made, "status", status(1)));

    refused(
        409,
        "the object has been modified",
        () -> put(groupPath("g/status"), with(made, "status", status(2))));
  }

  @Test
  void a_term_that_falls_is_refused() {
    GenericKubernetesResource made = create(group("g", "{}"));
    put(groupPath("g/status"), with(made, "status", status(2)));

    refused(
        422,
        "the term of a group never decreases",
        () -> put(groupPath("g/status"), with(readGroup("g"), "status", status(1))));
  }

  @Test
  void labels_do_not_raise_the_generation() {
    GenericKubernetesResource made = create(group("g", "{}"));
    made.getMetadata().setLabels(Map.of("a", "b"));

    GenericKubernetesResource put = client().resource(made).update();

    assertThat(put.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(put.getMetadata().getResourceVersion())
        .isNotEqualTo(made.getMetadata().getResourceVersion());
  }

  @Test
  void a_finalizer_keeps_a_deleted_object_until_it_is_taken_off() {
    GenericKubernetesResource group = group("g", "{}");
    group.getMetadata().setFinalizers(List.of("t.dev/f"));
    create(group);

    client().resource(group).delete();
    GenericKubernetesResource waiting = readGroup("g");
    assertThat(waiting.getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(waiting.getMetadata().getGeneration()).isEqualTo(2);

    waiting.getMetadata().setFinalizers(List.of());
    client().resource(waiting).update();
    assertThat(readGroup("g")).isNull();
  }

  @Test
  void what_is_owned_goes_with_its_owner() {
    GenericKubernetesResource owner = create(group("g", "{}"));
    Lease owned = lease("owned", "a");
    owned
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName("g")
                    .withUid(owner.getMetadata().getUid())
                    .build()));
    create(owned);
    create(lease("free", "a"));

    client().resource(owner).delete();

    await().atMost(SOON).until(() -> readLease("owned") == null);
    assertThat(readLease("free")).isNotNull();
  }

  @Test
  void a_deleted_namespace_takes_everything_with_it() {
    create(lease("x", "a"));

    client().namespaces().withName(namespace()).delete();

    await().atMost(SOON).until(() -> client().namespaces().withName(namespace()).get() == null);
    assertThat(readLease("x")).isNull();
  }
}
