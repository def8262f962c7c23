package dev.understudy.rest;

import static dev.understudy.rest.EndpointsTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what they should be: always a 400, 413 or 415 that says why. */
@TestInstance(Lifecycle.PER_CLASS)
class BadBodiesTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final String SESSIONS = GROUPS + "/G/clientsessions";
  private static final String HEARTBEAT = SESSIONS + "/S/heartbeat";

  private FacadeFixture facade;

  @BeforeAll
  void start() {
    facade = new FacadeFixture();
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(SESSIONS, "{\"Id\":\"S\"}");
  }

  @AfterAll
  void stop() {
    facade.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{|1|2",
        "{\"Id\":}|1|7",
        "{\"Id\":NaN}|1|9",
        "{\"FailoverScore\":Infinity}|1|26",
        "{\"Id\":01}|1|8",
        "{\"Id\":\"\\x\"}|1|10",
        "{'Id':1}|1|3",
        "{\"Id\":1,}|1|10",
        "{} {}|1|4",
        "{}x|1|4",
        "<x/>|1|2",
        "[]|1|1",
        "\"x\"|1|1",
        "null|1|1",
        "3|1|1"
      })
  void what_is_no_json_object_is_told_its_position(String body, int line, int column) {
    FacadeFixture.Answer answer = facade.post(GROUPS, body);

    assertError(answer, 400);
    assertThat(answer.json().at("/AdditionalParameters/Line").asInt()).isEqualTo(line);
    assertThat(answer.json().at("/AdditionalParameters/Column").asInt())
        .isBetween(column - 1, column + 2);
  }

  @Test
  void the_position_counts_lines() {
    FacadeFixture.Answer answer = facade.post(GROUPS, "{\n  \"Id\": \"x\",\n  oops\n}");

    assertThat(answer.json().at("/AdditionalParameters/Line").asInt()).isEqualTo(3);
    assertThat(answer.json().get("Reason").asText()).contains("line 3");
  }

  @Test
  void a_body_must_be_there() {
    assertError(facade.post(HEARTBEAT, ""), 400);
    assertError(facade.post(HEARTBEAT, "   "), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Id\":1}",
        "{\"Id\":{}}",
        "{\"Id\":\"\"}",
        "{\"Id\":\"a/b\"}",
        "{\"Id\":\"a\\\\b\"}",
        "{\"Id\":\"a?b\"}",
        "{\"Id\":\"a#b\"}",
        "{\"Id\":\".\"}",
        "{\"Id\":\"..\"}",
        "{\"Id\":\"a\\u0000\"}",
        "{\"Id\":\"a\\u0085\"}",
        "{\"Id\":\"\\ud800\"}",
        "{\"Id\":\"\\udc00\\ud800\"}",
        "{\"Name\":\"\\ud800x\"}",
        "{\"Name\":[]}",
        "{\"Description\":true}",
        "{\"FailoverTimeout\":60}",
        "{\"FailoverTimeout\":{\"Ticks\":600000000}}",
        "{\"AdditionalData\":[]}",
        "{\"AdditionalData\":\"x\"}",
        "{\"AdditionalData\":{\"a\":1e400}}",
        "{\"AdditionalData\":{\"a\":[{\"b\":-1e999999999}]}}",
        "{\"AdditionalData\":{\"a\":\"\\ud800\"}}",
        "{\"AdditionalData\":{\"a\":[{\"\\udfff\":1}]}}",
        "{\"Id\":\"x\",\"Id\":\"x\"}",
        "{\"Id\":\"x\",\"iD\":\"y\"}",
        "{\"AdditionalData\":{\"a\":1,\"a\":1}}"
      })
  void a_group_that_cannot_be_is_refused(String body) {
    assertError(facade.post(GROUPS, body), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"FailoverScore\":\"NaN\"}",
        "{\"FailoverScore\":\"Infinity\"}",
        "{\"FailoverScore\":\"50\"}",
        "{\"FailoverScore\":1e999}",
        "{\"FailoverScore\":-1e999}",
        "{\"FailoverScore\":-0.0001}",
        "{\"FailoverScore\":100.0001}",
        "{\"FailoverStatus\":101}",
        "{\"FailoverScore\":1,\"FailoverStatus\":\"x\"}",
        "{\"FailoverScore\":true}",
        "{\"FailoverScore\":1,\"failoverScore\":2}",
        "{\"LastDataProcessedTime\":1}",
        "{\"LastDataProcessedTime\":\"\"}",
        "{\"LastDataProcessedTime\":\"2030-02-30T00:00:00Z\"}",
        "{\"LastDataProcessedTime\":\"2030-01-01T24:00:00Z\"}",
        "{\"LastDataProcessedTime\":\"2030-01-01T00:00:60Z\"}",
        "{\"LastDataProcessedTime\":\"2030-01-01\"}",
        "{\"LastDataProcessedTime\":\"2030-01-01T00:00:00+99:00\"}",
        "{\"LastDataProcessedTime\":\"9999-12-31T23:59:59-01:00\"}",
        "{\"LastDataProcessedTime\":\"0000-01-01T00:00:00Z\"}",
        "{\"LastDataProcessedTime\":\"0001-01-01T00:00:01+01:00\"}",
        "{\"LastDataProcessedTime\":\"/Date(1)/\"}",
        "{\"Role\":3}",
        "{\"Role\":-1}",
        "{\"Role\":1.0}",
        "{\"Role\":\"Leader\"}",
        "{\"Role\":\"\"}",
        "{\"Role\":\"PRİMARY\"}",
        "{\"Role\":99999999999999999999}",
        "{\"Role\":[1]}",
        "{\"Term\":-1}",
        "{\"Term\":1.5}",
        "{\"Term\":\"1\"}",
        "{\"Term\":9223372036854775808}",
        "{\"Term\":9007199254740993.0}",
        "{\"Term\":-1.0}",
        "{\"Term\":1e999}",
        "{\"Instance\":1}",
        "{\"Instance\":\"a/b\"}",
        "{\"Instance\":\"\\ud800\"}"
      })
  void a_heartbeat_that_cannot_be_is_refused(String body) {
    FacadeFixture.Answer answer = facade.post(HEARTBEAT, body);

    assertError(answer, 400);
    assertThat(facade.groups.beats).isEmpty();
  }

  @Test
  void a_session_with_a_name_without_end_is_refused() {
    assertError(facade.post(SESSIONS, "{\"Name\":\"" + "x".repeat(1025) + "\"}"), 400);
    assertError(facade.post(SESSIONS, "{\"Id\":\"" + "x".repeat(261) + "\"}"), 400);
    assertError(facade.post(SESSIONS, "{\"Name\":{\"a\":1}}"), 400);
  }

  @Test
  void depth_and_length_are_bounded() {
    assertError(facade.post(GROUPS, "{\"AdditionalData\":" + "{\"a\":".repeat(70)), 400);
    assertError(facade.post(GROUPS, "[".repeat(60_000)), 400);
    assertError(facade.post(GROUPS, "{\"x\":" + "9".repeat(500) + "}"), 400);
    assertError(facade.post(GROUPS, "{\"" + "n".repeat(60_000) + "\":1}"), 400);
    assertThat(
            facade
                .post(
                    GROUPS,
                    "{\"AdditionalData\":" + "{\"a\":".repeat(60) + "1" + "}".repeat(60) + "}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    for (byte[] bad :
        new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, 0}}) {
      byte[] body = "{\"Id\":\"x???\"}".getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bad, 0, body, 8, bad.length);

      FacadeFixture.Answer answer =
          facade.send(facade.request(GROUPS).POST(BodyPublishers.ofByteArray(body)));

      assertError(answer, 400);
      assertThat(answer.json().at("/AdditionalParameters/Column").asInt()).isEqualTo(9);
    }
    byte[] sixteen = "{}".getBytes(StandardCharsets.UTF_16LE);
    assertError(facade.send(facade.request(GROUPS).POST(BodyPublishers.ofByteArray(sixteen))), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "json",
        "*/*",
        "application/jsonx"
      })
  void other_formats_are_refused(String type) {
    FacadeFixture.Answer answer =
        facade.send(
            facade
                .request(GROUPS)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{}")));

    assertError(answer, 415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON;charset=UTF-8",
        "text/json",
        "application/problem+json; charset=\"utf-8\"",
        "application/json; odata=verbose"
      })
  void json_goes_by_several_names(String type) {
    FacadeFixture.Answer answer =
        facade.send(
            facade
                .request(GROUPS)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void without_a_content_type_it_is_json() {
    assertThat(facade.send(facade.request(GROUPS).POST(BodyPublishers.ofString("{}"))).status())
        .isEqualTo(201);
  }

  @Test
  void compressed_bodies_are_refused() {
    FacadeFixture.Answer answer =
        facade.send(
            facade
                .request(GROUPS)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{}")));

    assertError(answer, 415);
  }

  @Test
  void up_to_64_kib_are_read_and_no_more() {
    String json = "{\"AdditionalData\":{\"x\":\"%s\"}}";
    int around = json.length() - 2;

    String fits = json.formatted("x".repeat(65_536 - around));
    assertThat(fits).hasSize(65_536);
    assertThat(facade.post(GROUPS, fits).status()).isEqualTo(201);
    assertError(facade.post(GROUPS, json.formatted("x".repeat(65_537 - around))), 413);
    assertError(facade.post(HEARTBEAT, "{" + " ".repeat(500_000) + "}"), 413);
  }

  @Test
  void a_byte_order_mark_is_no_json() {
    assertError(facade.post(GROUPS, "\uFEFF{}"), 400);
  }
}
