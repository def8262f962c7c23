package dev.understudy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading: lists, selectors, watches. */
abstract class ReadingContract extends OnAnApiServer {

  private Lease labelled(String name, Map<String, String> labels) {
    Lease lease = lease(name, "a");
    lease.getMetadata().setLabels(labels);
    return lease;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "color=red | a",
        "color==red,size=big | ''",
        "color!=red | b c d",
        "color in (red, blue) | a b",
        "color in (red),size | ''",
        "color notin (red) | b c d",
        "size | b c",
        "!size | a d",
        "size in (big,small),color | b",
        "understudy.dev/group=g | d"
      })
  void label_selectors_are_answered_rightly(String selector, String names) {
    create(labelled("a", Map.of("color", "red")));
    create(labelled("b", Map.of("color", "blue", "size", "big")));
    create(labelled("c", Map.of("size", "small")));
    create(labelled("d", Map.of("understudy.dev/group", "g")));

    List<Lease> found =
        client()
            .leases()
            .inNamespace(namespace())
            .list(new ListOptionsBuilder().withLabelSelector(selector).build())
            .getItems();

    assertThat(String.join(" ", names(found))).isEqualTo(names);
  }

  @Test
  void field_selectors_find_a_name() {
    create(lease("a", "1"));
    create(lease("b", "1"));

    assertThat(
            names(
                client()
                    .leases()
                    .inNamespace(namespace())
                    .withField("metadata.name", "b")
                    .list()
                    .getItems()))
        .containsExactly("b");
  }

  @Test
  void groups_are_found_by_their_id() {
    create(group("g1", "{id: A b}"));
    create(group("g2", "{id: C d}"));

    assertThat(
            names(
                client()
                    .genericKubernetesResources("understudy.dev/v1alpha1", "FailoverGroup")
                    .inNamespace(namespace())
                    .withField("spec.id", "C d")
                    .list()
                    .getItems()))
        .containsExactly("g2");
  }

  @Test
  void a_watch_from_a_version_tells_what_happened_since_in_order() {
    Lease first = create(lease("x", "0"));
    List<String> expected = new ArrayList<>();
    Lease last = first;
    for (int i = 1; i <= 50; i++) {
      last = client().resource(heldBy("" + i, last)).update();
      expected.add("MODIFIED x " + i);
    }
    List<String> events = new CopyOnWriteArrayList<>();
    try (var _ =
        client()
            .leases()
            .inNamespace(namespace())
            .watch(
                new ListOptionsBuilder()
                    .withResourceVersion(first.getMetadata().getResourceVersion())
                    .build(),
                recordInto(events))) {
      client().resource(last).delete();
      create(lease("y", "1"));
      expected.add("DELETED x 50");
      expected.add("ADDED y 1");

      await().atMost(SOON).until(() -> events.size() >= expected.size());
      assertThat(events).isEqualTo(expected);
    }
  }

  @Test
  void an_object_that_leaves_what_is_watched_is_told_as_deleted() {
    Lease made = create(labelled("x", Map.of("watched", "yes")));
    List<String> events = new CopyOnWriteArrayList<>();
    try (var _ =
        client()
            .leases()
            .inNamespace(namespace())
            .withLabel("watched", "yes")
            .watch(recordInto(events))) {
      await().atMost(SOON).until(() -> events.size() == 1);

      made.getMetadata().setLabels(Map.of("watched", "no"));
      Lease gone = client().resource(heldBy("b", made)).update();
      gone.getMetadata().setLabels(Map.of("watched", "yes"));
      client().resource(gone).update();

      await().atMost(SOON).until(() -> events.size() == 3);
      assertThat(events).containsExactly("ADDED x a", "DELETED x a", "ADDED x b");
    }
  }

  @Test
  void a_put_that_changes_nothing_is_told_to_nobody() {
    Lease made = create(lease("x", "a"));
    List<String> events = new CopyOnWriteArrayList<>();
    try (var _ = client().leases().inNamespace(namespace()).watch(recordInto(events))) {
      await().atMost(SOON).until(() -> events.size() == 1);

      client().resource(made).update();
      client().resource(heldBy("b", made)).update();

      await().atMost(SOON).until(() -> events.size() == 2);
      assertThat(events).containsExactly("ADDED x a", "MODIFIED x b");
    }
  }

  @Test
  void an_event_is_read_in_its_older_form_too() {
    create(
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace())
            .withName("e")
            .endMetadata()
            .withEventTime(new MicroTime("2026-01-01T00:00:00.000000Z"))
            .withReportingController("t.dev/c")
            .withReportingInstance("c-1")
            .withType("Normal")
            .withReason("Because")
            .withAction("Done")
            .withNote("It was done.")
            .withNewRegarding()
            .withKind("Lease")
            .withNamespace(namespace())
            .withName("x")
            .endRegarding()
            .build());

    assertThat(
            client()
                .v1()
                .events()
                .inNamespace(namespace())
                .withField("involvedObject.name", "x")
                .list()
                .getItems())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo("Because");
              assertThat(event.getMessage()).isEqualTo("It was done.");
              assertThat(event.getReportingComponent()).isEqualTo("t.dev/c");
            });
  }

  @Test
  void an_informer_follows_all_changes() {
    Lease kept = create(lease("kept", "0"));
    create(lease("removed", "0"));
    try (SharedIndexInformer<Lease> informer =
        client().leases().inNamespace(namespace()).inform(ignoring())) {
      client().resource(lease("removed", "0")).delete();
      create(lease("added", "0"));
      client().resource(heldBy("1", kept)).update();

      await()
          .atMost(SOON)
          .until(
              () ->
                  informer.getStore().list().stream()
                      .map(
                          lease ->
                              lease.getMetadata().getName() + lease.getSpec().getHolderIdentity())
                      .sorted()
                      .toList()
                      .equals(List.of("added0", "kept1")));
    }
  }

  private static ResourceEventHandler<Lease> ignoring() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(Lease lease) {}

      @Override
      public void onUpdate(Lease before, Lease lease) {}

      @Override
      public void onDelete(Lease lease, boolean unknown) {}
    };
  }

  private static Watcher<Lease> recordInto(List<String> events) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Lease lease) {
        events.add(
            "%s %s %s"
                .formatted(
                    action, lease.getMetadata().getName(), lease.getSpec().getHolderIdentity()));
      }

      @Override
      public void onClose(WatcherException cause) {
        events.add("closed: " + cause);
      }
    };
  }
}
