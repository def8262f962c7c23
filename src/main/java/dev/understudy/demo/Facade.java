package dev.understudy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.demo.Transport.Call;
import dev.understudy.demo.Transport.Reply;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A facade as people ask it: what the demo does there can be done with curl. Thread-safe. */
final class Facade {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Transport transport;

  Facade(Transport transport) {
    this.transport = transport;
  }

  /** Who is in charge of a group; empty if nobody is. */
  String primary(String group) throws Disappointment {
    JsonNode status = ask("GET", "groups/" + group + "/status", null);
    return status.path("Primary").asText("");
  }

  /**
   * Asks for a session to be primary, or takes that back.
   *
   * @param value 1 to ask, 0 to take back
   */
  void override(String group, String session, int value) throws Disappointment {
    ask(
        "POST",
        "groups/" + group + "/clientsessions/" + session + "/roleoverride",
        "{\"Value\":" + value + "}");
  }

  private JsonNode ask(String method, String path, @Nullable String body) throws Disappointment {
    try {
      Reply reply = transport.send(new Call(method, path, body, TIMEOUT)).join();
      if (!reply.isSuccess()) {
        throw new Disappointment(
            "%s %s should have succeeded, but was answered %d: %s"
                .formatted(method, path, reply.status(), reply.body()));
      }
      return JSON.readTree(reply.body());
    } catch (CompletionException | JsonProcessingException e) {
      throw new Disappointment(
          "%s %s should have been answered, but failed: %s"
              .formatted(method, path, e.getMessage()));
    }
  }
}
