package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as they stand on the request line, byte for byte. */
@TestInstance(Lifecycle.PER_CLASS)
class PathsTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";

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
  void two_groups() {
    facade.groups.clear();
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(GROUPS, "{\"Id\":\"secret\"}");
  }

  private RawClient.Answer get(String target) {
    try (RawClient client = facade.raw()) {
      return client.send(RawClient.get(target)).answer();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/clientfailover/groups/G",
        "/api/v1/clientfailover/groups/G/",
        "/API/v1/ClientFailover/GROUPS/G",
        "/api/v1/client%66ailover/groups/G",
        "/api/v1/clientfailover/groups/%47",
        "/api/v1/clientfailover/groups/G?x=/y",
        "/api/v1/tenants/t1/namespaces/n1/clientfailover/groups/G",
        "/api/v1/tenants/%741/namespaces/n%31/clientfailover/groups/G",
        "http://example.org/api/v1/clientfailover/groups/G",
        "HTTPS://example.org:443/api/v1/clientfailover/groups/G"
      })
  void these_lead_to_the_group(String target) {
    RawClient.Answer answer = get(target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"Id\":\"G\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/api",
        "/api/v1",
        "/api/v2/clientfailover",
        "/api/v1/clientfailover/groups/G//",
        "/api/v1/clientfailover//groups/G",
        "//api/v1/clientfailover/groups/G",
        "/api/v1/clientfailover/groups/g",
        "/api/v1/clientfailover/groups/G/statuses",
        "/api/v1/clientfailover/groups/G/status/x",
        "/api/v1/clientfailover/groups/x/../G",
        "/api/v1/clientfailover/groups/G;v=1",
        "/api/v1/clientfailover/groups/G%20",
        "/api/v1/clientfailover%2Fgroups/G",
        "/api/v1/clientfailover/groups%2FG",
        "/api/v1/clientfailover/groups/x%2F..%2Fsecret/status/y",
        "/api/v1/tenants/t1/namespaces/n2/clientfailover/groups/G",
        "/api/v1/tenants/t2/namespaces/n1/clientfailover/groups/G",
        "/api/v1/tenants/T1/namespaces/n1/clientfailover/groups/G",
        "/api/v1/tenants/t1%2Fnamespaces%2Fn1/clientfailover/groups/G",
        "/api/v1/tenants/t1/namespaces/n1./clientfailover/groups/G",
        "/api/v1/tenants/t1/namespaces/%6e%31%00/clientfailover/groups/G",
        "/api/v1/tenants//namespaces/n1/clientfailover/groups/G",
        "/api/v1/tenants/t1/clientfailover/groups/G",
        "/api/v1/client%C5%BFailover/groups",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z",
        "http://example.org",
        "http://example.org?x"
      })
  void these_lead_nowhere(String target) {
    RawClient.Answer answer = get(target);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("\"OperationId\"");
  }

  @ParameterizedTest
  @CsvSource({
    "%2e%2e",
    ".%2E",
    "%2e",
    "..",
    ".",
    "a%2Fb",
    "%2F",
    "a%5Cb",
    "a\\b",
    "a%3Fb",
    "a%23b",
    "a#b",
    "a%00b",
    "a%0D%0Ab",
    "%7F",
    "%C2%85",
    "..%2fsecret",
    "secret%2F..%2FG"
  })
  void these_are_no_ids(String segment) {
    RawClient.Answer answer = get(GROUPS + "/" + segment);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("is no id", "1 to 260 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%252Fb",
        "%25",
        "%",
        "%4",
        "%zz",
        "%ED%A0%80",
        "%FF",
        "%C0%AF",
        "%E2%82",
        "...",
        "a..b",
        "a%20b",
        "secret%2e",
        "%73ecret%20"
      })
  void these_could_be_ids_but_name_nothing(String segment) {
    assertThat(get(GROUPS + "/" + segment).status()).isEqualTo(404);
  }

  @Test
  void an_id_may_have_260_characters_whatever_they_take_on_the_wire() throws Exception {
    String longest = "%F0%9F%98%80".repeat(260);
    String id = "\uD83D\uDE00".repeat(260);
    assertThat(facade.post(GROUPS, "{\"Id\":\"" + id + "\"}").status()).isEqualTo(201);
    assertThat(facade.post(GROUPS, "{\"Id\":\"" + id + "x\"}").status()).isEqualTo(400);

    RawClient.Answer answer = get(GROUPS + "/" + longest);

    assertThat(answer.status()).isEqualTo(200);
    JsonNode group = new ObjectMapper().readTree(answer.body());
    assertThat(group.get("Id").asText()).isEqualTo(id);
    assertThat(get(GROUPS + "/" + longest + "x").status()).isEqualTo(400);
  }

  @Test
  void utf_8_need_not_be_encoded_but_must_be_utf_8() {
    facade.post(GROUPS, "{\"Id\":\"é%\uD83D\uDE00\"}");

    assertThat(get(GROUPS + "/é%\uD83D\uDE00").status()).isEqualTo(200);
    assertThat(get(GROUPS + "/é%25\uD83D\uDE00").status()).isEqualTo(200);
    try (RawClient client = facade.raw()) {
      byte[] request = RawClient.get(GROUPS + "/?").getBytes(StandardCharsets.US_ASCII);
      request[5 + GROUPS.length()] = (byte) 0xE9;
      assertThat(client.send(request).answer().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org:443", "api/v1/clientfailover", "x:y"})
  void what_is_no_path_is_refused(String target) {
    assertThat(get(target).status()).isEqualTo(400);
  }

  @Test
  void the_server_as_a_whole_says_what_it_can_do() {
    try (RawClient client = facade.raw()) {
      RawClient.Answer asked = client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").answer();
      assertThat(asked.status()).isEqualTo(204);
      assertThat(asked.headers()).containsEntry("Allow", "GET, HEAD, POST, DELETE, PUT, OPTIONS");

      assertThat(client.send("GET * HTTP/1.1\r\nHost: x\r\n\r\n").answer().status()).isEqualTo(405);
    }
  }

  @Test
  void nothing_is_ever_redirected() {
    RawClient.Answer answer = get(GROUPS + "/G/");

    assertThat(answer.headers()).doesNotContainKey("Location");
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void the_raw_text_is_looked_up_before_the_decoded_one_is_called_no_id() {
    facade.post(GROUPS, "{\"Id\":\"a%2Fb\"}");

    assertThat(get(GROUPS + "/a%2Fb").status()).isEqualTo(200);
    assertThat(get(GROUPS + "/a%252Fb").status()).isEqualTo(200);
    assertThat(get(GROUPS + "/a%2fb").status()).isEqualTo(400);
  }
}
