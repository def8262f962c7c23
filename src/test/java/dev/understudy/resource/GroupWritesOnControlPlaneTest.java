package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.understudy.api.FailoverGroup;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.resource.GroupWrites.Creation;
import dev.understudy.resource.GroupWrites.Deletion;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making and deleting groups, by a real API server's rules. */
@WithControlPlane
class GroupWritesOnControlPlaneTest {

  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String namespace;
  private final Groups groups;
  private final GroupWrites writes;

  GroupWritesOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    client = Installed.on(plane).client();
    namespace = plane.freshNamespace("writes");
    groups = new Groups(client, Set.of());
    writes = new GroupWrites(client, groups);
  }

  @BeforeEach
  void watch() {
    groups.start().join();
  }

  @AfterEach
  void end() {
    groups.close();
    client.close();
  }

  private static GroupWrites.Draft draft(String id, String additionalData) {
    return new GroupWrites.Draft(id, "A name", null, Duration.ofSeconds(20), additionalData);
  }

  private GroupRecord created(String id) {
    assertThat(writes.create(namespace, draft(id, "{}"))).isInstanceOf(Creation.Created.class);
    await().until(() -> groups.findById(namespace, id).isPresent());
    return groups.findById(namespace, id).orElseThrow();
  }

  @Test
  void a_group_is_made_under_its_own_id_and_waits_for_its_drain() {
    GroupRecord group = created("pump-1");

    assertThat(group.name()).isEqualTo("pump-1");
    assertThat(group.spec().id()).isNull();
    assertThat(group.hasFinalizer()).isTrue();
    assertThat(group.status().observedGeneration()).isEqualTo(-1);
    assertThat(
            plane
                .kubectl("get", "fg", "pump-1", "-n", namespace, "--show-managed-fields", "-oyaml")
                .orFail())
        .contains("manager: understudy-rest");
  }

  @Test
  void an_id_that_is_no_name_is_found_by_id() {
    GroupRecord group = created("Pumpen Süd%2a");

    assertThat(group.name()).startsWith("pumpen-s-d-2a-");
    assertThat(group.spec().id()).isEqualTo("Pumpen Süd%2a");
    assertThat(groups.find(namespace, group.name())).contains(group);
    assertThat(groups.list(namespace)).extracting(GroupRecord::id).containsExactly(group.id());
  }

  @Test
  void the_same_configuration_again_is_the_same_group_however_its_numbers_are_written() {
    writes.create(namespace, draft("same", "{\"a\":1.0,\"b\":[1e3,\"x\"],\"c\":0.1}"));

    assertThat(writes.create(namespace, draft("same", "{\"b\":[1000,\"x\"],\"c\":0.10,\"a\":1}")))
        .isInstanceOf(Creation.Same.class);
  }

  @Test
  void another_configuration_of_an_id_is_different() {
    writes.create(namespace, draft("other", "{\"a\":1}"));

    assertThat(writes.create(namespace, draft("other", "{\"a\":2}")))
        .isInstanceOf(Creation.Different.class);
  }

  @Test
  void an_id_that_a_manifest_gave_to_another_name_is_found() {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "by-hand", "namespace": "%s"},
             "spec": {"id": "By Hand", "name": "A name", "failoverTimeout": "20000ms",
                      "additionalData": {}}}
            """
                .formatted(namespace),
            "apply",
            "-f",
            "-")
        .orFail();
    await().until(() -> groups.findById(namespace, "By Hand").isPresent());

    assertThat(writes.create(namespace, draft("By Hand", "{}"))).isInstanceOf(Creation.Same.class);
    assertThat(groups.list(namespace)).hasSize(1);
  }

  @Test
  void what_breaks_a_rule_is_invalid_with_the_rule() {
    GroupWrites.Draft draft =
        new GroupWrites.Draft("short", null, null, Duration.ofMillis(1), null);

    assertThat(writes.create(namespace, draft))
        .isInstanceOfSatisfying(
            Creation.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .singleElement()
                    .satisfies(
                        problem -> assertThat(problem.field()).isEqualTo("spec.failoverTimeout")));
    assertThat(writes.create(namespace, draft("no-object", "[1]")))
        .isInstanceOf(Creation.Invalid.class);
  }

  @Test
  void only_the_version_looked_at_is_deleted() {
    GroupRecord seen = created("doomed");
    plane.kubectl("label", "fg", "doomed", "-n", namespace, "changed=yes").orFail();

    assertThat(writes.delete(seen)).isEqualTo(Deletion.CHANGED);
    GroupRecord newest = groups.read(namespace, "doomed").orElseThrow();
    assertThat(newest.deleting()).isFalse();
    assertThat(writes.delete(newest)).isEqualTo(Deletion.ACCEPTED);

    GroupRecord deleting = groups.read(namespace, "doomed").orElseThrow();
    assertThat(deleting.deleting()).isTrue();
    assertThat(writes.removeFinalizer(newest)).isFalse();
    assertThat(writes.removeFinalizer(deleting)).isTrue();
    assertThat(writes.delete(deleting)).isEqualTo(Deletion.GONE);
    await().until(() -> groups.find(namespace, "doomed").isEmpty());
  }

  @Test
  void a_group_made_by_a_manifest_gets_the_finalizer_beside_those_it_has() {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName("manifest");
    group.getMetadata().setNamespace(namespace);
    group.getMetadata().setFinalizers(List.of("example.com/other"));
    plane.adminClient().resource(group).create();
    GroupRecord seen = groups.read(namespace, "manifest").orElseThrow();

    assertThat(writes.addFinalizer(seen))
        .hasValueSatisfying(
            now ->
                assertThat(now.finalizers())
                    .containsExactly("example.com/other", GroupRecord.FINALIZER));
    assertThat(writes.addFinalizer(seen)).as("an older version").isEmpty();
  }

  @Test
  void a_namespace_that_is_not_there_is_told() {
    assertThatExceptionOfType(ApiFailure.class)
        .isThrownBy(() -> writes.create("no-such-namespace", draft("a", "{}")))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ApiFailure.Kind.NOT_FOUND))
        .withMessageContaining("no-such-namespace");
  }

  @Test
  void listeners_hear_of_groups_that_come_change_and_go() {
    Recorded heard = new Recorded();
    groups.listen(heard);
    GroupRecord group = created("heard");
    plane.kubectl("label", "fg", "heard", "-n", namespace, "a=b").orFail();
    writes.delete(groups.read(namespace, "heard").orElseThrow());
    writes.removeFinalizer(groups.read(namespace, "heard").orElseThrow());

    await()
        .untilAsserted(
            () ->
                assertThat(heard.lines)
                    .contains("changed " + group.resourceVersion())
                    .endsWith("removed heard"));
  }

  private static final class Recorded implements GroupListener {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void changed(GroupRecord group) {
      lines.add("changed " + group.resourceVersion());
    }

    @Override
    public void removed(GroupRecord group) {
      lines.add("removed " + group.name());
    }
  }
}
