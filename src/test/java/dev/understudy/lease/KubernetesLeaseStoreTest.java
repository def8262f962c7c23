package dev.understudy.lease;

import static dev.understudy.lease.PlaneClients.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.controlplane.AuditEvent;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.controlplane.Component;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The compare-and-swap on a real API server. */
@WithControlPlane
class KubernetesLeaseStoreTest {
  private static final String GROUP_LEASE = "fg.line-7";

  private final ControlPlane plane;
  private final PlaneClients clients;
  private final KubernetesLeaseStore store;
  private String namespace = "";

  KubernetesLeaseStoreTest(ControlPlane plane) {
    this.plane = plane;
    clients = new PlaneClients(plane, plane.admin());
    store = clients.store;
  }

  @BeforeEach
  void work_in_a_namespace_of_its_own() {
    namespace = plane.freshNamespace("store");
  }

  @AfterEach
  void close() {
    clients.close();
  }

  // Creating

  @Test
  void what_is_created_is_what_is_read() {
    StoredGroup group = created();
    StoredSession session = registered("fs.b", "B");

    assertThat(await(store.get(namespace, GROUP_LEASE))).contains(group);
    assertThat(await(store.get(namespace, "fs.b"))).contains(session);
    assertThat(session.lease().ref()).isEqualTo(new SessionRef("B", session.uid()));
    assertThat(session.uid()).isNotEqualTo("uid-b");
  }

  @Test
  void a_name_that_is_taken_is_a_conflict() {
    created();
    registered("fs.b", "B");

    fails(LeaseFailure.Kind.CONFLICT, store.create(at(GROUP_LEASE), GroupLease.FIRST, now()));
    fails(LeaseFailure.Kind.CONFLICT, store.create(at("fs.b"), session("B", 0)));
  }

  @Test
  void any_id_fits_into_a_lease() {
    String id = "\uD83D\uDE00".repeat(260);
    StoredSession session = registered("fs.smile", id);
    StoredGroup group = created();

    StoredGroup held =
        await(store.update(group, held(session.lease().ref(), 1, 1), Cause.ELECTED, now()));

    assertThat(held.lease().phase().current().orElseThrow().holder())
        .isEqualTo(session.lease().ref());
    assertThat(held.raw().getSpec().getHolderIdentity()).isEqualTo(id);
  }

  @Test
  void nothing_can_be_created_in_a_namespace_that_is_not_there() {
    fails(
        LeaseFailure.Kind.GONE,
        store.create(Samples.address("nowhere", "x"), GroupLease.FIRST, now()));
  }

  @Test
  void what_the_api_server_does_not_accept_is_rejected() {
    fails(
        LeaseFailure.Kind.REJECTED,
        store.create(Samples.address(namespace, "No_Name"), GroupLease.FIRST, now()));
  }

  // The compare-and-swap

  @Test
  void of_two_writers_on_one_version_one_wins_and_the_other_conflicts() {
    StoredGroup base = created();

    StoredGroup won = await(store.update(base, Samples.held(1, 1), Cause.ELECTED, now()));

    fails(
        LeaseFailure.Kind.CONFLICT,
        store.update(base, held(Samples.OTHER, 1, 1), Cause.ELECTED, now()));
    assertThat(await(store.get(namespace, GROUP_LEASE))).contains(won);
    assertThat(won.version()).isGreaterThan(base.version());
  }

  @Test
  void of_many_writers_at_once_on_one_version_one_wins() {
    StoredGroup base = created();
    List<CompletionStage<StoredGroup>> writes =
        IntStream.range(0, 20)
            .mapToObj(
                writer ->
                    store.update(
                        base,
                        held(new SessionRef("S" + writer, "uid"), 1, 1),
                        Cause.ELECTED,
                        now()))
            .toList();

    assertThat(writes)
        .filteredOn(write -> write.toCompletableFuture().handle((ok, no) -> no == null).join())
        .hasSize(1);
  }

