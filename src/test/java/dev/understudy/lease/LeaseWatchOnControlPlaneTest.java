package dev.understudy.lease;

import static dev.understudy.lease.PlaneClients.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.understudy.controlplane.AuditEvent;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.controlplane.Component;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.Credentials;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.HeardEvents.Changed;
import dev.understudy.lease.HeardEvents.Deleted;
import dev.understudy.lease.HeardEvents.Listed;
import dev.understudy.lease.HeardEvents.Resumed;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch of Leases on a real API server, which is restarted, frozen and made to forget. */
@WithControlPlane
class LeaseWatchOnControlPlaneTest {
  private final ControlPlane plane;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong skippedNanos = new AtomicLong();
  private final HeardEvents heard = new HeardEvents();
  private final PlaneClients writer;
  private String namespace = "";

  LeaseWatchOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    open.push(thread);
    writer = clients();
  }

  @BeforeEach
  void work_in_a_namespace_of_its_own() {
    namespace = plane.freshNamespace("watch");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  // What it shows

  @Test
  void it_lists_what_there_is_and_shows_every_write_in_order() {
    StoredGroup group = create("fg.a");
    watch(clients());
    List<StoredLease> written = new ArrayList<>();
    for (int renewals = 1; renewals <= 50; renewals++) {
      group = renew(group, renewals);
      written.add(group);
    }

    awaitVersion(group);
    assertThat(only(Listed.class)).hasSize(1);
    assertThat(changed()).containsExactlyElementsOf(written);
  }

  @Test
  void a_deletion_is_shown_with_what_the_lease_said_last() {
    StoredSession session =
        await(writer.store.create(at("fs.b"), Samples.session(new SessionRef("B", "x"), 5)));
    watch(clients());

    await(writer.store.delete(session));

    soon().until(() -> !only(Deleted.class).isEmpty());
    StoredLease deleted = only(Deleted.class).getFirst().lease();
    assertThat(deleted.uid()).isEqualTo(session.uid());
    assertThat(((StoredSession) deleted).lease()).isEqualTo(session.lease());
    assertThat(deleted.version()).isGreaterThan(session.version());
  }

  @Test
  void the_watch_of_a_namespace_shows_no_other_and_the_watch_of_all_shows_each() {
    String other = plane.freshNamespace("watch");
    HeardEvents everywhere = new HeardEvents();
    watch(clients());
    watch(clients(), null, everywhere);

    StoredGroup there =
        await(writer.store.create(Samples.address(other, "fg.a"), GroupLease.FIRST, Samples.NOW));
    StoredGroup here = create("fg.a");

    awaitVersion(here);
    assertThat(changed()).containsExactly(here);
    soon()
        .untilAsserted(
            () ->
                assertThat(everywhere.only(Changed.class))
                    .extracting(Changed::lease)
                    .contains(there, here));
  }

  @Test
  void leases_of_other_programs_are_not_shown() {
    watch(clients());
    Lease foreign =
        new LeaseBuilder(GroupLeaseCodec.created(at("fg.x"), GroupLease.FIRST, Samples.NOW))
            .editMetadata()
            .removeFromLabels(LeaseAddress.MANAGED_BY)
            .endMetadata()
            .build();
    writer.client.resource(foreign).create();
    StoredGroup own = create("fg.a");

    awaitVersion(own);
    assertThat(changed()).containsExactly(own);
  }

  // Interruptions

  @Test
  void after_a_restart_of_the_api_server_nothing_is_lost_and_nothing_shown_twice() {
    StoredGroup group = create("fg.a");
    LeaseWatch watch = watch(clients());
    List<StoredLease> written = new ArrayList<>();
    group = renew(group, 1);
    written.add(group);
    awaitVersion(group);

    plane.stopApiServer();
    soon().until(() -> !watch.isRunning());
    plane.startApiServer();
    for (int renewals = 2; renewals <= 20; renewals++) {
      group = renew(group, renewals);
      written.add(group);
    }

    awaitVersion(group);
    assertThat(changed()).containsExactlyElementsOf(written);
    assertThat(only(Listed.class)).hasSize(1);
    assertThat(only(Resumed.class)).hasSize(1);
    assertThat(heard.words().get(2)).startsWith("resumed after");
  }

  @Test
  void it_says_for_how_long_it_was_blind() {
    StoredGroup group = create("fg.a");
    LeaseWatch watch = watch(clients());
    long begin = System.nanoTime();
    awaitVersion(renew(group, 1));
    long sure = System.nanoTime();

    plane.stopApiServer();
    soon().until(() -> !watch.isRunning() && since(sure).toSeconds() >= 3);
    Duration outage = since(sure);
    plane.startApiServer();
    soon().until(() -> !only(Resumed.class).isEmpty());

    assertThat(only(Resumed.class))
        .singleElement()
        .satisfies(resumed -> assertThat(resumed.blind()).isBetween(outage, since(begin)));
  }

  @Test
  void what_was_forgotten_meanwhile_is_listed_anew() {
    Gate gate = gate();
    StoredGroup group = create("fg.a");
    StoredGroup gone = create("fg.b");
    LeaseWatch watch = watch(clients(gate));

    gate.freeze();
    group = renew(group, 1);
    await(writer.store.delete(gone));
    plane.compactEtcd();
    plane.restartApiServer();
    gate.breakFrozen();

    soon().until(() -> only(Listed.class).size() == 2 && watch.isRunning());
    assertThat(only(Listed.class).getLast().leases()).containsExactly(group);
    assertThat(heard.words().getFirst()).startsWith("listed");
    assertThat(heard.words().get(1)).startsWith("resumed after");
    assertThat(heard.words().getLast()).startsWith("listed");
    group = renew(group, 2);
    awaitVersion(group);
    assertThat(changed()).containsExactly(group);
  }

  @Test
  void a_half_open_watch_is_replaced_and_shows_what_it_missed() {
    Gate gate = gate();
    StoredGroup group = create("fg.a");
    watch(clients(gate));
    StoredGroup before = renew(group, 1);
    awaitVersion(before);

    gate.freeze();
    StoredGroup missed = renew(before, 2);
    skip(LeaseWatch.PATIENCE);

    awaitVersion(missed);
    StoredGroup after = renew(missed, 3);
    awaitVersion(after);
    assertThat(changed()).containsExactly(before, missed, after);
    assertThat(heard.words().get(2)).startsWith("resumed after");
    assertThat(only(Resumed.class))
        .singleElement()
        .satisfies(
            resumed -> assertThat(resumed.blind()).isGreaterThanOrEqualTo(LeaseWatch.PATIENCE));
  }

  @Test
  void a_frozen_api_server_is_noticed_and_the_watch_goes_on_when_it_does() {
    StoredGroup group = create("fg.a");
    LeaseWatch watch = watch(clients());
    group = renew(group, 1);
    awaitVersion(group);

    plane.pause(Component.API_SERVER);
    skip(LeaseWatch.PATIENCE);
    soon().until(() -> !watch.isRunning());
    plane.resume(Component.API_SERVER);

    group = renew(group, 2);
    awaitVersion(group);
    assertThat(only(Listed.class)).hasSize(1);
    assertThat(only(Resumed.class)).hasSize(1);
    assertThat(watch.isRunning()).isTrue();
  }

  @Test
  void a_silent_watch_is_replaced_without_a_word_and_the_old_one_ends() {
    StoredGroup group = create("fg.a");
    watch(clients());
    AuditMark mark = plane.auditMark();

    skip(LeaseWatch.PATIENCE);
    soon()
        .until(
            () ->
                watches(mark).contains("ResponseStarted")
                    && watches(mark).contains("ResponseComplete"));
    group = renew(group, 1);

    awaitVersion(group);
    assertThat(watches(mark)).hasSize(2);
    assertThat(only(Resumed.class)).isEmpty();
    assertThat(only(Listed.class)).hasSize(1);
    assertThat(changed()).containsExactly(group);
  }

  @Test
  void a_missing_permission_is_logged_once_and_waited_for() {
    Credentials account = plane.serviceAccount(namespace, "watcher");
    AuditMark mark = plane.auditMark();
    try (WatchLog log = new WatchLog()) {
      LeaseWatch watch = begin(new PlaneClients(plane, account), namespace, heard);
      soon().until(() -> requestsOf(account, mark) >= 4);
      assertThat(heard.all).isEmpty();

      allow("list,watch", "watcher");

      soon().until(watch::isRunning);
      assertThat(log.warningsAndErrors())
          .singleElement()
          .asString()
          .startsWith(
              "ERROR Not permitted to list and watch the Leases of %s; waiting for the permission:"
                  .formatted(namespace))
          .contains(" leases.coordination.k8s.io is forbidden");
    }
  }

  @Test
  void a_closed_watch_leaves_neither_a_connection_nor_a_thread() throws Exception {
    thread.submit(() -> {}).get();
    Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
    Gate gate = gate();
    PlaneClients clients = clients(gate);
    AuditMark mark = plane.auditMark();
    LeaseWatch watch = watch(clients);

    watch.close();

    soon().until(() -> watches(mark).contains("ResponseComplete"));
    assertThat(watch.isRunning()).isFalse();
    clients.close();
    soon().until(() -> gate.connections() == 0);
    soon()
        .untilAsserted(
            () -> {
              Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
              now.removeAll(before);
              assertThat(now).extracting(Thread::getName).isEmpty();
            });
  }

  @Test
  void a_client_that_reconnects_watches_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LeaseWatch(
                    plane.adminClient(), null, heard, thread, Runnable::run, System::nanoTime));
  }

  // The parts

  private PlaneClients clients() {
    return closing(new PlaneClients(plane, plane.admin()));
  }

  private PlaneClients clients(Gate gate) {
    return closing(new PlaneClients(plane, plane.admin(), gate.url()));
  }

  private Gate gate() {
    return closing(new Gate(plane.url()));
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** A watch of the test's namespace that runs. */
  private LeaseWatch watch(PlaneClients clients) {
    return watch(clients, namespace, heard);
  }

  private LeaseWatch watch(PlaneClients clients, @Nullable String where, HeardEvents listener) {
    LeaseWatch watch = begin(clients, where, listener);
    soon().until(() -> watch.isRunning() && !listener.only(Listed.class).isEmpty());
    return watch;
  }

  private LeaseWatch begin(PlaneClients clients, @Nullable String where, HeardEvents listener) {
    LeaseWatch watch =
        closing(
            new LeaseWatch(
                clients.client,
                where,
                listener,
                thread,
                clients.blocking,
                () -> System.nanoTime() + skippedNanos.get()));
    watch.start();
    return watch;
  }

  private void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static ConditionFactory soon() {
    return await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30));
  }

  private void awaitVersion(StoredLease lease) {
    soon().until(() -> changed().stream().anyMatch(seen -> seen.version() == lease.version()));
  }

  private List<StoredLease> changed() {
    return only(Changed.class).stream().map(Changed::lease).toList();
  }

  private <T extends HeardEvents.Heard> List<T> only(Class<T> kind) {
    return heard.only(kind);
  }

  // What others do

  private LeaseAddress at(String name) {
    return Samples.keptAddress(namespace, name);
  }

  private StoredGroup create(String name) {
    return await(writer.store.create(at(name), GroupLease.FIRST, Samples.NOW));
  }

  private StoredGroup renew(StoredGroup group, long renewals) {
    return await(writer.store.update(group, Samples.held(1, renewals), Cause.ELECTED, Samples.NOW));
  }

  private void allow(String verbs, String account) {
    plane
        .kubectl("create", "role", "w", "--verb=" + verbs, "--resource=leases", "-n", namespace)
        .orFail();
    plane
        .kubectl(
            "create",
            "rolebinding",
            "w",
            "--role=w",
            "--serviceaccount=" + namespace + ":" + account,
            "-n",
            namespace)
        .orFail();
  }

  /** The stages of all watches of this namespace's Leases. */
  private List<String> watches(AuditMark mark) {
    return plane.auditEvents(mark).stream()
        .filter(event -> event.verb().equals("watch") && event.isOf("leases"))
        .filter(event -> event.target().orElseThrow().namespace().equals(namespace))
        .map(AuditEvent::stage)
        .toList();
  }

  private long requestsOf(Credentials user, AuditMark mark) {
    return plane.auditEvents(mark).stream()
        .filter(event -> event.user().equals(user.user()))
        .count();
  }
}
