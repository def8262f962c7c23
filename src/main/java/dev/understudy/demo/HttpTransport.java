package dev.understudy.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests over HTTP/1.1. A request that is sent while another one is open takes a connection
 * of its own.
 */
public final class HttpTransport implements Transport {

  private final HttpClient http;
  private final URI endpoint;
  private final Optional<String> authorization;
  private final Timers clock;

  /**
   * @param http makes the connections; may be shared
   * @param endpoint a URL that ends in {@code /clientfailover/}
   * @param authorization the value of the Authorization header, where one is needed
   * @param clock tells when answers arrive
   */
  public HttpTransport(
      HttpClient http, URI endpoint, Optional<String> authorization, Timers clock) {
    if (!endpoint.getPath().endsWith("/")) {
      throw new IllegalArgumentException(endpoint + " does not end in a slash");
    }
    this.http = http;
    this.endpoint = endpoint;
    this.authorization = authorization;
    this.clock = clock;
  }

  /** A client for HTTP/1.1 that follows no redirects. */
  public static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  @Override
  public CompletableFuture<Reply> send(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(call.path())).timeout(call.timeout());
    authorization.ifPresent(value -> request.header("Authorization", value));
    String body = call.body();
    if (body == null) {
      request.method(call.method(), BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.header("X-Requested-With", "XMLHttpRequest");
      request.method(call.method(), BodyPublishers.ofString(body));
    }
    return new Sent(http.sendAsync(request.build(), BodyHandlers.ofString()), clock);
  }

  /** The answer, whose cancelling reaches the request itself. */
  private static final class Sent extends CompletableFuture<Reply> {
    private final CompletableFuture<?> exchange;

    Sent(CompletableFuture<HttpResponse<String>> exchange, Timers clock) {
      this.exchange = exchange;
      var _ =
          exchange.whenComplete(
              (response, failure) -> {
                if (failure == null) {
                  complete(new Reply(response.statusCode(), response.body(), clock.now()));
                } else {
                  completeExceptionally(failure);
                }
              });
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      exchange.cancel(true);
      return super.cancel(mayInterrupt);
    }
  }
}
