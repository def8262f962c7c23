package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.understudy.access.Caller;
import dev.understudy.access.Identity;
import dev.understudy.auth.Authentication;
import dev.understudy.auth.Credentials;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks is found out first: before an address is looked up, and before a body is read. */
class WhoAsksTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final Authentication REFUSED =
      new Authentication.Refused("Nobody knows you.", "Sign in.", List.of("Bearer", "Basic"));

  private final BlockingQueue<Credentials> asked = new LinkedBlockingQueue<>();
  private volatile CompletableFuture<Authentication> verdict = new CompletableFuture<>();
  private FacadeFixture facade;

  @BeforeEach
  void start() {
    start(100);
  }

  private void start(int requests) {
    Duration timeout = Duration.ofMillis(500);
    facade =
        new FacadeFixture(
            new FacadeOptions(
                "127.0.0.1", 0, 1, 64, 100, requests, 128 * 1024, timeout, timeout, "0"),
            credentials -> {
              CompletableFuture<Authentication> now = verdict;
              asked.add(credentials);
              return now;
            });
  }

  @AfterEach
  void stop() {
    facade.close();
  }

  private static Authentication member(String tenant) {
    return new Authentication.Accepted(
        new Identity(tenant, Identity.Kind.CLIENT, "collector", Set.of(FakeLists.EVERYTHING)));
  }

  private void verdict(Authentication authentication) {
    verdict = CompletableFuture.completedFuture(authentication);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/clientfailover",
        "/api/v1/clientfailover/groups/none",
        "/api/v1/tenants/t1/namespaces/n1/clientfailover/groups",
        "/api/v1/tenants/none/namespaces/none/clientfailover/groups",
        "/nothing/is/here",
        "/"
      })
  void strangers_learn_nothing_of_what_is_there(String path) {
    verdict(REFUSED);
    for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS", "BREW")) {
      FacadeFixture.Answer answer = facade.method(method, path);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.response().headers().allValues("WWW-Authenticate"))
          .containsExactly("Bearer", "Basic");
      assertThat(answer.json().get("Error").asText()).isEqualTo("It is not known who asks.");
      assertThat(answer.json().get("Reason").asText()).isEqualTo("Nobody knows you.");
      assertThat(answer.json().get("Resolution").asText()).isEqualTo("Sign in.");
    }
    assertThat(facade.groups.namespaces).isEmpty();
  }

  @Test
  void the_connection_of_a_stranger_goes_on() {
    verdict(REFUSED);
    try (RawClient client = facade.raw()) {
      client.send(RawClient.post(GROUPS, "{\"Id\":\"G\"}") + RawClient.get(GROUPS));
      assertThat(client.answer().status()).isEqualTo(401);
      assertThat(client.answer().status()).isEqualTo(401);
    }
  }

  @Test
  void a_stranger_who_asks_before_sending_a_body_is_told_not_to() {
    verdict(REFUSED);
    try (RawClient client = facade.raw()) {
      client.send(
          RawClient.request("POST", GROUPS, "Expect: 100-continue", "Content-Length: 1000"));
      assertThat(client.answer().status()).isEqualTo(401);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void when_it_cannot_be_found_out_the_client_is_told_when_to_try_again() {
    verdict(new Authentication.Unavailable("Nobody answers.", Duration.ofMillis(2500)));
    FacadeFixture.Answer answer = facade.get(GROUPS);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
  }

  @Test
  void a_fault_in_finding_out_lets_nobody_in() {
    try (LogCapture logged = new LogCapture(Exchange.class)) {
      verdict.completeExceptionally(new IllegalStateException("a fault"));
      assertThat(facade.get(GROUPS).status()).isEqualTo(503);
      awaitQuestion();
      verdict = new CompletableFuture<>();
      try (RawClient client = facade.raw()) {
        client.send(RawClient.post(GROUPS, "{\"Id\":\"G\"}") + RawClient.get(GROUPS));
        awaitQuestion();
        verdict.completeExceptionally(new IllegalStateException("a fault"));
        assertThat(client.answer().status()).isEqualTo(503);
        verdict = CompletableFuture.completedFuture(REFUSED);
        assertThat(client.answer().status()).isIn(401, 503);
      }
      assertThat(logged.at(Level.ERROR)).hasSizeGreaterThan(1);
    }
    assertThat(facade.groups.namespaces).isEmpty();
  }

  @Test
  void a_body_waits_until_it_is_known_who_sends_it() {
    CompletableFuture<FacadeFixture.Answer> answer = facade.postLater(GROUPS, "{\"Id\":\"G\"}");
    awaitQuestion();
    // Longer than a body may take: it is not the client that is slow.
    Awaitility.await().pollDelay(Duration.ofMillis(1200)).until(() -> !answer.isDone());
    verdict.complete(member("t1"));

    assertThat(FacadeFixture.await(answer).status()).isEqualTo(201);
  }

  @Test
  void a_body_that_does_not_come_after_that_is_still_waited_for_no_longer_than_any() {
    try (RawClient client = facade.raw()) {
      client.send(RawClient.request("POST", GROUPS, "Content-Length: 10"));
      awaitQuestion();
      verdict.complete(member("t1"));
      assertThat(client.answer().status()).isEqualTo(408);
    }
  }

  @Test
  void a_large_body_that_waits_is_refused_like_any() {
    try (RawClient client = facade.raw()) {
      client.send(RawClient.request("POST", GROUPS, "Transfer-Encoding: chunked"));
      String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
      for (int i = 0; i < 10; i++) {
        client.send(chunk);
      }
      awaitQuestion();
      verdict.complete(member("t1"));
      assertThat(client.answer().status()).isEqualTo(413);
      client.send("0\r\n\r\n" + RawClient.get(GROUPS));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void a_client_that_hangs_up_meanwhile_is_forgotten() {
    facade.close();
    start(1);
    CompletableFuture<Authentication> first = verdict;
    try (RawClient client = facade.raw()) {
      client.send(RawClient.post(GROUPS, "{\"Id\":\"G\"}"));
      awaitQuestion();
      client.reset();
    }
    verdict(member("t1"));
    // There is room for one request only.
    Awaitility.await().until(() -> facade.get("/api/v1/clientfailover").status() == 200);
    first.complete(member("t1"));

    assertThat(facade.get(GROUPS).body()).isEqualTo("[]");
  }

  private Credentials awaitQuestion() {
    try {
      Credentials credentials = asked.poll(10, TimeUnit.SECONDS);
      assertThat(credentials).isNotNull();
      return credentials;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/tenants/t2/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/none/namespaces/none/clientfailover, 403",
    "/api/v1/tenants/T1/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t1%20/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t1./namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t%2531/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t1%00/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t2%2F..%2Ft1/namespaces/n1/clientfailover, 403",
    "/api/v1/tenants/t1/namespaces/none/clientfailover, 404",
    "/api/v1/tenants/t1/namespaces/n1/clientfailover, 200",
    "/api/v1/tenants/%741/namespaces/n1/clientfailover, 200",
    "/api/v1/clientfailover, 200"
  })
  void everybody_asks_for_their_own_tenant_only(String path, int status) {
    verdict(member("t1"));
    assertThat(facade.get(path).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/tenants/t1/namespaces/n1/clientfailover",
        "/api/v1/tenants/t1/namespaces/none/clientfailover",
        "/api/v1/tenants/none/namespaces/none/clientfailover/groups",
        "/api/v1/clientfailover/groups/none"
      })
  void a_caller_of_another_tenant_cannot_tell_what_exists(String path) {
    verdict(member("other"));
    FacadeFixture.Answer answer = facade.get(path);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().get("Reason").asText())
        .isEqualTo("The address speaks of another tenant than the caller's.");
  }

  @Test
  void where_nobody_is_asked_every_tenant_can_be_asked_for() {
    verdict(new Authentication.Accepted(new Caller.Anyone()));
    assertThat(facade.get(FacadeFixture.CLOUD + "/clientfailover").status()).isEqualTo(200);
    assertThat(facade.get("/api/v1/clientfailover").status()).isEqualTo(200);
  }

  @Test
  void what_a_client_does_is_done_in_its_name() throws InterruptedException {
    verdict(member("t1"));
    facade.post(GROUPS, "{\"Id\":\"G\"}");
    facade.post(GROUPS + "/G/clientsessions", "{\"Id\":\"S\"}");
    facade.delete(GROUPS + "/G/clientsessions/S");

    assertThat(facade.groups.departures.poll(10, TimeUnit.SECONDS).subject())
        .isEqualTo("CLIENT\nt1\ncollector");
  }

  @Test
  void the_credentials_are_what_was_sent_and_where_from() {
    verdict(REFUSED);
    facade.send(
        facade.request(GROUPS).header("Authorization", "Basic eDp5").POST(BodyPublishers.noBody()));
    Credentials one = awaitQuestion();
    assertThat(one.authorization()).isEqualTo("Basic eDp5");
    assertThat(one.certificate()).isNull();
    assertThat(one.address()).isEqualTo("7f000001");
    assertThat(one.toString()).doesNotContain("eDp5");

    facade.get(GROUPS);
    assertThat(awaitQuestion().authorization()).isNull();
  }

  @Test
  void several_sets_of_credentials_are_none() {
    verdict(REFUSED);
    try (RawClient client = facade.raw()) {
      client.send(
          RawClient.request("GET", GROUPS, "Authorization: Basic eDp5", "authorization: Bearer x"));
      client.answer();
    }
    assertThat(awaitQuestion().authorization()).isEqualTo("Basic eDp5, Bearer x");
  }
}
