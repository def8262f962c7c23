package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.awaitility.Awaitility;

/** Whatever is sent, the answer is a sensible one and the next request is answered too. */
class MutationsTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final String SESSIONS = GROUPS + "/G/clientsessions";

  /** A request that is fine as it stands. */
  private record Sound(String path, String body) {}

  private static final List<Sound> SOUND =
      List.of(
          new Sound(
              SESSIONS + "/S/heartbeat",
              "{\"FailoverScore\":50.5,\"LastDataProcessedTime\":\"2030-01-01T00:00:00.1Z\","
                  + "\"Role\":\"Secondary\",\"Term\":12,\"Instance\":\"i\"}"),
          new Sound(
              GROUPS,
              "{\"Id\":\"H\",\"Name\":\"n\",\"Description\":null,\"FailoverTimeout\":\"00:01:00\","
                  + "\"AdditionalData\":{\"a\":[1,2.5,{\"b\":\"é\"}]}}"),
          new Sound(SESSIONS, "{\"Id\":\"R\",\"Name\":\"n\"}"),
          new Sound(
              SESSIONS + "/S/roleoverride", "{\"Value\":1,\"ExpirationPeriod\":\"01:00:00\"}"));

  private static final List<String> TOKENS =
      List.of(
          "NaN",
          "Infinity",
          "-0",
          "1e999",
          "-1",
          "\\ud800",
          "\\u0000",
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "\uFEFF",
          "\uD83D\uDE00",
          "İ",
          "99999999999999999999",
          "/*x*/",
          "'",
          "\\",
          "0001-01-01T00:00:00",
          "24:00:00",
          "\"id\":",
          "\"FailoverStatus\":7,",
          "{\"a\":".repeat(80),
          "%00",
          "\r\n");

  /** One change of a text: a token, a byte, a cut or a copy, at some place. */
  private record Change(int kind, int place, int what, int length) {

    byte[] apply(byte[] text) {
      int at = text.length == 0 ? 0 : place % (text.length + 1);
      int end = Math.min(text.length, at + length);
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(text, 0, at);
      switch (kind) {
        case 0 ->
            changed.writeBytes(TOKENS.get(what % TOKENS.size()).getBytes(StandardCharsets.UTF_8));
        case 1 -> changed.write(what);
        case 2 -> at = end;
        default -> changed.write(text, at, end - at);
      }
      changed.write(text, at, text.length - at);
      return changed.toByteArray();
    }
  }

  /** As many as may wait, and the one in progress. */
  private static final int REQUESTS_AT_ONCE = 4;

  private static final int REQUESTS_UNTIL_FORGOTTEN = 2_000;

  private static int bodies;
  private static FacadeFixture facade;
  private static RawClient client;

  @BeforeContainer
  static void start() {
    facade = new FacadeFixture();
    client = facade.raw();
  }

  @AfterContainer
  static void stop() {
    client.close();
    facade.close();
  }

  /** Groups that were made from changed bodies are the fake's, and would only slow it down. */
  @BeforeProperty
  void forget() {
    facade.groups.clear();
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(SESSIONS, "{\"Id\":\"S\"}");
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 255),
            Arbitraries.integers().between(1, 30))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<Sound> sound() {
    return Arbitraries.of(SOUND);
  }

  /** One request with a changed body. */
  private record Changed(Sound sound, List<Change> changes) {}

  @Provide
  Arbitrary<List<Changed>> requests() {
    return Combinators.combine(sound(), changes()).as(Changed::new).list().ofSize(REQUESTS_AT_ONCE);
  }

  /** 100,000 bodies in all, as many at once as a client may send ahead. */
  @Property(tries = 25_000, shrinking = ShrinkingMode.BOUNDED)
  void no_changed_body_is_a_fault(@ForAll("requests") List<Changed> requests) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Changed request : requests) {
      byte[] body = changed(request.sound().body(), request.changes());
      all.writeBytes(
          RawClient.request(
                  "POST",
                  request.sound().path(),
                  "Content-Type: application/json",
                  "Content-Length: " + body.length)
              .getBytes(StandardCharsets.US_ASCII));
      all.writeBytes(body);
    }

    client.send(all.toByteArray());

    for (int i = 0; i < requests.size(); i++) {
      assertSensible(client.answer());
    }
    bodies += requests.size();
    if (bodies % REQUESTS_UNTIL_FORGOTTEN == 0) {
      forget();
    }
  }

  /** What was taken on for all these requests is given back: nothing grows with their number. */
  @AfterProperty
  void nothing_is_kept() {
    FacadeState state = facade.server.state();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(state.requests()).isZero();
              assertThat(state.reserved()).isZero();
              // The client of the fixture keeps its own, and so does this test.
              assertThat(state.connections()).isLessThanOrEqualTo(2);
            });
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.BOUNDED)
  void no_changed_address_is_a_fault(
      @ForAll("sound") Sound sound, @ForAll("changes") List<Change> changes) {
    byte[] path = changed(sound.path() + "?skip=1", changes);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes("GET ".getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(path);
    request.writeBytes(
        " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    try (RawClient once = facade.raw()) {
      RawClient.Answer answer = once.send(request.toByteArray()).answer();

      assertSensible(answer);
      assertThat(once.isClosedByServer()).isTrue();
    }
  }

  private static byte[] changed(String text, List<Change> changes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (Change change : changes) {
      bytes = change.apply(bytes);
    }
    return bytes;
  }

  private static void assertSensible(RawClient.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(200, 201, 400, 404, 405, 409, 413, 414, 505);
    if (answer.status() >= 400) {
      assertThat(answer.body())
          .contains("\"OperationId\":", "\"Reason\":", "\"Resolution\":")
          .doesNotContain("Exception", "jackson");
    }
  }
}
