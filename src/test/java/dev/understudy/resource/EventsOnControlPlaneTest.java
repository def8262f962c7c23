package dev.understudy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.WithControlPlane;
import dev.understudy.testing.Installed;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events on a real API server. */
@WithControlPlane
class EventsOnControlPlaneTest {

  private final ControlPlane plane;
  private final KubernetesClient client;
  private final String namespace;
  private final Events events;
  private final GroupRecord group;
  private Duration now = Duration.ofDays(1);

  EventsOnControlPlaneTest(ControlPlane plane) {
    this.plane = plane;
    client = Installed.on(plane).client();
    namespace = plane.freshNamespace("events");
    events =
        new Events(
            client,
            "replica-1",
            () -> Instant.parse("2026-01-01T00:00:00.123456789Z"),
            () -> now,
            Runnable::run);
    Groups groups = new Groups(client, Set.of(namespace));
    new GroupWrites(client, groups)
        .create(namespace, new GroupWrites.Draft("g", null, null, Duration.ofSeconds(10), null));
    group = groups.read(namespace, "g").orElseThrow();
  }

  @AfterEach
  void end() {
    client.close();
  }

  private List<Event> written() {
    return plane.adminClient().events().v1().events().inNamespace(namespace).list().getItems();
  }

  private void tell(String note) {
    events.tell(group, Events.Tone.NORMAL, "HolderLeft", "Failover", note);
  }

  @Test
  void kubectl_describe_shows_an_event() {
    tell("session 'B' took over from 'A'");

    assertThat(plane.kubectl("describe", "fg", "g", "-n", namespace).orFail())
        .contains("HolderLeft", "session 'B' took over from 'A'");
  }

  @Test
  void the_same_again_is_counted_and_later_told_anew() {
    tell("session 'B' took over from 'A'");
    tell("session 'A' took over from 'B'");
    tell("session 'B' took over from 'A'");
    tell("session 'B' took over from 'A'");

    assertThat(written()).hasSize(2);
    assertThat(written())
        .filteredOn(event -> event.getSeries() != null)
        .singleElement()
        .satisfies(event -> assertThat(event.getSeries().getCount()).isEqualTo(3));
    now = now.plus(Duration.ofMinutes(7));
    tell("session 'B' took over from 'A'");
    assertThat(written()).hasSize(3);
  }

  @Test
  void a_group_that_has_too_many_is_left_out_for_a_while() {
    for (int i = 0; i < 50; i++) {
      tell("note " + i);
    }
    assertThat(written()).hasSize(20);
    now = now.plusSeconds(15);
    tell("another");
    assertThat(written()).hasSize(21);
  }

  @Test
  void a_note_of_any_length_is_told() {
    tell("ü".repeat(5000));

    assertThat(written()).singleElement().satisfies(e -> assertThat(e.getNote()).hasSize(512));
  }

  @Test
  void what_cannot_be_written_is_dropped() {
    Events forbidden =
        new Events(
            plane.clientFor(namespace, "nobody"),
            "replica-1",
            () -> Instant.EPOCH,
            () -> now,
            Runnable::run);

    forbidden.tell(group, Events.Tone.WARNING, "HolderExpired", "Failover", "note");

    assertThat(written()).isEmpty();
  }
}
