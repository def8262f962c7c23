package dev.understudy.embedded;

import dev.understudy.embedded.Store.Change;
import dev.understudy.embedded.Store.Stored;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One watch of one kind. It begins with the changes after a version, or, where none is given, with
 * all objects; then each change follows in the order in which it was stored.
 *
 * <p>Everything happens on the server's one thread, which also writes to the socket.
 */
final class Watch extends WebSocketListener {

  private static final int NORMAL_CLOSURE = 1000;

  private final Store store;
  private final ResourceType type;
  private final Predicate<Map<String, Object>> wanted;
  private final Optional<Long> after;
  private final Consumer<Change> listener = this::changed;
  private @Nullable WebSocket socket;

  /**
   * @param after the version after which it begins; absent for all objects first
   */
  Watch(
      Store store, ResourceType type, Predicate<Map<String, Object>> wanted, Optional<Long> after) {
    this.store = store;
    this.type = type;
    this.wanted = wanted;
    this.after = after;
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    socket = webSocket;
    Optional<List<String>> first = first();
    if (first.isEmpty()) {
      webSocket.send(tooOld());
      webSocket.close(NORMAL_CLOSURE, "");
      return;
    }
    first.get().forEach(webSocket::send);
    store.addListener(listener);
  }

  @Override
  public void onClosing(WebSocket webSocket, int code, String reason) {
    store.removeListener(listener);
    webSocket.close(code, reason);
  }

  @Override
  public void onClosed(WebSocket webSocket, int code, String reason) {
    store.removeListener(listener);
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable error, Response response) {
    store.removeListener(listener);
  }

  /** The events with which the watch begins; absent if its version is too old. */
  Optional<List<String>> first() {
    if (after.isEmpty()) {
      return Optional.of(
          store.list(type.qualifiedPlural(), wanted).stream()
              .map(stored -> event("ADDED", stored.json()))
              .toList());
    }
    return store
        .since(type.qualifiedPlural(), after.get())
        .map(
            changes -> {
              List<String> events = new ArrayList<>();
              changes.forEach(change -> event(change).ifPresent(events::add));
              return events;
            });
  }

  /** The event that tells that the version is too old. */
  String tooOld() {
    Failure failure =
        Failure.gone("too old resource version: %d".formatted(after.orElse(store.version())));
    return event("ERROR", Json.print(failure.toStatus()));
  }

  private void changed(Change change) {
    if (change.key().type().equals(type.qualifiedPlural()) && socket != null) {
      event(change).ifPresent(socket::send);
    }
  }

  /** What a change is to somebody who sees only what is wanted. */
  private Optional<String> event(Change change) {
    Stored before = change.before();
    Stored now = change.after();
    boolean was = before != null && wanted.test(before.tree());
    boolean is = now != null && wanted.test(now.tree());
    if (is && now != null) {
      return Optional.of(event(was ? "MODIFIED" : "ADDED", now.json()));
    }
    if (was && before != null) {
      return Optional.of(event("DELETED", now == null ? before.json() : atVersion(before, change)));
    }
    return Optional.empty();
  }

  private static String atVersion(Stored stored, Change change) {
    Map<String, Object> last = Json.copy(stored.tree());
    Json.ownChild(last, "metadata").put("resourceVersion", Long.toString(change.version()));
    return Json.print(last);
  }

  private static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
  }
}
