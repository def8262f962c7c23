package dev.understudy.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.access.AccessControl;
import dev.understudy.access.RoleNames;
import dev.understudy.auth.Authenticator;
import dev.understudy.contract.ApiContract;
import dev.understudy.contract.Call;
import dev.understudy.group.Namespaces;
import dev.understudy.telemetry.Telemetry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A facade over fake groups, on a free port of this machine, and a client for it, whose requests
 * and answers are held to the contract.
 */
final class FacadeFixture implements AutoCloseable {

  static final String ON_PREMISES = "/api/v1";
  static final String CLOUD = "/api/v1/tenants/t1/namespaces/n1";

  private static final ObjectMapper JSON = new ObjectMapper();

  final Vertx vertx = Vertx.vertx();
  final Telemetry telemetry = new Telemetry();
  final TestLoop loop = new TestLoop();
  final FakeGroups groups = new FakeGroups(loop);
  final FakeLists lists = new FakeLists(groups::has);
  volatile boolean namespacesAreKnown = true;
  final Namespaces namespaces =
      new Namespaces() {
        @Override
        public boolean areKnown() {
          return namespacesAreKnown;
        }

        @Override
        public Optional<String> find(String tenant, String namespace) {
          return tenant.equals("t1") && namespace.equals("n1")
              ? Optional.of("cloud-namespace")
              : Optional.empty();
        }

        @Override
        public String onPremisesTenant() {
          return "t1";
        }

        @Override
        public Optional<String> onPremises() {
          return Optional.of("on-premises-namespace");
        }
      };
  final FacadeServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  FacadeFixture() {
    this(FacadeOptions.local().ofVersion("1.2.3"));
  }

  FacadeFixture(FacadeOptions options) {
    this(options, Authenticator.none());
  }

  FacadeFixture(FacadeOptions options, Authenticator authenticator) {
    server =
        await(
            FacadeServer.start(
                    vertx,
                    options,
                    authenticator,
                    new AccessControl(lists, RoleNames.AS_THEY_ARE),
                    groups,
                    namespaces,
                    loop,
                    telemetry)
                .toCompletableFuture());
  }

  /** What came back. */
  record Answer(int status, HttpResponse<String> response) {

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    String body() {
      return response.body();
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  Answer put(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json; charset=utf-8")
            .PUT(BodyPublishers.ofString(json)));
  }

  Answer post(String path, String json) {
    return send(posting(path, json));
  }

  Answer method(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  CompletableFuture<Answer> postLater(String path, String json) {
    HttpRequest request = posting(path, json).build();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .thenApply(response -> checked(request, response));
  }

  private HttpRequest.Builder posting(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json; charset=utf-8")
        .POST(BodyPublishers.ofString(json));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpRequest built = request.build();
      return checked(built, client.send(built, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Answer checked(HttpRequest request, HttpResponse<String> response) {
    ApiContract.get().check(Call.of(request, response));
    return new Answer(response.statusCode(), response);
  }

  RawClient raw() {
    return new RawClient(server.port());
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    client.shutdownNow();
    await(server.drain(Duration.ZERO).toCompletableFuture());
    await(vertx.close().toCompletionStage().toCompletableFuture());
    loop.close();
  }
}
