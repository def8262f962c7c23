package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.election.Role;
import dev.understudy.group.GroupService.Departure;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint and status of the table of endpoints, over real HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class EndpointsTest {

  private static final String GROUPS = FacadeFixture.ON_PREMISES + "/clientfailover/groups";
  private static final String SESSIONS = GROUPS + "/G/clientsessions";

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

  private void aGroup() {
    assertThat(facade.post(GROUPS, "{\"Id\":\"G\"}").status()).isEqualTo(201);
  }

  private void aSession() {
    aGroup();
    assertThat(facade.post(SESSIONS, "{\"Id\":\"S\",\"Name\":\"N\"}").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1, on-premises-namespace",
    "/api/v1/tenants/t1/namespaces/n1, cloud-namespace",
    "/API/V1/Tenants/t1/NAMESPACES/n1, cloud-namespace"
  })
  void both_prefixes_lead_to_the_same_endpoints(String prefix, String namespace) throws Exception {
    FacadeFixture.Answer answer = facade.get(prefix + "/ClientFailover/Groups/");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(facade.groups.namespaces.poll(5, TimeUnit.SECONDS)).isEqualTo(namespace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/api/v1/tenants/t1/namespaces/n1"})
  void endpoint_1_tells_the_version(String prefix) {
    FacadeFixture.Answer answer = facade.get(prefix + "/clientfailover");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"Version\":\"1.2.3\"}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void endpoint_2_lists_groups_page_by_page() {
    for (String id : new String[] {"a", "b", "c"}) {
      facade.post(GROUPS, "{\"Id\":\"" + id + "\"}");
    }

    FacadeFixture.Answer page = facade.get(GROUPS + "?skip=1&count=1");
    assertThat(page.json().findValuesAsText("Id")).containsExactly("b");
    assertThat(page.header("Total-Count")).isEqualTo("3");
    assertThat(facade.get(GROUPS).json()).hasSize(3);
    assertThat(facade.get(GROUPS + "?Skip=99999999999999999999").json()).isEmpty();
    assertThat(facade.get(GROUPS + "?count=0").header("Total-Count")).isEqualTo("3");
    assertThat(facade.get(GROUPS + "?count=%31000&other").json()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "skip=-1",
        "skip=1.5",
        "skip=x",
        "skip=",
        "skip",
        "skip=+1",
        "skip=%20",
        "count=1001",
        "count=-1",
        "count=99999999999999999999",
        "skip=1&skip=1",
        "skip=1&SKIP=2",
        "skip=%ff"
      })
  void endpoint_2_refuses_what_is_no_page(String query) {
    assertError(facade.get(GROUPS + "?" + query), 400);
  }

  @Test
  void endpoint_3_creates_a_group_once() {
    String json =
        """
        {"id":"G","NAME":"n","description":"d","failoverTimeout":"1.00:00:00",
         "additionalData":{"a":[1,2.5,"\\u00e9",{"b":null}]},"unknown":{"x":1}}
        """;

    FacadeFixture.Answer made = facade.post(GROUPS + "/", json);
    FacadeFixture.Answer again = facade.post(GROUPS, json);
    FacadeFixture.Answer other = facade.post(GROUPS, "{\"Id\":\"G\"}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body())
        .isEqualTo(
            "{\"Id\":\"G\",\"Name\":\"n\",\"Description\":\"d\",\"FailoverTimeout\":\"1.00:00:00\","
                + "\"AdditionalData\":{\"a\":[1,2.5,\"é\",{\"b\":null}]}}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(made.body());
    assertError(other, 409);
  }

  @Test
  void endpoint_3_fills_in_what_is_absent() {
    JsonNode group = facade.post(GROUPS, "{\"Id\":null,\"Name\":null}").json();

    assertThat(group.get("Id").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(group.get("FailoverTimeout").asText()).isEqualTo("00:01:00");
    assertThat(group.get("Name").isNull()).isTrue();
    assertThat(group.get("Description").isNull()).isTrue();
    assertThat(group.get("AdditionalData").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:02, 00:00:02",
    "1.00:00:00, 1.00:00:00",
    "00:00:02.0000001, 00:00:02.0010000",
    "0:0:5.5, 00:00:05.5000000"
  })
  void endpoint_3_takes_timeouts_up_to_whole_milliseconds(String given, String kept) {
    JsonNode group = facade.post(GROUPS, "{\"FailoverTimeout\":\"" + given + "\"}").json();

    assertThat(group.get("FailoverTimeout").asText()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00:00:01.9990000",
        "1.00:00:00.0000001",
        "-00:01:00",
        "24:00:00",
        "00:60:00",
        "60",
        "1m",
        "",
        "00:00:02.12345678",
        "99999999.00:00:00",
        "PT1M"
      })
  void endpoint_3_refuses_other_timeouts_and_says_which_are_good(String timeout) {
    FacadeFixture.Answer answer = facade.post(GROUPS, "{\"FailoverTimeout\":\"" + timeout + "\"}");

    assertError(answer, 400);
    assertThat(answer.json().at("/AdditionalParameters/Property").asText())
        .isEqualTo("FailoverTimeout");
    assertThat(answer.json().get("Resolution").asText()).contains("00:0");
  }

  @Test
  void endpoint_4_shows_a_group() {
    aGroup();

    assertThat(facade.get(GROUPS + "/G").json().get("Id").asText()).isEqualTo("G");
    assertError(facade.get(GROUPS + "/g"), 404);
  }

  @Test
  void endpoint_5_deletes_a_group_without_active_sessions() {
    aSession();
    facade.groups.activate("G", Instant.EPOCH);
    assertError(facade.delete(GROUPS + "/G"), 409);

    facade.groups.clear();
    aGroup();
    FacadeFixture.Answer deleted = facade.delete(GROUPS + "/G");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(deleted.header("Content-Length")).isNull();
    assertError(facade.delete(GROUPS + "/G"), 404);
  }

  @Test
  void endpoint_6_shows_who_is_in_charge() {
    aSession();
    assertThat(facade.get(GROUPS + "/G/status").body())
        .isEqualTo("{\"Primary\":null,\"PendingPrimary\":null,\"LastDataProcessedTime\":null}");

    facade.groups.activate("G", Instant.parse("2030-01-02T03:04:05.1234567Z"));
    assertThat(facade.get(GROUPS + "/G/Status/").body())
        .isEqualTo(
            "{\"Primary\":\"S\",\"PendingPrimary\":null,"
                + "\"LastDataProcessedTime\":\"2030-01-02T03:04:05.1234567Z\"}");
    assertError(facade.get(GROUPS + "/H/status"), 404);
  }

  @Test
  void endpoint_9_lists_sessions() {
    aSession();
    facade.post(SESSIONS, "{\"Id\":\"R\"}");

    assertThat(facade.get(SESSIONS).json().findValuesAsText("Id")).containsExactly("R", "S");
    assertError(facade.get(GROUPS + "/H/clientsessions"), 404);
  }

  @Test
  void endpoint_10_registers_a_session_once() {
    aGroup();

    FacadeFixture.Answer made = facade.post(SESSIONS, "{\"Id\":\"S\",\"Name\":\"N\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body())
        .isEqualTo(
            "{\"Id\":\"S\",\"Name\":\"N\",\"Heartbeat\":null,\"Role\":0,\"HeartbeatPosted\":false,"
                + "\"RoleOverride\":0,\"RoleOverrideExpirationTime\":null,\"AdditionalData\":null}");
    assertThat(facade.post(SESSIONS, "{\"Id\":\"S\",\"Name\":\"N\"}").status()).isEqualTo(200);
    assertError(facade.post(SESSIONS, "{\"Id\":\"S\",\"Name\":\"M\"}"), 409);
    assertError(facade.post(GROUPS + "/H/clientsessions", "{\"Id\":\"S\"}"), 404);
    assertThat(facade.post(SESSIONS, "{}").json().get("Id").asText()).hasSize(36);
  }

  @Test
  void endpoint_11_shows_a_session() {
    aSession();
    facade.post(
        SESSIONS + "/S/heartbeat",
        "{\"FailoverScore\":50.5,\"LastDataProcessedTime\":\"2030-01-01T02:00:00+02:00\"}");

    assertThat(facade.get(SESSIONS + "/S").body())
        .isEqualTo(
            "{\"Id\":\"S\",\"Name\":\"N\",\"Heartbeat\":{\"FailoverScore\":50.5,"
                + "\"LastDataProcessedTime\":\"2030-01-01T00:00:00Z\","
                + "\"HeartbeatTime\":\"2030-01-01T00:00:00.1234567Z\"},\"Role\":0,"
                + "\"HeartbeatPosted\":true,\"RoleOverride\":0,"
                + "\"RoleOverrideExpirationTime\":null,\"AdditionalData\":null}");
    assertError(facade.get(SESSIONS + "/s"), 404);
    assertError(facade.get(GROUPS + "/H/clientsessions/S"), 404);
  }

  @Test
  void endpoint_11_deletes_a_session_and_says_who_asked() throws Exception {
    aSession();
    Duration before = facade.loop.now().monotonic();

    assertThat(facade.delete(SESSIONS + "/S?Instance=i%201").status()).isEqualTo(204);

    Departure departure = facade.groups.departures.poll(5, TimeUnit.SECONDS);
    assertThat(departure.instance()).isEqualTo("i 1");
    assertThat(departure.subject()).isEmpty();
    assertThat(departure.peer()).matches("[0-9a-f]{16}");
    assertThat(departure.arrived()).isBetween(before, facade.loop.now().monotonic());
    assertThat(departure.connection().isOpen()).isTrue();
    assertError(facade.delete(SESSIONS + "/S"), 404);
    assertError(facade.delete(SESSIONS + "/S?instance=a&instance=b"), 400);
    assertError(facade.delete(SESSIONS + "/S?instance=%00"), 400);
  }

  @Test
  void endpoint_12_answers_a_heartbeat() {
    aSession();

    FacadeFixture.Answer answer = facade.post(SESSIONS + "/S/heartbeat", "{\"FailoverScore\":1}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"Role\":0,\"Term\":0}");
    assertError(facade.post(SESSIONS + "/R/heartbeat", "{}"), 404);
    assertError(facade.post(GROUPS + "/H/clientsessions/S/heartbeat", "{}"), 404);
  }

  @Test
  void endpoint_13_overrides_a_role() throws Exception {
    aSession();

    FacadeFixture.Answer set =
        facade.post(
            SESSIONS + "/S/roleoverride",
            "{\"Value\":\"primary\",\"ExpirationPeriod\":\"01:00:00\"}");
    assertThat(set.body())
        .isEqualTo("{\"Value\":1,\"RoleOverrideExpirationTime\":\"2030-01-01T01:00:00Z\"}");
    var request = facade.groups.overrides.poll(5, TimeUnit.SECONDS);
    assertThat(request.role()).isEqualTo(Role.PRIMARY);
    assertThat(request.period()).isEqualTo(Duration.ofHours(1));

    assertThat(facade.post(SESSIONS + "/S/RoleOverride", "{\"Value\":2}").body())
        .isEqualTo("{\"Value\":2,\"RoleOverrideExpirationTime\":null}");
    assertThat(facade.post(SESSIONS + "/S/roleoverride", "{\"Value\":\"OFF\"}").body())
        .isEqualTo("{\"Value\":0,\"RoleOverrideExpirationTime\":null}");
    assertThat(facade.post(SESSIONS + "/S/roleoverride", "{}").body())
        .isEqualTo("{\"Value\":0,\"RoleOverrideExpirationTime\":null}");
    assertError(facade.post(SESSIONS + "/R/roleoverride", "{\"Value\":1}"), 404);
    for (String bad : new String[] {"00:00:00", "-01:00:00", "40000.00:00:00", "x"}) {
      assertError(
          facade.post(
              SESSIONS + "/S/roleoverride", "{\"Value\":1,\"ExpirationPeriod\":\"" + bad + "\"}"),
          400);
    }
    assertError(facade.post(SESSIONS + "/S/roleoverride", "{\"Value\":3}"), 400);
    assertError(facade.post(SESSIONS + "/S/roleoverride", "{\"Value\":\"Both\"}"), 400);
  }

  @Test
  void refusals_of_the_groups_have_their_status() {
    aSession();

    facade.groups.fail(Refusal.tooMany("Too many.", "Wait.", Duration.ofMillis(2100)));
    FacadeFixture.Answer often = facade.post(SESSIONS + "/S/heartbeat", "{}");
    assertError(often, 429);
    assertThat(often.header("Retry-After")).isEqualTo("3");
    facade.groups.fail(Refusal.invalid("No.", "Otherwise."));
    assertError(facade.get(GROUPS), 400);
    facade.groups.fail(Refusal.unavailable("Not now.", Duration.ofMillis(1500)));
    FacadeFixture.Answer heartbeat = facade.post(SESSIONS + "/S/heartbeat", "{}");
    FacadeFixture.Answer list = facade.get(GROUPS);
    assertError(heartbeat, 503);
    assertError(list, 503);
    assertThat(heartbeat.header("Retry-After")).isEqualTo("2");
    assertThat(list.header("Retry-After")).isEqualTo("2");
    assertThat(list.json().get("Reason").asText()).isEqualTo("Not now.");
  }

  @Test
  void a_fault_is_a_503_that_tells_nothing_of_the_inside() {
    facade.groups.fail(new IllegalArgumentException("secret"));

    try (LogCapture log = new LogCapture(Exchange.class)) {
      FacadeFixture.Answer answer = facade.get(GROUPS);

      assertError(answer, 503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.body()).doesNotContain("secret", "Exception");
      assertThat(log.at(Level.ERROR))
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getMDCPropertyMap())
                      .containsEntry("operationId", answer.json().get("OperationId").asText()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /clientfailover, 'GET, HEAD, OPTIONS'",
    "PATCH, /clientfailover/groups, 'GET, HEAD, POST, OPTIONS'",
    "POST, /clientfailover/groups/G, 'GET, HEAD, DELETE, OPTIONS'",
    "GET, /clientfailover/groups/G/clientsessions/S/heartbeat, 'POST, OPTIONS'",
    "TRACE, /clientfailover/groups/G/status, 'GET, HEAD, OPTIONS'",
    "WHATEVER, /clientfailover/groups/G/clientsessions, 'GET, HEAD, POST, OPTIONS'"
  })
  void other_methods_are_told_the_right_ones(String method, String path, String allow) {
    FacadeFixture.Answer refused = facade.method(method, FacadeFixture.CLOUD + path);
    assertError(refused, 405);
    assertThat(refused.header("Allow")).isEqualTo(allow);

    FacadeFixture.Answer asked = facade.method("OPTIONS", FacadeFixture.CLOUD + path);
    assertThat(asked.status()).isEqualTo(204);
    assertThat(asked.header("Allow")).isEqualTo(allow);
  }

  @Test
  void head_is_get_without_the_body() {
    aGroup();
    for (String path : new String[] {GROUPS, GROUPS + "/G", GROUPS + "/H"}) {
      FacadeFixture.Answer head = facade.method("HEAD", path);
      FacadeFixture.Answer get = facade.get(path);

      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
      assertThat(head.header("Total-Count")).isEqualTo(get.header("Total-Count"));
    }
  }

  static void assertError(FacadeFixture.Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    JsonNode error = answer.json();
    assertThat(error.get("OperationId").asText()).matches("[0-9a-f]{32}");
    for (String property : new String[] {"Error", "Reason", "Resolution"}) {
      assertThat(error.get(property).asText()).as(property).isNotBlank();
    }
    assertThat(error.has("AdditionalParameters")).isTrue();
    assertThat(answer.body()).doesNotContain("Exception", "jackson", "java.");
    assertThat(answer.header("Retry-After") != null).isEqualTo(status == 429 || status == 503);
  }
}
