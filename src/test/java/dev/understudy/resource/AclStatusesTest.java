package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.AccessControlEntry;
import dev.understudy.api.AccessControlEntry.AccessRight;
import dev.understudy.api.Condition;
import dev.understudy.api.GroupAcl;
import dev.understudy.api.GroupAclSpec;
import dev.understudy.api.GroupAclStatus;
import dev.understudy.api.Trustee;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AclStatusesTest {

  private static final Instant LATE = Instant.parse("2026-01-01T01:00:00Z");

  private static GroupAcl acl(long generation, AccessRight right, @Nullable GroupAclStatus status) {
    GroupAcl acl = new GroupAcl();
    acl.setMetadata(
        new ObjectMetaBuilder()
            .withName("g")
            .withNamespace("n")
            .withGeneration(generation)
            .build());
    acl.setSpec(
        new GroupAclSpec(
            new GroupAclSpec.GroupRef("g"),
            null,
            List.of(
                new AccessControlEntry(
                    new Trustee(Trustee.Type.ROLE, "role", null), null, List.of(right)))));
    acl.setStatus(status);
    return acl;
  }

  private static GroupAclStatus next(GroupAcl acl) {
    return AclStatuses.next(acl, true, "home", LATE);
  }

  private static List<String> conditions(GroupAclStatus status) {
    return status.conditions().stream()
        .map(each -> each.type() + " " + each.status() + " " + each.reason())
        .toList();
  }

  @Test
  void a_good_list_is_accepted() {
    GroupAclStatus status = next(acl(1, AccessRight.ALL, null));

    assertThat(conditions(status)).containsExactly("Ready TRUE Enforced");
    assertThat(status.accepted().generation()).isEqualTo(1);
    assertThat(next(acl(1, AccessRight.ALL, status))).isEqualTo(status);
  }

  @Test
  void a_broken_edit_keeps_the_last_accepted_list_in_force_and_says_so() {
    GroupAclStatus good = next(acl(1, AccessRight.ALL, null));

    GroupAclStatus broken = next(acl(2, AccessRight.READ, good));

    assertThat(conditions(broken))
        .containsExactly("Ready FALSE InvalidSpec", "Stalled TRUE InvalidSpec");
    assertThat(broken.accepted()).isEqualTo(good.accepted());
    assertThat(broken.observedGeneration()).isEqualTo(2);
    assertThat(broken.conditions())
        .extracting(Condition::message)
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains("ManageAccessControl")
                    .endsWith("the list of generation 1 stays in force"));
    GroupAclStatus mended = next(acl(3, AccessRight.MANAGE_ACCESS_CONTROL, broken));
    assertThat(conditions(mended)).containsExactly("Ready TRUE Enforced");
    assertThat(mended.accepted().generation()).isEqualTo(3);
  }

  @Test
  void a_list_that_was_never_good_is_not_enforced() {
    GroupAclStatus broken = next(acl(1, AccessRight.READ, null));

    assertThat(broken.accepted()).isNull();
    assertThat(broken.conditions().getFirst().message()).endsWith("the collection's is in force");
  }

  @Test
  void a_list_without_a_group_is_accepted_beforehand() {
    GroupAclStatus status = AclStatuses.next(acl(1, AccessRight.ALL, null), false, "home", LATE);

    assertThat(conditions(status)).containsExactly("Ready FALSE GroupNotFound");
    assertThat(status.accepted()).isNotNull();
  }
}
