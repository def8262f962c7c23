package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.RoleOverride;
import dev.understudy.api.RoleOverride.Role;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.resource.OverrideWrites.Change;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Overrides of REST clients beside manifests, by a real API server's server-side apply. */
@WithControlPlane
class OverrideWritesOnControlPlaneTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String namespace;
  private final Groups groups;
  private final OverrideWrites writes;

  OverrideWritesOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    client = Installed.on(plane).client();
    namespace = plane.freshNamespace("overrides");
    groups = new Groups(client, Set.of(namespace));
    writes = replica();
  }

  @AfterEach
  void end() {
    client.close();
  }

  private OverrideWrites replica() {
    return new OverrideWrites(
        client, Duration.ofSeconds(20), () -> Duration.ofNanos(System.nanoTime()));
  }

  private GroupRecord made(String overrides) {
    apply(overrides);
    return read();
  }

  private void apply(String overrides) {
    plane
        .kubectlWithInput(
            """
            {"apiVersion": "understudy.dev/v1alpha1", "kind": "FailoverGroup",
             "metadata": {"name": "g", "namespace": "%s"},
             "spec": {"failoverTimeout": "20s", "roleOverrides": [%s]}}
            """
                .formatted(namespace, overrides),
            "apply",
            "--server-side",
            "--field-manager=git-ops",
            "-f",
            "-")
        .orFail();
  }

  private GroupRecord read() {
    return groups.read(namespace, "g").orElseThrow();
  }

  private static RoleOverride to(Role role, String session, @Nullable Instant end) {
    return new RoleOverride(session, role, end);
  }

  private List<String> sessions() {
    return read().spec().roleOverrides().stream().map(RoleOverride::sessionId).toList();
  }

  @Test
  void a_manifest_and_rest_clients_have_entries_side_by_side_without_a_fight() {
    GroupRecord group = made("{\"sessionId\": \"M\", \"role\": \"Secondary\"}");

    assertThat(writes.set(group, to(Role.PRIMARY, "R", NOON))).isInstanceOf(Change.Done.class);
    assertThat(sessions()).containsExactlyInAnyOrder("M", "R");

    // The manifest is applied again, unchanged and changed, and takes nothing from REST clients.
    apply("{\"sessionId\": \"M\", \"role\": \"Secondary\"}");
    apply("{\"sessionId\": \"N\", \"role\": \"Secondary\"}");
    assertThat(sessions()).containsExactlyInAnyOrder("N", "R");

    // And the other way round.
    assertThat(writes.set(read(), to(Role.SECONDARY, "R", null))).isInstanceOf(Change.Done.class);
    assertThat(writes.remove(read(), "R")).isInstanceOf(Change.Done.class);
    assertThat(sessions()).containsExactly("N");
    assertThat(read().spec().failoverTimeout()).isEqualTo("20s");
  }

  @Test
  void an_entry_of_a_manifest_is_its_own_even_if_it_says_the_same() {
    GroupRecord group = made("{\"sessionId\": \"M\", \"role\": \"Secondary\"}");

    assertThat(writes.set(group, to(Role.PRIMARY, "M", null)))
        .isEqualTo(new Change.Owned("git-ops"));
    assertThat(writes.set(group, to(Role.SECONDARY, "M", null)))
        .isEqualTo(new Change.Owned("git-ops"));
    assertThat(writes.remove(group, "M")).isEqualTo(new Change.Owned("git-ops"));
    assertThat(read().resourceVersion()).isEqualTo(group.resourceVersion());
  }

  @Test
  void an_entry_made_with_kubectl_edit_is_its_author_s_too() {
    made("");
    plane
        .kubectl(
            "patch",
            "fg",
            "g",
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"roleOverrides\":[{\"sessionId\":\"E\",\"role\":\"Primary\"}]}}")
        .orFail();

    assertThat(writes.set(read(), to(Role.SECONDARY, "E", null)))
        .isEqualTo(new Change.Owned("kubectl-patch"));
  }

  @Test
  void of_twenty_overrides_at_once_at_two_replicas_none_is_lost() throws Exception {
    GroupRecord group = made("{\"sessionId\": \"M\", \"role\": \"Secondary\"}");
    List<OverrideWrites> replicas = List.of(replica(), replica());
    List<Future<Change>> changes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        RoleOverride override = to(Role.SECONDARY, "S" + i, null);
        OverrideWrites replica = replicas.get(i % 2);
        changes.add(threads.submit(() -> replica.set(group, override)));
      }
    }

    for (Future<Change> change : changes) {
      assertThat(change.get()).isInstanceOf(Change.Done.class);
    }
    assertThat(sessions()).hasSize(21).contains("M", "S0", "S19");
  }

  @Test
  void only_what_rest_clients_own_alone_goes_when_it_ends() {
    made(
        "{\"sessionId\": \"M\", \"role\": \"Secondary\","
            + " \"expirationTime\": \"2026-06-01T11:00:00Z\"}");
    writes.set(read(), to(Role.PRIMARY, "over", NOON));
    writes.set(read(), to(Role.PRIMARY, "not-over", NOON.plusMillis(1)));
    writes.set(read(), to(Role.SECONDARY, "for-good", null));

    assertThat(writes.removeExpired(read(), NOON)).isInstanceOf(Change.Done.class);

    assertThat(sessions()).containsExactlyInAnyOrder("M", "not-over", "for-good");
    String version = read().resourceVersion();
    assertThat(writes.removeExpired(read(), NOON))
        .isInstanceOfSatisfying(
            Change.Done.class,
            done -> assertThat(done.group().resourceVersion()).isEqualTo(version));
  }

  @Test
  void a_second_primary_for_good_is_refused_with_the_rule() {
    GroupRecord group = made("{\"sessionId\": \"M\", \"role\": \"Primary\"}");

    assertThat(writes.set(group, to(Role.PRIMARY, "R", null)))
        .isInstanceOfSatisfying(
            Change.Invalid.class,
            invalid -> assertThat(invalid.reason()).contains("without an expirationTime"));
  }

  @Test
  void a_deleted_group_is_not_made_anew() {
    GroupRecord group = made("");
    plane.kubectl("delete", "fg", "g", "-n", namespace).orFail();

    assertThat(writes.set(group, to(Role.PRIMARY, "R", null))).isEqualTo(new Change.Gone());
    made("");
    assertThat(writes.set(group, to(Role.PRIMARY, "R", null))).isEqualTo(new Change.Gone());
    assertThat(sessions()).isEmpty();
  }

  @Test
  void the_same_override_again_writes_nothing() {
    GroupRecord group = made("");
    writes.set(group, to(Role.PRIMARY, "R", NOON));
    String version = read().resourceVersion();

    writes.set(group, to(Role.PRIMARY, "R", NOON));
    writes.remove(group, "unknown");

    assertThat(read().resourceVersion()).isEqualTo(version);
  }
}
