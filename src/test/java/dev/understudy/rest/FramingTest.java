package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends must be beyond doubt: what two programs on its way could read differently,
 * so that one of them takes a body for a request, is refused and its connection closed.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FramingTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";

  /** A request that would be found if anybody took a body for one. */
  private static final String SMUGGLED =
      "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n{\"Id\":\"smuggled\"}"
          .formatted(GROUPS);

  private FacadeFixture facade;

  @BeforeAll
  void start() {
    facade = new FacadeFixture();
  }

  @AfterAll
  void stop() {
    facade.close();
  }

  @BeforeEach
  void forget() {
    facade.groups.clear();
  }

  private void assertRefusedAndClosed(String request) {
    try (RawClient client = facade.raw()) {
      RawClient.Answer answer = client.send(request).answer();

      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.headers()).containsEntry("Connection", "close");
      assertThat(answer.body()).contains("\"OperationId\"", "\"Resolution\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(facade.get(GROUPS + "/smuggled").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nContent-Length: 4",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        "Transfer-Encoding: chunked\u000b",
        "Content-Length: 0\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 4",
        "Content-Length: 4, 4",
        "Content-Length: 0, 4",
        "Content-Length: +4",
        "Content-Length: -1",
        "Content-Length: 0x4",
        "Content-Length: 4 4",
        "Content-Length:",
        "Content-Length : 4",
        "Content-Length: 99999999999999999999",
        " Content-Length: 4",
        "Content-Length: 4\u0000",
        "X: a\u0000b",
        "X\u0000: a",
        "X Y: a",
        "no colon",
        "Host: y",
        "X: a\r\n Host: y\r\nHost: z"
      })
  void a_request_whose_end_is_in_doubt_is_refused(String headers) {
    assertRefusedAndClosed(
        "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(GROUPS, headers)
            + "0\r\n\r\n"
            + SMUGGLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST %s HTTP/1.1\r\n\r\n",
        "POST %s HTTP/1.1\r\nHost:\r\nHost:\r\n\r\n",
        "POST %s HTTP/1.1\r\nHost: x, y\r\n\r\n",
        "POST %s HTTP/1.1\r\nHost: user@x\r\n\r\n",
        "POST %s HTTP/1.1\r\nHost: x/y\r\n\r\n",
        "POST %s HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST %s HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n"
      })
  void what_the_version_asks_for_must_be_there(String request) {
    assertRefusedAndClosed(request.formatted(GROUPS) + SMUGGLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffffffffffff\r\nx",
        "-1\r\nx",
        "0x1\r\nx",
        "g\r\n",
        "\r\n",
        "2\r\n{}0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n"
      })
  void a_chunk_that_is_none_ends_the_connection(String chunks) {
    try (RawClient client = facade.raw()) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%s%s"
              .formatted(GROUPS, chunks, SMUGGLED));

      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(facade.get(GROUPS + "/smuggled").status()).isEqualTo(404);
  }

  @Test
  void a_body_in_chunks_is_read_whatever_they_carry_besides() {
    try (RawClient client = facade.raw()) {
      client.send(
          """
          POST %s HTTP/1.1\r
          Host: x\r
          Transfer-Encoding: Chunked\r
          Trailer: Y\r
          \r
          2;a=b;c="d"\r
          {"\r
          00e\r
          Id":"chunked"}\r
          0\r
          Y: z\r
          Content-Length: 5\r
          \r
          """
                  .formatted(GROUPS)
              + RawClient.get(GROUPS + "/chunked"));

      assertThat(client.answer().status()).isEqualTo(201);
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void empty_lines_before_a_request_are_passed_over() {
    try (RawClient client = facade.raw()) {
      client.send("\r\n\r\n" + RawClient.get(GROUPS));

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void connect_leads_nowhere() {
    assertRefusedAndClosed("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
  }

  @Test
  void http_1_0_is_kept_open_for_those_who_ask_for_it() {
    try (RawClient client = facade.raw()) {
      String request = "GET %s HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".formatted(GROUPS);
      for (int i = 0; i < 2; i++) {
        RawClient.Answer answer = client.send(request).answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Connection", "keep-alive");
      }
    }
  }

  @Test
  void http_1_0_is_not_told_to_go_on() {
    try (RawClient client = facade.raw()) {
      client.send(
          "POST %s HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n{\"Id\":\"Old\"}"
              .formatted(GROUPS));

      assertThat(client.answer().status()).isEqualTo(201);
    }
  }

  @Test
  void requests_sent_ahead_are_answered_in_order() {
    try (RawClient client = facade.raw()) {
      client.send(
          RawClient.post(GROUPS, "{\"Id\":\"first\"}")
              + RawClient.get(GROUPS + "/first")
              + RawClient.request("HEAD", GROUPS + "/second")
              + RawClient.request("DELETE", GROUPS + "/first")
              + RawClient.get(GROUPS + "/first"));

      for (int status : List.of(201, 200)) {
        assertThat(client.answer().status()).isEqualTo(status);
      }
      assertThat(client.answerToHead().status()).isEqualTo(404);
      for (int status : List.of(204, 404)) {
        assertThat(client.answer().status()).isEqualTo(status);
      }
    }
  }
}
