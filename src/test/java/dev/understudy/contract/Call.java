package dev.understudy.contract;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;

/**
 * One request and its answer, as they went over the wire.
 *
 * @param method the method, in capitals
 * @param target what stands on the request line
 * @param sent the headers of the request; names in lower case
 * @param sentBody the body of the request
 * @param status the status of the answer
 * @param received the headers of the answer; names in lower case
 * @param receivedBody the body of the answer
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
public record Call(
    String method,
    String target,
    Map<String, List<String>> sent,
    byte[] sentBody,
    int status,
    Map<String, List<String>> received,
    byte[] receivedBody) {

  /** Makes names of headers the same in every case. */
  public Call {
    sent = lowered(sent);
    received = lowered(received);
  }

  private static Map<String, List<String>> lowered(Map<String, List<String>> headers) {
    Map<String, List<String>> lowered = new TreeMap<>();
    headers.forEach((name, values) -> lowered.put(name.toLowerCase(Locale.ROOT), values));
    return lowered;
  }

  /** What a client of the JDK sent and got. */
  public static Call of(HttpRequest request, HttpResponse<String> response) {
    String query = request.uri().getRawQuery();
    return new Call(
        request.method(),
        request.uri().getRawPath() + (query == null ? "" : "?" + query),
        request.headers().map(),
        request.bodyPublisher().map(Call::bytes).orElse(new byte[0]),
        response.statusCode(),
        headers(response.headers()),
        response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, List<String>> headers(HttpHeaders headers) {
    return headers.map();
  }

  /** The bodies of tests are in memory: they come at once. */
  private static byte[] bytes(HttpRequest.BodyPublisher publisher) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer part) {
            byte[] some = new byte[part.remaining()];
            part.get(some);
            bytes.writeBytes(some);
          }

          @Override
          public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
          }

          @Override
          public void onComplete() {}
        });
    return bytes.toByteArray();
  }

  /** The first value of a header of the answer. */
  Optional<String> header(String name) {
    return received.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  @Override
  public String toString() {
    return "%s %s %s -> %d %s"
        .formatted(
            method,
            target,
            new String(sentBody, StandardCharsets.UTF_8),
            status,
            new String(receivedBody, StandardCharsets.UTF_8));
  }
}