  @Test
  void one_write_is_one_put() {
    StoredGroup base = created();
    AuditMark mark = plane.auditMark();

    await(store.update(base, Samples.held(1, 1), Cause.ELECTED, now()));

    assertThat(requests(mark)).extracting(AuditEvent::verb).containsExactly("update");
  }

  @Test
  void a_conflict_is_not_repeated() {
    StoredGroup base = created();
    await(store.update(base, Samples.held(1, 1), Cause.ELECTED, now()));
    AuditMark mark = plane.auditMark();

    fails(LeaseFailure.Kind.CONFLICT, store.update(base, Samples.held(1, 2), Cause.ELECTED, now()));

    assertThat(requests(mark)).extracting(AuditEvent::verb).containsExactly("update");
  }

  @Test
  void a_write_that_changes_nothing_keeps_the_version_so_a_grant_has_to_change_something() {
    StoredGroup base = created();
    StoredGroup held = await(store.update(base, Samples.held(1, 1), Cause.ELECTED, now()));

    StoredGroup same = await(store.update(held, held.lease(), Cause.ELECTED, now()));
    StoredGroup renewed = await(store.update(held, Samples.held(1, 2), Cause.ELECTED, now()));

    assertThat(same.version()).isEqualTo(held.version());
    assertThat(renewed.version()).isGreaterThan(held.version());
  }

  @Test
  void a_deleted_lease_is_not_made_anew_by_a_write() {
    StoredGroup group = created();
    StoredSession session = registered("fs.b", "B");
    clients.client.leases().inNamespace(namespace).delete();

    fails(
        LeaseFailure.Kind.CONFLICT, store.update(group, Samples.held(1, 1), Cause.ELECTED, now()));
    fails(LeaseFailure.Kind.CONFLICT, store.update(session, session("B", 6)));
    assertThat(await(store.get(namespace, GROUP_LEASE))).isEmpty();
    assertThat(await(store.get(namespace, "fs.b"))).isEmpty();
  }

  @Test
  void a_lease_that_replaced_the_one_looked_at_is_not_written() {
    StoredGroup before = created();
    clients.client.leases().inNamespace(namespace).delete();
    StoredGroup after = created();

    fails(
        LeaseFailure.Kind.CONFLICT, store.update(before, Samples.held(1, 1), Cause.ELECTED, now()));
    assertThat(await(store.get(namespace, GROUP_LEASE))).contains(after);
  }

  @Test
  void a_lease_can_be_taken_over_by_another_group() {
    StoredGroup left = await(store.update(created(), Samples.held(1, 1), Cause.ELECTED, now()));
    LeaseAddress heir =
        new LeaseAddress(namespace, GROUP_LEASE, "v", "k", "line-7", "uid-of-the-heir", "Line 7");

    StoredGroup taken = await(store.takeOver(left, heir, GroupLease.FIRST, now()));

    assertThat(taken.groupUid()).isEqualTo("uid-of-the-heir");
    assertThat(taken.uid()).isEqualTo(left.uid());
    fails(LeaseFailure.Kind.CONFLICT, store.update(left, Samples.held(1, 2), Cause.ELECTED, now()));
  }

