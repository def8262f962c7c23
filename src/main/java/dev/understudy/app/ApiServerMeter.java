package dev.understudy.app;

import dev.understudy.telemetry.ApiMetrics;
import dev.understudy.telemetry.ApiMetrics.Outcome;
import dev.understudy.telemetry.ApiMetrics.Verb;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures every request of a Kubernetes client, whichever part of the program makes it.
 * Thread-safe.
 */
final class ApiServerMeter implements Interceptor {

  private static final String NAME = "understudy-meter";

  /** Requests that nobody ever tells the end of must not pile up. */
  private static final int MOST_UNDER_WAY = 4_096;

  private static final double NANOS = 1e9;
  private static final Pattern COLLECTION =
      Pattern.compile("/(?:api/[^/]+|apis/[^/]+/[^/]+)(?:/namespaces/[^/]+)?/[^/]+/?");

  private final ApiMetrics metrics;
  private final LongSupplier nanoTime;
  private final Map<UUID, Long> sent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
          return size() > MOST_UNDER_WAY;
        }
      };

  /**
   * A meter.
   *
   * @param nanoTime a monotonic clock
   */
  ApiServerMeter(ApiMetrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** Under which name a client knows it. */
  static String interceptorName() {
    return NAME;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    synchronized (sent) {
      sent.put(request.id(), nanoTime.getAsLong());
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    ended(request, Outcome.of(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    ended(request, Outcome.NO_ANSWER);
  }

  private void ended(HttpRequest request, Outcome outcome) {
    Long since;
    synchronized (sent) {
      since = sent.remove(request.id());
    }
    double seconds = since == null ? 0 : (nanoTime.getAsLong() - since) / NANOS;
    metrics.asked(
        verb(request.method(), request.uri().getPath(), request.uri().getQuery()),
        outcome,
        seconds);
  }

  static Verb verb(@Nullable String method, String path, @Nullable String query) {
    return switch (method == null ? "GET" : method) {
      case "POST" -> Verb.CREATE;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> Verb.DELETE;
      default -> {
        if (query != null && query.contains("watch=true")) {
          yield Verb.WATCH;
        }
        yield COLLECTION.matcher(path).matches() ? Verb.LIST : Verb.GET;
      }
    };
  }
}
