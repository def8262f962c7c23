package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The replicas' Leases on a real API server, on clocks of the test. */
@WithControlPlane
class ReplicaRankOnControlPlaneTest {

  private final KubernetesClient client;
  private final String namespace;
  private final ReplicaRank one;
  private final ReplicaRank two;
  private Duration now = Duration.ofDays(1);

  ReplicaRankOnControlPlaneTest(ControlPlane plane) {
    client = Installed.on(plane).client();
    namespace = plane.freshNamespace("replicas");
    one = replica("one");
    two = replica("two");
  }

  @AfterEach
  void end() {
    client.close();
  }

  private ReplicaRank replica(String id) {
    // Its wall clock is wrong by years: nobody compares it with another's.
    Instant wall = id.equals("one") ? Instant.EPOCH : Instant.parse("2099-01-01T00:00:00Z");
    return new ReplicaRank(client, namespace, id, () -> wall.plus(now), () -> now);
  }

  private List<String> leases() {
    return client.leases().inNamespace(namespace).list().getItems().stream()
        .map(Lease::getMetadata)
        .map(meta -> meta.getName())
        .toList();
  }

  @Test
  void replicas_see_each_other_and_agree_on_their_places() {
    one.beat();
    two.beat();
    one.beat();

    assertThat(one.live()).isEqualTo(two.live()).isEqualTo(Set.of("one", "two"));
    assertThat(Set.of(one.rank("g"), two.rank("g"))).isEqualTo(Set.of(0, 1));
    assertThat(one.patience("g").plus(two.patience("g"))).isEqualTo(Duration.ofSeconds(2));
    assertThat(leases())
        .containsExactlyInAnyOrder("understudy-replica-one", "understudy-replica-two");
  }

  @Test
  void a_replica_that_falls_silent_counts_as_gone_after_thirty_seconds_and_is_forgotten_later() {
    two.beat();
    for (int beat = 0; beat < 3; beat++) {
      one.beat();
      assertThat(one.live()).contains("two");
      now = now.plus(ReplicaRank.INTERVAL);
    }

    one.beat();
    assertThat(one.live()).containsExactly("one");
    assertThat(one.rank("g")).isZero();
    now = now.plus(Duration.ofMinutes(11));
    one.beat();
    assertThat(leases()).containsExactly("understudy-replica-one");

    // It was only paused.
    two.beat();
    one.beat();
    assertThat(one.live()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void a_replica_that_leaves_is_gone_at_once() {
    two.beat();
    one.beat();
    two.leave();
    one.beat();

    assertThat(one.live()).containsExactly("one");
  }
}
