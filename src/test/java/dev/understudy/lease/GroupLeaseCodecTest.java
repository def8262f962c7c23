package dev.understudy.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Phase;
import dev.understudy.election.Signs;
import dev.understudy.election.Timing;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupLeaseCodecTest {
  private static final Instant LATER = Samples.NOW.plusSeconds(60);

  private final StoredGroup vacant = Samples.group(GroupLease.FIRST, 1);

  @Test
  void what_other_tools_read_stands_in_the_spec() {
    var spec = written(vacant, Samples.held(1, 1)).getSpec();

    assertThat(spec.getHolderIdentity()).isEqualTo("A");
    assertThat(spec.getLeaseTransitions()).isEqualTo(1);
    assertThat(spec.getLeaseDurationSeconds()).isEqualTo(10);
    assertThat(spec.getAcquireTime().toInstant()).isEqualTo("2026-03-01T12:01:00.123456Z");
    assertThat(spec.getRenewTime()).isEqualTo(spec.getAcquireTime());
  }

  @Test
  void times_are_written_in_utc_with_six_fraction_digits() {
    Lease even =
        GroupLeaseCodec.updated(
            vacant, Samples.held(1, 1), Cause.ELECTED, Instant.parse("2026-03-01T12:00:00Z"));

    assertThat(new KubernetesSerialization().asJson(even))
        .contains("\"renewTime\":\"2026-03-01T12:00:00.000000Z\"")
        .contains("\"acquireTime\":\"2026-03-01T12:00:00.000000Z\"");
  }

  @Test
  void nobody_holds_a_lease_without_a_grant() {
    StoredGroup held = Samples.group(Samples.held(4, 9), 2);
    Phase pending = new Phase.Pending(new Candidate("B", "uid-b", false), Cause.HOLDER_EXPIRED);

    var spec = written(held, Samples.lease(4, pending)).getSpec();

    assertThat(spec.getHolderIdentity()).isNull();
    assertThat(spec.getLeaseDurationSeconds()).isNull();
    assertThat(spec.getLeaseTransitions()).isEqualTo(4);
  }

  @Test
  void an_unknown_holder_has_no_name() {
    Phase unknown = new Phase.Held(new Grant(null, true, Samples.TIMING, 0, Signs.NONE));

    var spec = written(vacant, Samples.lease(1001, unknown)).getSpec();

    assertThat(spec.getHolderIdentity()).isNull();
    assertThat(spec.getLeaseDurationSeconds()).isEqualTo(10);
    assertThat(spec.getAcquireTime()).isNull();
    assertThat(spec.getRenewTime()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT2S, 2",
    "PT2.000000001S, 3",
    "PT0.001S, 1",
    "PT0.000000001S, 1",
    "PT24H, 86400",
    "PT2147483647.5S, 2147483647",
    "PT2562047788015215H30M7.999999999S, 2147483647"
  })
  void the_lease_duration_is_the_failover_timeout_in_whole_seconds(Duration timeout, int seconds) {
    Phase held =
        new Phase.Held(
            new Grant(
                Samples.HOLDER, false, new Timing(timeout, Duration.ZERO), 1, Samples.signs(1)));

    assertThat(written(vacant, Samples.lease(1, held)).getSpec().getLeaseDurationSeconds())
        .isEqualTo(seconds);
  }

  @Test
  void a_renewal_moves_the_renew_time_alone() {
    StoredGroup held = Samples.group(Samples.held(4, 9), 2);

    var spec = written(held, Samples.held(4, 10)).getSpec();

    assertThat(spec.getAcquireTime()).isEqualTo(held.raw().getSpec().getAcquireTime());
    assertThat(spec.getRenewTime().toInstant()).isEqualTo("2026-03-01T12:01:00.123456Z");
  }

  @Test
  void what_is_no_renewal_moves_no_time() {
    StoredGroup held = Samples.group(Samples.held(4, 9), 2);
    Grant grant = held.lease().phase().current().orElseThrow();
    Phase releasing = new Phase.Releasing(grant, null, Cause.FORCED_SECONDARY);

    var spec = written(held, Samples.lease(4, releasing)).getSpec();

    assertThat(spec.getAcquireTime()).isEqualTo(held.raw().getSpec().getAcquireTime());
    assertThat(spec.getRenewTime()).isEqualTo(held.raw().getSpec().getRenewTime());
  }

  @Test
  void a_term_beyond_what_lease_transitions_can_say_is_kept() {
    long high = Integer.MAX_VALUE + 5L;
    StoredGroup edited = Samples.group(Samples.held(Integer.MAX_VALUE, 1), 2);

    Lease written = written(edited, Samples.held(high, 1));

    assertThat(written.getSpec().getLeaseTransitions()).isEqualTo(Integer.MAX_VALUE);
    assertThat(read(written).lease().term()).isEqualTo(high);
    assertThat(edited.lease().term()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void lease_transitions_that_were_set_back_by_hand_are_believed() {
    Lease written = written(vacant, Samples.held(Integer.MAX_VALUE + 5L, 1));
    written.getSpec().setLeaseTransitions(3);

    assertThat(read(written).lease().term()).isEqualTo(3);
  }

  @Test
  void a_lease_tells_how_its_last_grant_came_about() {
    GroupLease next = withPrevious(Samples.held(5, 1), new LastHolder(Samples.OTHER, 4, sig()));

    StoredGroup granted = read(GroupLeaseCodec.updated(vacant, next, Cause.HOLDER_EXPIRED, LATER));
    StoredGroup renewed = read(written(granted, withPrevious(Samples.held(5, 2), null)));

    assertThat(granted.granted())
        .isEqualTo(
            new StoredGroup.Granted(
                Cause.HOLDER_EXPIRED, Instant.parse("2026-03-01T12:01:00.123456Z"), "B", 1));
    assertThat(renewed.granted()).isEqualTo(granted.granted());
  }

  @Test
  void a_grant_to_the_session_that_had_the_last_one_is_no_failover() {
    GroupLease next = withPrevious(Samples.held(5, 1), new LastHolder(Samples.HOLDER, 4, sig()));

    assertThat(read(written(vacant, next)).granted())
        .extracting(StoredGroup.Granted::failovers)
        .isEqualTo(0L);
  }

  @Test
  void what_others_wrote_into_a_lease_survives_updates() {
    Lease foreign =
        new LeaseBuilder(vacant.raw())
            .editMetadata()
            .addToAnnotations("example.com/team", "seven")
            .addToAnnotations("understudy.dev/of-a-later-version", "x")
            .addToLabels("example.com/line", "7")
            .addToFinalizers("example.com/keep")
            .endMetadata()
            .editSpec()
            .withPreferredHolder("B")
            .endSpec()
            .build();
    StoredGroup base = read(foreign);

    Lease updated = written(base, Samples.held(1, 1));
    Lease inherited = GroupLeaseCodec.inherited(base, heir(), Samples.held(1, 1), LATER);

    for (Lease lease : new Lease[] {updated, inherited}) {
      assertThat(lease.getMetadata().getAnnotations())
          .containsEntry("example.com/team", "seven")
          .containsEntry("understudy.dev/of-a-later-version", "x");
      assertThat(lease.getMetadata().getLabels()).containsEntry("example.com/line", "7");
      assertThat(lease.getMetadata().getFinalizers()).containsExactly("example.com/keep");
      assertThat(lease.getSpec().getPreferredHolder()).isEqualTo("B");
    }
  }

  @Test
  void managed_fields_are_neither_kept_nor_sent() {
    Lease managed =
        new LeaseBuilder(vacant.raw())
            .editMetadata()
            .addToManagedFields(new ManagedFieldsEntryBuilder().withManager("x").build())
            .endMetadata()
            .build();

    StoredGroup base = (StoredGroup) StoredLease.of(managed);

    assertThat(base.raw().getMetadata().getManagedFields()).isEmpty();
    assertThat(new KubernetesSerialization().asJson(written(base, Samples.held(1, 1))))
        .doesNotContain("managedFields");
  }

  @Test
  void a_lease_keeps_nothing_of_a_group_that_is_no_more() {
    GroupLease next = withPrevious(Samples.held(5, 1), new LastHolder(Samples.OTHER, 4, sig()));
    StoredGroup left = read(written(vacant, next));

    Lease lease = GroupLeaseCodec.inherited(left, heir(), GroupLease.FIRST, LATER);
    StoredGroup read = read(lease);

    assertThat(read.groupUid()).isEqualTo("uid-of-the-heir");
    assertThat(read.groupId()).isEqualTo("Heir");
    assertThat(read.groupName()).isEqualTo("heir");
    assertThat(read.lease()).isEqualTo(GroupLease.FIRST);
    assertThat(read.granted()).isNull();
    assertThat(lease.getSpec().getAcquireTime()).isNull();
    assertThat(lease.getSpec().getRenewTime()).isNull();
    assertThat(lease.getMetadata().getUid()).isEqualTo(left.uid());
    assertThat(lease.getMetadata().getResourceVersion()).isEqualTo("1");
  }

  @Test
  void a_lease_that_was_set_back_keeps_its_own_past() {
    GroupLease next = withPrevious(Samples.held(5, 1), new LastHolder(Samples.OTHER, 4, sig()));
    StoredGroup own = read(written(vacant, next));
    LeaseAddress itself = Samples.address("plant", "fg.line-7");

    StoredGroup read = read(GroupLeaseCodec.inherited(own, itself, Samples.held(1005, 0), LATER));

    assertThat(read.granted()).isNotNull();
    assertThat(read.granted().failovers()).isEqualTo(1);
  }

  @Test
  void a_group_lease_has_no_owner_so_that_it_outlives_a_foreground_deletion() {
    assertThat(vacant.raw().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(vacant.raw().getMetadata().getLabels())
        .isEqualTo(
            Map.of("app.kubernetes.io/managed-by", "understudy", "understudy.dev/group", "line-7"));
  }

  private static LeaseAddress heir() {
    return new LeaseAddress("plant", "fg.line-7", "v", "k", "heir", "uid-of-the-heir", "Heir");
  }

  private static Signs sig() {
    return Samples.signs(2);
  }

  private static GroupLease withPrevious(GroupLease lease, LastHolder previous) {
    return new GroupLease(
        lease.term(), lease.phase(), 3, Samples.NOW, previous, Map.of(), Set.of(), 0, null);
  }

  private static Lease written(StoredGroup base, GroupLease next) {
    return GroupLeaseCodec.updated(base, next, Cause.ELECTED, LATER);
  }

  private static StoredGroup read(Lease lease) {
    return GroupLeaseCodec.read(lease);
  }
}
