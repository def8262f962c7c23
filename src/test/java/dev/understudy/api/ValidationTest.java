package dev.understudy.api;

import static dev.understudy.api.AccessControlEntry.AccessType.ALLOWED;
import static dev.understudy.api.AccessControlEntry.AccessType.DENIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java validation against the table that the API server is held to as well. */
class ValidationTest {

  private final KubernetesSerialization json = new KubernetesSerialization();

  static Stream<ResourceTable.Line> refused() {
    return ResourceTable.bad().stream().filter(line -> line.message() != null);
  }

  static Stream<ResourceTable.Line> unreadable() {
    return ResourceTable.bad().stream().filter(line -> line.message() == null);
  }

  static List<ResourceTable.Line> taken() {
    return ResourceTable.good();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void a_bad_resource_is_refused_with_the_words_of_the_table(ResourceTable.Line line) {
    assertThat(problems(line))
        .extracting(Problem::field, Problem::message)
        .contains(tuple(line.field(), line.message()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void a_document_with_an_unknown_word_or_type_is_no_resource(ResourceTable.Line line) {
    assertThatThrownBy(() -> problems(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  void a_good_resource_is_taken(ResourceTable.Line line) {
    assertThat(problems(line)).isEmpty();
  }

  @Test
  void more_than_256_overrides_are_refused() {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName("line-1");
    group.setSpec(
        new FailoverGroupSpec(null, null, null, null, null, null, temporaryOverrides(257)));

    assertThat(FailoverGroupValidation.ofNew(group))
        .extracting(Problem::field, Problem::reason)
        .containsExactly(tuple("spec.roleOverrides", "a group has at most 256 role overrides"));
  }

  @Test
  void exactly_256_overrides_are_taken() {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName("line-1");
    group.setSpec(
        new FailoverGroupSpec(null, null, null, null, null, null, temporaryOverrides(256)));

    assertThat(FailoverGroupValidation.ofNew(group)).isEmpty();
  }

  @Test
  void all_problems_are_found_in_the_order_of_the_fields() {
    FailoverGroup group = new FailoverGroup();
    group.getMetadata().setName("collection");
    group.setSpec(
        new FailoverGroupSpec(
            "a/b",
            null,
            null,
            "1s",
            null,
            new ElectionSpec(null, Double.NaN, "x", "1ms", "1m", "1h"),
            List.of()));

    assertThat(FailoverGroupValidation.ofNew(group))
        .extracting(Problem::field)
        .containsExactly(
            "metadata.name",
            "spec.id",
            "spec.failoverTimeout",
            "spec.election.scoreMargin",
            "spec.election.stabilizationPeriod",
            "spec.election.grace",
            "spec.election.maxHold",
            "spec.election.releaseGuard");
  }

  private static List<String> problemsAtHome(AccessControlEntry... entries) {
    GroupAcl acl = new GroupAcl();
    acl.getMetadata().setName(Names.COLLECTION);
    acl.setSpec(new GroupAclSpec(null, null, List.of(entries)));
    assertThat(GroupAclValidation.of(acl)).isEmpty();
    return GroupAclValidation.of(acl, "home").stream().map(Problem::message).toList();
  }

  private static AccessControlEntry all(
      String role, @Nullable String tenant, AccessControlEntry.AccessType type) {
    return new AccessControlEntry(
        new Trustee(Trustee.Type.ROLE, role, tenant),
        type,
        List.of(AccessControlEntry.AccessRight.ALL));
  }

  @Test
  void a_role_of_the_namespace_s_own_tenant_must_keep_the_right_to_change_the_list() {
    assertThat(problemsAtHome(all("admins", null, ALLOWED))).isEmpty();
    assertThat(problemsAtHome(all("admins", "home", ALLOWED))).isEmpty();
    assertThat(problemsAtHome(all("admins", "home", ALLOWED), all("admins", "other", DENIED)))
        .isEmpty();
    assertThat(problemsAtHome(all("admins", "other", ALLOWED)))
        .singleElement()
        .asString()
        .startsWith("no role of the tenant 'home'");
  }

  @Test
  void a_role_without_a_tenant_is_the_one_of_the_namespace_s_own() {
    assertThat(problemsAtHome(all("admins", null, ALLOWED), all("admins", "home", DENIED)))
        .hasSize(1);
    assertThat(problemsAtHome(all("admins", "home", ALLOWED), all("admins", null, DENIED)))
        .hasSize(1);
  }

  private static List<RoleOverride> temporaryOverrides(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new RoleOverride("S" + i, RoleOverride.Role.PRIMARY, Instant.MAX))
        .toList();
  }

  private List<Problem> problems(ResourceTable.Line line) {
    if (!line.isGroup()) {
      return GroupAclValidation.of(read(line.resource(), GroupAcl.class));
    }
    FailoverGroup group = read(line.resource(), FailoverGroup.class);
    return line.before() == null
        ? FailoverGroupValidation.ofNew(group)
        : FailoverGroupValidation.ofUpdate(read(line.before(), FailoverGroup.class), group);
  }

  private <T> T read(JsonNode document, Class<T> type) {
    return json.convertValue(document, type);
  }
}
