package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Server-side apply: who owns which fields. */
abstract class ApplyContract extends OnAnApiServer {

  private GenericKubernetesResource apply(String manager, GenericKubernetesResource wanted) {
    return apply(manager, false, wanted);
  }

  private GenericKubernetesResource apply(
      String manager, boolean force, GenericKubernetesResource wanted) {
    return client()
        .resource(wanted)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(force)
                .build());
  }

  private static List<Object> overrides(GenericKubernetesResource group) {
    return Json.list(at(group, "spec", "roleOverrides"));
  }

  private static Object override(String session, String role) {
    return Map.of("sessionId", session, "role", role);
  }

  @Test
  void what_does_not_exist_is_made() {
    GenericKubernetesResource made = apply("git", group("g", "{failoverTimeout: 10s}"));

    assertThat(at(made, "spec", "failoverTimeout")).isEqualTo("10s");
    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(made.getMetadata().getManagedFields())
        .singleElement()
        .satisfies(
            fields -> {
              assertThat(fields.getManager()).isEqualTo("git");
              assertThat(fields.getOperation()).isEqualTo("Apply");
              assertThat(fields.getFieldsV1().getAdditionalProperties())
                  .isEqualTo(Map.of("f:spec", Map.of("f:failoverTimeout", Map.of())));
            });
  }

  @Test
  void two_managers_share_a_list_item_by_item() {
    apply(
        "git",
        group("g", "{failoverTimeout: 10s, roleOverrides: [{sessionId: a, role: Secondary}]}"));

    GenericKubernetesResource both =
        apply("rest", group("g", "{roleOverrides: [{sessionId: b, role: Primary}]}"));

    assertThat(at(both, "spec", "failoverTimeout")).isEqualTo("10s");
    assertThat(overrides(both))
        .containsExactlyInAnyOrder(override("a", "Secondary"), override("b", "Primary"));
    assertThat(both.getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void what_a_manager_does_not_want_any_more_goes_unless_another_wants_it() {
    apply("git", group("g", "{roleOverrides: [{sessionId: a, role: Secondary}]}"));
    apply(
        "rest",
        group(
            "g",
            "{roleOverrides: [{sessionId: a, role: Secondary}, {sessionId: b, role: Primary}]}"));

    GenericKubernetesResource less = apply("rest", group("g", "{}"));
    assertThat(overrides(less)).containsExactly(override("a", "Secondary"));

    GenericKubernetesResource none = apply("git", group("g", "{}"));
    assertThat(overrides(none)).isEmpty();
  }

  @Test
  void a_field_of_another_manager_is_a_conflict_that_names_it() {
    apply("git", group("g", "{roleOverrides: [{sessionId: a, role: Secondary}]}"));

    KubernetesClientException refusal =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> apply("rest", group("g", "{roleOverrides: [{sessionId: a, role: Primary}]}")));

    assertThat(refusal.getCode()).isEqualTo(409);
    assertThat(refusal.getStatus().getReason()).isEqualTo("Conflict");
    assertThat(refusal.getStatus().getMessage())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"git\":"
                + " .spec.roleOverrides[sessionId=\"a\"].role");
    assertThat(refusal.getStatus().getDetails().getCauses())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.getReason()).isEqualTo("FieldManagerConflict");
              assertThat(cause.getField()).isEqualTo(".spec.roleOverrides[sessionId=\"a\"].role");
              assertThat(cause.getMessage()).isEqualTo("conflict with \"git\"");
            });
    assertThat(overrides(readGroup("g"))).containsExactly(override("a", "Secondary"));
  }

  @Test
  void force_takes_a_field_from_its_manager() {
    apply("git", group("g", "{failoverTimeout: 10s}"));

    apply("ops", true, group("g", "{failoverTimeout: 20s}"));

    refused(409, "conflict with \"ops\"", () -> apply("git", group("g", "{failoverTimeout: 10s}")));
    assertThat(at(readGroup("g"), "spec", "failoverTimeout")).isEqualTo("20s");
  }

  @Test
  void a_field_that_was_written_otherwise_belongs_to_its_writer() {
    apply("git", group("g", "{failoverTimeout: 10s}"));
    GenericKubernetesResource read = readGroup("g");
    put(groupPath("g?fieldManager=editor"), with(read, "spec", Map.of("failoverTimeout", "20s")));

    refused(
        409,
        "conflict with \"editor\" using understudy.dev/v1alpha1: .spec.failoverTimeout",
        () -> apply("git", group("g", "{failoverTimeout: 10s}")));
  }

  @Test
  void applying_the_same_again_changes_nothing() {
    apply("git", group("g", "{failoverTimeout: 10s}"));
    // The first repetition may record who owns what more exactly.
    GenericKubernetesResource second = apply("git", group("g", "{failoverTimeout: 10s}"));

    GenericKubernetesResource third = apply("git", group("g", "{failoverTimeout: 10s}"));

    assertThat(third.getMetadata().getResourceVersion())
        .isEqualTo(second.getMetadata().getResourceVersion());
  }

  @Test
  void applying_can_name_the_version_and_the_uid_that_it_means() {
    GenericKubernetesResource made = apply("git", group("g", "{failoverTimeout: 10s}"));
    apply("git", group("g", "{failoverTimeout: 20s}"));
    GenericKubernetesResource old = group("g", "{failoverTimeout: 30s}");
    old.getMetadata().setResourceVersion(made.getMetadata().getResourceVersion());
    refused(409, "the object has been modified", () -> apply("git", old));

    GenericKubernetesResource another = group("g", "{failoverTimeout: 30s}");
    another.getMetadata().setUid("another");
    refused(422, "metadata.uid: Invalid value", () -> apply("git", another));

    client().resource(made).delete();
    another.getMetadata().setUid(made.getMetadata().getUid());
    refused(409, "no existing object was found", () -> apply("git", another));
    assertThat(readGroup("g")).isNull();
    // A version alone does not keep it from making the object anew.
    assertThat(apply("git", old).getMetadata().getUid()).isNotEqualTo(made.getMetadata().getUid());
  }

  @Test
  void a_status_is_applied_apart_from_the_rest() {
    apply("git", group("g", "{failoverTimeout: 10s}"));

    GenericKubernetesResource wanted =
        with(group("g", "{failoverTimeout: 20s}"), "status", Map.of("term", 3));
    client()
        .genericKubernetesResources("understudy.dev/v1alpha1", "FailoverGroup")
        .inNamespace(namespace())
        .resource(wanted)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("operator")
                .withForce(true)
                .build());

    GenericKubernetesResource read = readGroup("g");
    assertThat(at(read, "spec", "failoverTimeout")).isEqualTo("10s");
    assertThat(at(read, "status", "term")).isEqualTo(3);
    assertThat(read.getMetadata().getManagedFields())
        .extracting(fields -> fields.getManager() + "/" + fields.getSubresource())
        .containsExactlyInAnyOrder("git/null", "operator/status");
  }
}
