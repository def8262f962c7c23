package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.understudy.access.Caller;
import dev.understudy.access.Identity;
import dev.understudy.auth.Authentication;
import dev.understudy.auth.Authenticator;
import dev.understudy.auth.Credentials;
import dev.understudy.auth.ProviderDocument;
import dev.understudy.contract.ApiContract;
import dev.understudy.contract.Operation;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Provokes every status code that the document has, at every operation, and writes down that it
 * did: the table of coverage in docs/api.md comes from here. A code that the document has and
 * nobody knows how to provoke is a failure, and so is a table that has drifted.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CoverageTest {

  private static final String GROUPS = FacadeFixture.CLOUD + "/clientfailover/groups";
  private static final Duration SHORT = Duration.ofMillis(50);

  private final CoverageTable table = new CoverageTable();
  private FacadeFixture facade;
  private FacadeFixture hasty;
  private FacadeFixture full;
  private FacadeFixture unknown;
  private FacadeFixture foreign;
  private FacadeFixture provided;
  private RawClient held;

  @BeforeAll
  void start() throws Exception {
    facade = new FacadeFixture();
    hasty = new FacadeFixture(options(100, SHORT));
    full = new FacadeFixture(options(1, Duration.ofSeconds(30)));
    unknown =
        new FacadeFixture(
            FacadeOptions.local(),
            verdict(new Authentication.Refused("Who?", "Say who.", List.of("Bearer", "Basic"))));
    foreign =
        new FacadeFixture(
            FacadeOptions.local(),
            verdict(
                new Authentication.Accepted(
                    new Identity("elsewhere", Identity.Kind.USER, "eve", Set.of()))));
    provided = new FacadeFixture(FacadeOptions.local(), new Provided());
    prepare(full);
    full.groups.onHeartbeat(beat -> {});
    held = full.raw().send(RawClient.post(GROUPS + "/G/clientsessions/S/heartbeat", "{}"));
    assertThat(full.groups.beats.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @AfterAll
  void stop() {
    held.close();
    facade.close();
    hasty.close();
    full.close();
    unknown.close();
    foreign.close();
    provided.close();
  }

  /** Knows an identity provider. */
  private static final class Provided implements Authenticator {
    @Override
    public CompletableFuture<Authentication> authenticate(Credentials credentials) {
      return CompletableFuture.completedFuture(new Authentication.Accepted(new Caller.Anyone()));
    }

    @Override
    public ProviderDocument providerDocument() {
      return new ProviderDocument.Known("{\"issuer\":\"x\",\"token_endpoint\":\"y\"}");
    }
  }

  private static Authenticator verdict(Authentication always) {
    return credentials -> CompletableFuture.completedFuture(always);
  }

  private static FacadeOptions options(int requests, Duration bodyTimeout) {
    FacadeOptions local = FacadeOptions.local();
    return new FacadeOptions(
        local.address(),
        0,
        1,
        64,
        100,
        requests,
        local.maxBodyBytes(),
        local.idleTimeout(),
        bodyTimeout,
        "0");
  }

  /** A group G with a session S. */
  private static void prepare(FacadeFixture there) {
    there.groups.clear();
    there.post(GROUPS, "{\"Id\":\"G\"}");
    there.post(GROUPS + "/G/clientsessions", "{\"Id\":\"S\",\"Name\":\"N\"}");
  }

  /** One status code of one operation. */
  private record Cell(Operation operation, int status, String prefix) {

    /** Behind each prefix, where that makes a difference. */
    static Stream<Cell> of(Operation operation, int status) {
      boolean cloudOnly = status == 408 || (status == 404 && !operation.path().contains("{"));
      Stream<String> prefixes =
          operation.atRoot()
              ? Stream.of("")
              : Stream.of(FacadeFixture.CLOUD, FacadeFixture.ON_PREMISES).limit(cloudOnly ? 1 : 2);
      return prefixes.map(prefix -> new Cell(operation, status, prefix));
    }

    @Override
    public String toString() {
      return "%s %s%s is answered %d"
          .formatted(operation.method(), prefix, operation.path(), status);
    }

    boolean is(String method, String end) {
      return operation.method().equals(method) && operation.path().endsWith(end);
    }

    /** A path to something that is there. */
    String path() {
      return prefix + operation.path().replace("{groupId}", "G").replace("{sessionId}", "S");
    }

    boolean hasBody() {
      return operation.statuses().contains(415);
    }

    /** A request with headers of one's own, and a body that is fine. */
    String request(String... headers) {
      List<String> all = new ArrayList<>(List.of(headers));
      String body = hasBody() ? body() : "";
      if (hasBody()) {
        all.add("Content-Length: " + body.length());
      }
      return RawClient.request(operation.method(), path(), all.toArray(String[]::new)) + body;
    }

    /** A body that is fine, of something that is not there yet. */
    String body() {
      if (operation.method().equals("PUT")) {
        return "{\"RoleTrusteeAccessControlEntries\":"
            + "[{\"Trustee\":{\"Type\":3,\"ObjectId\":\"Administrators\"},\"AccessRights\":31}]}";
      }
      return is("POST", "/roleoverride") ? "{\"Value\":1}" : "{\"Id\":\"New\",\"Name\":\"New\"}";
    }
  }

  @TestFactory
  Stream<DynamicTest> every_code_of_every_operation() {
    Stream<DynamicTest> codes =
        ApiContract.get().operations().stream()
            .flatMap(
                operation ->
                    operation.statuses().stream().flatMap(code -> Cell.of(operation, code)))
            .map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> provoke(cell)));
    Stream<DynamicTest> last =
        Stream.of(
            DynamicTest.dynamicTest(
                "every line of the table of endpoints has its codes", this::assertComplete),
            DynamicTest.dynamicTest("docs/api.md shows it", () -> table.compare()));
    return Stream.concat(codes, last);
  }

  private void provoke(Cell cell) {
    prepare(facade);
    RawClient.Answer answer =
        switch (cell.status()) {
          case 200, 201, 204 -> carriedOut(cell);
          case 304 -> ask(facade, cell.request("If-None-Match: *"));
          case 400 -> ask(facade, cell.request("Host: again"));
          case 401 -> ask(unknown, cell.request());
          case 403 -> ask(foreign, cell.request());
          case 404 -> ask(facade, elsewhere(cell));
          case 408 -> ask(hasty, unfinished(cell));
          case 409 -> conflict(cell);
          case 413 -> ask(facade, large(cell));
          case 414 ->
              ask(facade, cell.request().replaceFirst(" HTTP", "?" + "x".repeat(20_000) + " HTTP"));
          case 415 -> ask(facade, cell.request("Content-Type: text/plain"));
          case 429 -> tooMany(cell);
          case 431 -> ask(facade, cell.request("X: " + "x".repeat(20_000)));
          case 503 -> ask(full, cell.request());
          case 505 -> ask(facade, cell.request().replaceFirst("HTTP/1\\.1", "HTTP/9.9"));
          default -> fail("Nobody knows how to provoke that " + cell);
        };

    assertThat(answer.status()).as(answer.body()).isEqualTo(cell.status());
    if (cell.status() >= 400) {
      assertThat(answer.body()).contains("\"OperationId\"", "\"Reason\"", "\"Resolution\"");
    }
    table.seen(number(cell.operation()), cell.operation(), cell.status());
  }

  private static RawClient.Answer ask(FacadeFixture there, String request) {
    try (RawClient client = there.raw()) {
      return client.send(request).answer();
    }
  }

  private RawClient.Answer carriedOut(Cell cell) {
    if (cell.status() == 200 && cell.is("POST", "/groups")) {
      return ask(facade, RawClient.post(cell.path(), "{\"Id\":\"G\"}"));
    }
    if (cell.status() == 200 && cell.is("POST", "/clientsessions")) {
      return ask(facade, RawClient.post(cell.path(), "{\"Id\":\"S\",\"Name\":\"N\"}"));
    }
    return ask(cell.path().endsWith("/openid-configuration") ? provided : facade, cell.request());
  }

  /** Something that is not there: the group where the path names one, else the namespace. */
  private static String elsewhere(Cell cell) {
    return cell.operation().path().contains("{groupId}")
        ? cell.request().replaceFirst("/G", "/none")
        : cell.request().replaceFirst("/namespaces/n1", "/namespaces/none");
  }

  private static String large(Cell cell) {
    return RawClient.request(cell.operation().method(), cell.path(), "Content-Length: 70000");
  }

  private static String unfinished(Cell cell) {
    return RawClient.request(cell.operation().method(), cell.path(), "Content-Length: 10") + "{";
  }

  private RawClient.Answer conflict(Cell cell) {
    if (cell.is("DELETE", "/{groupId}")) {
      facade.groups.activate("G", Instant.EPOCH);
      return ask(facade, cell.request());
    }
    if (cell.is("POST", "/roleoverride")) {
      facade.groups.fail(Refusal.conflict("Somebody else owns it.", "Ask them."));
      return ask(facade, cell.request());
    }
    return ask(facade, RawClient.post(cell.path(), otherwise(cell)));
  }

  private static String otherwise(Cell cell) {
    return cell.is("POST", "/groups")
        ? "{\"Id\":\"G\",\"Name\":\"another\"}"
        : "{\"Id\":\"S\",\"Name\":\"another\"}";
  }

  private RawClient.Answer tooMany(Cell cell) {
    facade.groups.fail(Refusal.tooMany("Too many.", "Wait.", Duration.ofSeconds(1)));
    return ask(facade, cell.request());
  }

  /** The number of the endpoint that an operation belongs to. */
  private Optional<Integer> number(Operation operation) {
    return facade.server.routes().table().stream()
        .filter(route -> route.method().equals(operation.method()))
        .filter(route -> ("/" + route.pattern()).equals(lower(operation.path())))
        .map(Route::endpoint)
        .filter(number -> number > 0)
        .findFirst();
  }

  private static String lower(String path) {
    return path.toLowerCase(Locale.ROOT)
        .replace("{groupid}", Route.GROUP)
        .replace("{sessionid}", Route.SESSION);
  }

  /** The endpoints as their users know them, with the codes that belong to each of them. */
  private static final Map<Integer, List<Integer>> ENDPOINTS =
      Map.ofEntries(
          Map.entry(1, List.of(200)),
          Map.entry(2, List.of(200)),
          Map.entry(3, List.of(201, 200, 409)),
          Map.entry(4, List.of(200, 404)),
          Map.entry(5, List.of(204, 404, 409)),
          Map.entry(6, List.of(200, 404)),
          Map.entry(7, List.of(200, 204, 404)),
          Map.entry(8, List.of(200, 204)),
          Map.entry(9, List.of(200, 404)),
          Map.entry(10, List.of(201, 200, 404, 409)),
          Map.entry(11, List.of(200, 204, 404)),
          Map.entry(12, List.of(200, 404, 429)),
          Map.entry(13, List.of(200, 404, 409)));

  private void assertComplete() {
    ENDPOINTS.forEach(
        (number, codes) -> {
          List<Integer> all = new ArrayList<>(codes);
          all.addAll(List.of(400, 401, 403, 503));
          assertThat(table.codes(number)).as("endpoint " + number).containsAll(all);
        });
    assertThat(new TreeSet<>(ENDPOINTS.keySet())).containsExactlyElementsOf(table.numbers());
  }
}
