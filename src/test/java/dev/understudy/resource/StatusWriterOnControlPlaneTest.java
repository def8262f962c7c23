package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.api.FailoverGroupStatus;
import dev.understudy.api.LastTransition;
import dev.understudy.api.SessionStatus;
import dev.understudy.api.Sessions;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.resource.StatusWriter.Outcome;
import dev.understudy.resource.StatusWriter.Recorded;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The writer of statuses against a real API server. */
@WithControlPlane
class StatusWriterOnControlPlaneTest {

  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String namespace;
  private final Groups groups;
  private final StatusWriter writer;
  private GroupRecord group;

  StatusWriterOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    client = Installed.on(plane).client();
    namespace = plane.freshNamespace("status");
    groups = new Groups(client, Set.of(namespace));
    writer = new StatusWriter(client, groups);
  }

  @BeforeEach
  void make_a_group() {
    new GroupWrites(client, groups)
        .create(namespace, new GroupWrites.Draft("g", null, null, Duration.ofSeconds(10), null));
    group = read();
  }

  @AfterEach
  void end() {
    client.close();
  }

  private GroupRecord read() {
    return groups.read(namespace, "g").orElseThrow();
  }

  private static FailoverGroupStatus status(String primary, long term) {
    return new FailoverGroupStatus(
        1L, "g", primary, null, term, null, null, null, null, null, null, List.of());
  }

  @Test
  void a_status_is_written_over_the_version_looked_at() {
    assertThat(writer.write(group, status("A", 1)))
        .isInstanceOfSatisfying(
            Outcome.Written.class, written -> assertThat(written.group()).isEqualTo(read()));
    assertThat(read().status().primary()).isEqualTo("A");
    assertThat(read().generation()).isEqualTo(group.generation());
  }

  @Test
  void a_stale_writer_overwrites_nothing_and_is_shown_the_newest() {
    writer.write(group, status("A", 2));

    assertThat(writer.write(group, status("B", 2)))
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale -> assertThat(stale.newest().status().primary()).isEqualTo("A"));
    assertThat(read().status().primary()).isEqualTo("A");
  }

  @Test
  void a_writer_of_an_older_specification_is_stale_too() {
    plane
        .kubectl(
            "patch",
            "fg",
            "g",
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"name\":\"x\"}}")
        .orFail();

    assertThat(writer.write(group, status("A", 1))).isInstanceOf(Outcome.Stale.class);
  }

  @Test
  void nothing_is_written_when_nothing_changes() {
    writer.write(group, status("A", 1));
    GroupRecord written = read();

    assertThat(writer.write(written, status("A", 1))).isEqualTo(new Outcome.Unchanged());
    assertThat(read().resourceVersion()).isEqualTo(written.resourceVersion());
  }

  @Test
  void a_group_that_is_gone_is_not_made_anew() {
    GroupWrites writes = new GroupWrites(client, groups);
    writes.delete(group);
    writes.removeFinalizer(read());

    assertThat(writer.write(group, status("A", 1))).isEqualTo(new Outcome.Gone());
    writes.create(namespace, new GroupWrites.Draft("g", null, null, Duration.ofSeconds(10), null));
    assertThat(writer.write(group, status("A", 1))).isEqualTo(new Outcome.Gone());
    assertThat(writer.recordLeaseUid(namespace, "g", group.uid(), null, "lease", 0))
        .isEqualTo(new Recorded.Gone());
    assertThat(read().status().primary()).isNull();
  }

  @Test
  void the_uid_of_the_lease_is_recorded_beside_what_others_write() throws Exception {
    writer.write(group, status("A", 1));
    List<Future<Recorded>> records = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        records.add(
            threads.submit(
                () -> writer.recordLeaseUid(namespace, "g", group.uid(), null, "lease-1", 0)));
      }
    }

    for (Future<Recorded> record : records) {
      assertThat(record.get()).isInstanceOf(Recorded.Done.class);
    }
    assertThat(read().status().leaseUid()).isEqualTo("lease-1");
    assertThat(read().status().primary()).isEqualTo("A");
  }

  @Test
  void a_recorded_lease_that_was_not_reckoned_with_stays() {
    writer.recordLeaseUid(namespace, "g", group.uid(), null, "lease-1", 0);

    assertThat(writer.recordLeaseUid(namespace, "g", group.uid(), null, "lease-2", 0))
        .isInstanceOf(Recorded.Other.class);
    assertThat(read().status().leaseUid()).isEqualTo("lease-1");
    assertThat(writer.recordLeaseUid(namespace, "g", group.uid(), "lease-1", "lease-2", 0))
        .isInstanceOf(Recorded.Done.class);
    assertThat(read().status().leaseUid()).isEqualTo("lease-2");
  }

  @Test
  void times_come_back_as_they_were_written() {
    Instant time = Instant.parse("2026-06-01T12:00:00.123Z");
    FailoverGroupStatus status =
        new FailoverGroupStatus(
            1L,
            "g",
            "A",
            "B",
            1L,
            time,
            time,
            "uid",
            3L,
            new LastTransition(time, null, "A", "Elected"),
            new Sessions(
                1, 1, List.of(new SessionStatus("A", SessionStatus.Role.PRIMARY, 99.5, null)), 0),
            new Conditions(List.of(), 1, time)
                .isTrue(ConditionType.READY, Reason.SERVED, "fine")
                .list());

    writer.write(group, status);

    assertThat(read().status()).isEqualTo(status);
    assertThat(writer.write(read(), status)).isEqualTo(new Outcome.Unchanged());
  }
}
