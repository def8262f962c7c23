package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.contract.ApiContract;
import dev.understudy.contract.Call;
import dev.understudy.contract.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The document and the routes are of one mind, and the contract sees what is not in the document.
 */
class ContractTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final String JSON = "application/json; charset=utf-8";

  /** The files of the page are no part of the interface. */
  private static final String PAGE = "/docs/";

  private static String line(boolean atRoot, String method, String path) {
    return (atRoot ? "at the root: " : "") + method + " " + path.toLowerCase(Locale.ROOT);
  }

  @Test
  void every_route_is_in_the_document_and_every_operation_has_a_route() {
    Set<String> documented =
        ApiContract.get().operations().stream()
            .map(operation -> line(operation.atRoot(), operation.method(), operation.path()))
            .collect(Collectors.toSet());
    try (FacadeFixture facade = new FacadeFixture()) {
      Set<String> routed =
          facade.server.routes().table().stream()
              .map(
                  route ->
                      line(
                          route.reach() == Route.Reach.EVERYBODY,
                          route.method(),
                          "/" + route.pattern()))
              .filter(line -> !line.contains(PAGE))
              .collect(Collectors.toSet());

      assertThat(routed).containsExactlyInAnyOrderElementsOf(documented);
    }
  }

  @Test
  void every_operation_documents_what_any_request_may_be_answered() {
    for (Operation operation : ApiContract.get().operations()) {
      assertThat(operation.statuses())
          .as("%s %s", operation.method(), operation.path())
          .contains(400, 408, 413, 414, 431, 503, 505);
      if (!operation.atRoot()) {
        assertThat(operation.statuses())
            .as("%s %s", operation.method(), operation.path())
            .contains(401, 403, 404);
      }
    }
  }

  private static List<String> problems(
      String method,
      String target,
      String sent,
      int status,
      Map<String, String> headers,
      String received) {
    Map<String, List<String>> listed = new TreeMap<>();
    headers.forEach((name, value) -> listed.put(name, List.of(value)));
    return ApiContract.get()
        .problems(
            new Call(
                method,
                target,
                Map.of(),
                sent.getBytes(StandardCharsets.UTF_8),
                status,
                listed,
                received.getBytes(StandardCharsets.UTF_8)));
  }

  private static final String STATUS =
      "{\"Primary\":\"S\",\"PendingPrimary\":null,\"LastDataProcessedTime\":null}";

  private static final String ERROR =
      "{\"OperationId\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"Error\":\"e\",\"Reason\":\"r\","
          + "\"Resolution\":\"s\",\"AdditionalParameters\":null}";

  @Test
  void what_is_as_documented_has_no_problem() {
    Map<String, String> json = Map.of("Content-Type", JSON);

    assertThat(problems("GET", GROUPS + "/G/status", "", 200, json, STATUS)).isEmpty();
    assertThat(problems("HEAD", GROUPS + "/G/status", "", 200, json, "")).isEmpty();
    assertThat(problems("DELETE", "/API/v1/ClientFailover/Groups/G/", "", 204, Map.of(), ""))
        .isEmpty();
    assertThat(problems("GET", GROUPS + "/G/status", "", 404, json, ERROR)).isEmpty();
    assertThat(problems("GET", "/nowhere", "", 404, json, ERROR)).isEmpty();
    assertThat(problems("OPTIONS", GROUPS, "", 204, Map.of("Allow", "GET"), "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        // The answer: its shape, its status, its media type.
        "GET|/G/status||200|{}",
        "GET|/G/status||200|{\"Primary\":7,\"PendingPrimary\":null,\"LastDataProcessedTime\":null}",
        "GET|/G/status||200|{\"Primary\":null,\"PendingPrimary\":null,\"LastDataProcessedTime\":\"now\"}",
        "GET|/G/status||200|{\"Primary\":null,\"PendingPrimary\":null,\"LastDataProcessedTime\":null,\"x\":1}",
        "GET|/G/status||200|",
        "GET|/G/status||200|x",
        "GET|/G/status||204|",
        "GET|/G/status||409|" + ERROR,
        "GET|/G/status||418|" + ERROR,
        "GET|/G/status||404|{\"Reason\":\"r\"}",
        "GET|/G/status||503|" + ERROR,
        "DELETE|/G||204|{}",
        "HEAD|/G/status||404|" + ERROR,
        "POST|/G/clientsessions/S/heartbeat|{}|200|{\"Role\":0,\"Term\":1,\"LastDataProcessedTime\":null}",
        "POST|/G/clientsessions/S/heartbeat|{}|200|{\"Role\":\"Primary\",\"Term\":1}",
        "POST|/G/clientsessions/S/heartbeat|{}|200|{\"Role\":1,\"Term\":1,\"ValidFor\":\"PT1M\"}",
        "POST|/G/clientsessions/S/heartbeat|{}|429|" + ERROR,
        // The request: what is carried out must be allowed.
        "POST|/G/clientsessions/S/heartbeat|{\"FailoverScore\":101}|200|{\"Role\":0,\"Term\":1}",
        "POST|/G/clientsessions/S/heartbeat|[]|200|{\"Role\":0,\"Term\":1}",
        "POST|/G/clientsessions/S/heartbeat||200|{\"Role\":0,\"Term\":1}",
        "DELETE|/..||204|",
        "DELETE|/G/clientsessions/S?instance=a%2Fb||204|",
        // What is no operation.
        "PATCH|/G||200|",
        "PATCH|/G||405|" + ERROR,
        "GET|/G/statuses||200|{}",
        "GET|/G/statuses||404|{}",
        "GET|/G/statuses||409|" + ERROR
      })
  void what_is_not_as_documented_is_found(
      String method, String path, String sent, int status, String received) {
    Map<String, String> json = received == null ? Map.of() : Map.of("Content-Type", JSON);

    assertThat(
            problems(
                method,
                GROUPS + path,
                sent == null ? "" : sent,
                status,
                json,
                received == null ? "" : received))
        .isNotEmpty();
  }

  @Test
  void headers_are_held_to_the_document_too() {
    Map<String, String> plain = Map.of("Content-Type", JSON);
    Map<String, String> paged = Map.of("Content-Type", JSON, "Total-Count", "3");

    assertThat(problems("GET", GROUPS, "", 200, paged, "[]")).isEmpty();
    assertThat(problems("GET", GROUPS, "", 200, plain, "[]")).hasSize(1);
    assertThat(
            problems(
                "GET", GROUPS, "", 200, Map.of("Content-Type", JSON, "Total-Count", "x"), "[]"))
        .hasSize(1);
    assertThat(problems("GET", GROUPS + "/G/clientsessions", "", 200, paged, "[]")).hasSize(1);
    assertThat(problems("GET", GROUPS, "", 200, Map.of("Total-Count", "3"), "[]")).hasSize(1);
    assertThat(problems("GET", GROUPS + "?count=1001", "", 200, paged, "[]")).hasSize(1);
    assertThat(problems("GET", GROUPS + "?skip=-1", "", 200, paged, "[]")).hasSize(1);
  }
}