  @Test
  void the_api_server_goes_on_managing_the_fields_of_a_lease_that_is_written_without_them() {
    StoredGroup group = created();
    for (int renewals = 1; renewals <= 5; renewals++) {
      group = await(store.update(group, Samples.held(1, renewals), Cause.ELECTED, now()));
    }

    assertThat(group.raw().getMetadata().getManagedFields()).isEmpty();
    assertThat(clients.raw(namespace, GROUP_LEASE).getMetadata().getManagedFields())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getOperation()).isEqualTo("Update"));
  }

  @Test
  void a_broken_lease_is_read_but_told_apart() {
    StoredGroup group = created();
    Lease newer = Samples.annotated(group.raw(), "format", "2");
    clients.client.resource(newer).update();

    assertThat(await(store.get(namespace, GROUP_LEASE)).orElseThrow())
        .isInstanceOfSatisfying(
            UnreadableLease.class,
            lease -> assertThat(lease.problem()).contains("its format is 2"));
    assertThat(await(store.list(namespace, "line-7")).leases())
        .singleElement()
        .isInstanceOf(UnreadableLease.class);
  }

  // Deleting

  @Test
  void a_session_is_deleted_whatever_its_version() {
    StoredSession session = registered("fs.b", "B");
    await(store.update(session, session("B", 6)));

    await(store.delete(session));

    assertThat(await(store.get(namespace, "fs.b"))).isEmpty();
    fails(LeaseFailure.Kind.GONE, store.delete(session));
  }

  @Test
  void of_a_session_that_is_to_be_unchanged_exactly_the_version_looked_at_is_deleted() {
    StoredSession before = registered("fs.b", "B");
    StoredSession after = await(store.update(before, session("B", 6)));

    fails(LeaseFailure.Kind.CONFLICT, store.deleteUnchanged(before));
    assertThat(await(store.get(namespace, "fs.b"))).contains(after);
    await(store.deleteUnchanged(after));
    assertThat(await(store.get(namespace, "fs.b"))).isEmpty();
    fails(LeaseFailure.Kind.GONE, store.deleteUnchanged(after));
  }

  @Test
  void a_session_that_was_registered_anew_is_not_deleted_for_the_one_before() {
    StoredSession before = registered("fs.b", "B");
    await(store.delete(before));
    StoredSession after = registered("fs.b", "B");

    fails(LeaseFailure.Kind.CONFLICT, store.delete(before));
    assertThat(await(store.get(namespace, "fs.b"))).contains(after);
  }

  @Test
  void of_a_group_lease_exactly_the_version_looked_at_is_deleted() {
    StoredGroup before = created();
    StoredGroup held = await(store.update(before, Samples.held(1, 1), Cause.ELECTED, now()));

    fails(LeaseFailure.Kind.CONFLICT, store.delete(before));
    await(store.delete(held));
    assertThat(await(store.get(namespace, GROUP_LEASE))).isEmpty();
  }

  // Listing

  @Test
  void a_list_has_the_leases_of_one_group_as_they_are_at_one_version() {
    StoredGroup group = created();
    StoredSession session = registered("fs.b", "B");
    Lease foreign =
        new LeaseBuilder(group.raw())
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("foreign")
            .addToLabels(LeaseAddress.GROUP, "line-7")
            .endMetadata()
            .build();
    clients.client.resource(foreign).create();

    LeaseStore.Listed listed = await(store.list(namespace, "line-7"));

    assertThat(listed.leases()).containsExactlyInAnyOrder(group, session);
    assertThat(listed.version())
        .isGreaterThanOrEqualTo(Math.max(group.version(), session.version()));
    assertThat(await(store.list(namespace, "line-8")).leases()).isEmpty();
  }

  // Failures

  @Test
  void what_is_not_permitted_is_forbidden() {
    try (PlaneClients nobody = new PlaneClients(plane, plane.serviceAccount(namespace, "x"))) {
      StoredGroup group = created();
      StoredSession session = registered("fs.b", "B");

      fails(LeaseFailure.Kind.FORBIDDEN, nobody.store.create(at("fg.y"), GroupLease.FIRST, now()));
      fails(
          LeaseFailure.Kind.FORBIDDEN,
          nobody.store.update(group, Samples.held(1, 1), Cause.ELECTED, now()));
      fails(LeaseFailure.Kind.FORBIDDEN, nobody.store.delete(session));
      fails(LeaseFailure.Kind.FORBIDDEN, nobody.store.get(namespace, GROUP_LEASE));
      fails(LeaseFailure.Kind.FORBIDDEN, nobody.store.list(namespace, "line-7"));
    }
  }

  @Test
  void a_failure_says_what_the_api_server_said() {
    created();
    plane.stopApiServer();
    assertThatExceptionOfType(LeaseFailure.class)
        .isThrownBy(() -> await(store.get(namespace, GROUP_LEASE)))
        .withMessageContaining("Connection refused");
    plane.startApiServer();
    assertThatExceptionOfType(LeaseFailure.class)
        .isThrownBy(this::created)
        .withMessage("leases.coordination.k8s.io \"fg.line-7\" already exists");
  }

  @Test
  void without_an_api_server_the_result_is_unknown_at_once() {
    StoredGroup group = created();
    plane.stopApiServer();
    Instant begin = Instant.now();

    fails(LeaseFailure.Kind.UNKNOWN, store.update(group, Samples.held(1, 1), Cause.ELECTED, now()));
    fails(LeaseFailure.Kind.UNKNOWN, store.delete(group));
    fails(LeaseFailure.Kind.UNKNOWN, store.get(namespace, GROUP_LEASE));
    fails(LeaseFailure.Kind.UNKNOWN, store.list(namespace, "line-7"));

    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void an_api_server_that_does_not_answer_is_given_up_after_the_request_timeout() {
    StoredGroup group = created();
    plane.pause(Component.API_SERVER);
    Instant begin = Instant.now();

    fails(LeaseFailure.Kind.UNKNOWN, store.update(group, Samples.held(1, 1), Cause.ELECTED, now()));

    assertThat(Duration.between(begin, Instant.now()))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
  }

  @Test
  void a_store_that_can_run_nothing_says_so_by_its_stage() {
    KubernetesLeaseStore over =
        new KubernetesLeaseStore(
            clients.client,
            task -> {
              throw new RejectedExecutionException("over");
            });

    fails(LeaseFailure.Kind.UNKNOWN, over.get(namespace, GROUP_LEASE));
  }

  @Test
  void a_base_without_uid_or_version_is_not_written() {
    StoredGroup group = created();
    Lease bare = new LeaseBuilder(group.raw()).editMetadata().withUid(null).endMetadata().build();
    StoredGroup base =
        new StoredGroup(bare, group.groupUid(), group.groupId(), group.lease(), null);
    AuditMark mark = plane.auditMark();

    fails(LeaseFailure.Kind.UNKNOWN, store.update(base, Samples.held(1, 1), Cause.ELECTED, now()));
    assertThat(requests(mark)).isEmpty();
  }

  @Test
  void a_client_that_repeats_requests_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KubernetesLeaseStore(plane.adminClient(), Runnable::run));
  }

  private StoredGroup created() {
    return await(store.create(at(GROUP_LEASE), GroupLease.FIRST, now()));
  }

  private StoredSession registered(String leaseName, String id) {
    return await(store.create(at(leaseName), session(id, 5)));
  }

  private static SessionLease session(String id, long beats) {
    return Samples.session(new SessionRef(id, "uid-b"), beats);
  }

  private static GroupLease held(SessionRef holder, long term, long renewals) {
    return Samples.held(holder, term, renewals);
  }

  private LeaseAddress at(String name) {
    return Samples.keptAddress(namespace, name);
  }

  private static Instant now() {
    return Samples.NOW;
  }

  /** The stage itself carries the failure, so that whoever reads it need not unwrap it. */
  private static void fails(LeaseFailure.Kind kind, CompletionStage<?> stage) {
    assertThat(stage.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(12))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(LeaseFailure.class)
        .satisfies(e -> assertThat(((LeaseFailure) e.getCause()).kind()).isEqualTo(kind));
    assertThatExceptionOfType(LeaseFailure.class).isThrownBy(() -> await(stage));
  }

  private List<AuditEvent> requests(AuditMark mark) {
    return plane.auditEvents(mark).stream()
        .filter(event -> event.isOf("leases"))
        .filter(event -> event.target().orElseThrow().namespace().equals(namespace))
        .toList();
  }
}
