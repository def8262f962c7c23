package dev.understudy.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.demo.Transport.Call;
import dev.understudy.demo.Transport.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Registers a group and a session in it, as stock clients do: a group that exists otherwise is
 * taken as it is, and its timeout adopted. Also knows the paths of a session.
 */
public final class Registration {

  /** How long any answer is waited for. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEPT = "-._~!$&'()*+,;=:@%";

  private final Transport transport;
  private final String group;
  private final String session;
  private final String name;
  private final Duration wished;

  /**
   * @param group the group's id
   * @param session the session's id
   * @param name the session's name
   * @param wished the timeout for a group that does not exist
   */
  public Registration(
      Transport transport, String group, String session, String name, Duration wished) {
    this.transport = transport;
    this.group = group;
    this.session = session;
    this.name = name;
    this.wished = wished;
  }

  /** The path of the session. */
  public String sessionPath() {
    return sessionsPath() + "/" + encode(session);
  }

  private String groupPath() {
    return "groups/" + encode(group);
  }

  private String sessionsPath() {
    return groupPath() + "/clientsessions";
  }

  /**
   * Registers both.
   *
   * @return the group's timeout; completes exceptionally with what went wrong
   */
  public CompletableFuture<Duration> register() {
    return post("groups/", Map.of("Id", group, "FailoverTimeout", TimeSpans.print(wished)))
        .thenCompose(
            reply -> {
              if (reply.status() == 409) {
                return transport
                    .send(new Call("GET", groupPath(), null, TIMEOUT))
                    .thenApply(Registration::timeout);
              }
              return CompletableFuture.completedFuture(succeeded("group", reply))
                  .thenApply(_ -> wished);
            })
        .thenCompose(
            timeout ->
                post(sessionsPath(), Map.of("Id", session, "Name", name))
                    .thenApply(reply -> succeeded("session", reply))
                    .thenApply(_ -> timeout));
  }

  private CompletableFuture<Reply> post(String path, Map<String, String> body) {
    return transport.send(new Call("POST", path, print(body), TIMEOUT));
  }

  private static Reply succeeded(String what, Reply reply) {
    if (!reply.isSuccess()) {
      throw new CompletionException(
          new IllegalStateException(
              "the %s was refused: %d %s".formatted(what, reply.status(), reply.body())));
    }
    return reply;
  }

  private static Duration timeout(Reply reply) {
    try {
      String text =
          JSON.readTree(succeeded("group", reply).body()).path("FailoverTimeout").asText();
      return TimeSpans.parse(text);
    } catch (JsonProcessingException e) {
      throw new CompletionException(e);
    }
  }

  /** Writes a JSON object. */
  public static String print(Map<String, ?> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Encodes what no URL may hold; a percent sign stays, as stock clients leave it. */
  static String encode(String segment) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : segment.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xff);
      boolean kept =
          (character < 128 && Character.isLetterOrDigit(character)) || KEPT.indexOf(character) >= 0;
      encoded.append(kept ? String.valueOf(character) : "%%%02X".formatted(each & 0xff));
    }
    return encoded.toString();
  }
}
