package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.SessionLease;
import dev.understudy.election.Signs;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import org.junit.jupiter.api.Test;

class SessionLeaseCodecTest {
  private final StoredSession stored = Samples.storedSession(Samples.session(Samples.OTHER, 5), 1);

  @Test
  void what_other_tools_read_stands_in_the_spec() {
    var spec = stored.raw().getSpec();

    assertThat(spec.getHolderIdentity()).isEqualTo("B");
    assertThat(spec.getLeaseDurationSeconds()).isEqualTo(10);
    assertThat(spec.getRenewTime().toInstant()).isEqualTo("2026-03-01T12:00:00.123456Z");
    assertThat(spec.getLeaseTransitions()).isNull();
    assertThat(spec.getAcquireTime()).isNull();
  }

  @Test
  void a_session_that_was_never_heard_of_has_no_renew_time() {
    SessionLease known = stored.lease();
    SessionLease silent =
        new SessionLease(
            known.ref(), "", known.registered(), "", known.timeout(), Signs.NONE, known.pace());

    Lease written = SessionLeaseCodec.updated(stored, silent);

    assertThat(written.getSpec().getRenewTime()).isNull();
    assertThat(SessionLeaseCodec.read(written).lease()).isEqualTo(silent);
  }

  @Test
  void the_group_owns_the_lease_without_holding_up_the_groups_deletion() {
    OwnerReference owner = stored.raw().getMetadata().getOwnerReferences().getFirst();

    assertThat(owner.getKind()).isEqualTo("FailoverGroup");
    assertThat(owner.getApiVersion()).isEqualTo("understudy.dev/v1alpha1");
    assertThat(owner.getName()).isEqualTo("line-7");
    assertThat(owner.getUid()).isEqualTo("uid-of-line-7");
    assertThat(owner.getBlockOwnerDeletion()).isNull();
    assertThat(owner.getController()).isNull();
  }

  @Test
  void what_others_wrote_into_a_lease_survives_updates() {
    Lease foreign =
        new LeaseBuilder(stored.raw())
            .editMetadata()
            .addToAnnotations("understudy.dev/of-a-later-version", "x")
            .addToLabels("example.com/line", "7")
            .endMetadata()
            .build();

    Lease updated =
        SessionLeaseCodec.updated(
            SessionLeaseCodec.read(foreign), Samples.session(Samples.OTHER, 6));

    assertThat(updated.getMetadata().getAnnotations())
        .containsEntry("understudy.dev/of-a-later-version", "x");
    assertThat(updated.getMetadata().getLabels()).containsEntry("example.com/line", "7");
    assertThat(updated.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void a_lease_knows_whose_it_is() {
    assertThat(stored.groupUid()).isEqualTo("uid-of-line-7");
    assertThat(stored.groupName()).isEqualTo("line-7");
    assertThat(stored.lease().ref().uid()).isEqualTo("uid-b");
  }
}
