package dev.understudy.embedded;

import dev.understudy.embedded.Store.Change;
import dev.understudy.embedded.Store.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps Events: for an hour, and those of {@code events.k8s.io} also in the older form that kubectl
 * reads. An API server keeps one object in two forms; here the older one is a copy.
 */
final class EventKeeper {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final String NEWER = "events.events.k8s.io";
  private static final String OLDER = "events";

  /** What the newer form calls otherwise than the older. */
  private static final Map<String, String> OLDER_NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent");

  private final Store store;
  private final Clock clock;
  private final Deque<Change> unseen = new ArrayDeque<>();

  EventKeeper(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    store.addListener(
        change -> {
          if (change.key().type().equals(NEWER)) {
            unseen.add(change);
          }
        });
  }

  /** Copies what has changed since the last time, and removes what is old. */
  void collect() {
    if (unseen.isEmpty()) {
      return;
    }
    while (!unseen.isEmpty()) {
      Change change = unseen.remove();
      Key copy = new Key(OLDER, change.key().namespace(), change.key().name());
      Stored event = change.after();
      if (event != null) {
        store.put(copy, older(event.tree(), store.find(copy)));
      } else if (store.find(copy).isPresent()) {
        store.remove(copy);
      }
    }
    Instant oldest = clock.instant().minus(KEPT);
    for (String type : List.of(NEWER, OLDER)) {
      store.list(type, event -> isBefore(event, oldest)).stream()
          .map(event -> event.tree())
          .map(event -> new Key(type, Json.meta(event, "namespace"), Json.meta(event, "name")))
          .forEach(store::remove);
    }
    unseen.clear();
  }

  private static boolean isBefore(Map<String, Object> event, Instant oldest) {
    return Instant.parse(Json.meta(event, "creationTimestamp")).isBefore(oldest);
  }

  private static Map<String, Object> older(Map<String, Object> event, Optional<Stored> before) {
    Map<String, Object> older = new LinkedHashMap<>();
    Json.copy(event)
        .forEach((name, value) -> older.put(OLDER_NAMES.getOrDefault(name, name), value));
    older.put("apiVersion", "v1");
    Map<String, Object> metadata = Json.ownChild(older, "metadata");
    metadata.remove("managedFields");
    metadata.put(
        "uid",
        before
            .map(stored -> Json.meta(stored.tree(), "uid"))
            .orElseGet(() -> UUID.randomUUID().toString()));
    Object first = event.get("eventTime");
    Object last = Json.child(event, "series").getOrDefault("lastObservedTime", first);
    if (first != null && last != null) {
      older.put("firstTimestamp", first);
      older.put("lastTimestamp", last);
    }
    return older;
  }
}
