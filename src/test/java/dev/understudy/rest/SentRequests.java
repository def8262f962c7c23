package dev.understudy.rest;

import dev.understudy.contract.ApiContract;
import dev.understudy.contract.Call;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was sent on a connection, byte for byte, cut into requests again, so that each answer can be
 * held to the contract with the request that it answers. Behind bytes that are no plain request of
 * HTTP nobody can tell where the next one begins: what follows is not held to anything.
 */
final class SentRequests {

  private static final Pattern LINE = Pattern.compile("([A-Z]+) (\\S(?:.*\\S)?) HTTP/1\\.[01]");

  /** What was sent behind the requests that are answered. */
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  /** How many bytes of an answered request's body are not sent yet. */
  private int owed;

  private boolean lost;

  void add(byte[] bytes) {
    int paid = Math.min(owed, bytes.length);
    owed -= paid;
    sent.write(bytes, paid, bytes.length - paid);
  }

  /** An answer came. */
  void answered(RawClient.Answer answer) {
    if (answer.status() == 100) {
      return;
    }
    next()
        .ifPresent(
            request ->
                ApiContract.get()
                    .check(
                        new Call(
                            request.method(),
                            request.target(),
                            listed(request.headers()),
                            request.body(),
                            answer.status(),
                            listed(answer.headers()),
                            answer.body().getBytes(StandardCharsets.UTF_8))));
  }

  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  private record Request(String method, String target, Map<String, String> headers, byte[] body) {}

  private Optional<Request> next() {
    byte[] all = sent.toByteArray();
    int end = lost ? -1 : endOfHead(all);
    if (end < 0) {
      lost = true;
      return Optional.empty();
    }
    String[] head = new String(all, 0, end, StandardCharsets.UTF_8).split("\r\n", -1);
    Matcher line = LINE.matcher(head[0]);
    Map<String, String> headers = headers(head);
    String length = headers.getOrDefault("content-length", "0");
    if (!line.matches()
        || headers.containsKey("transfer-encoding")
        || !length.matches("[0-9]{1,9}")) {
      lost = true;
      return Optional.empty();
    }
    int body = end + 4;
    int next = body + Integer.parseInt(length);
    int known = Math.min(next, all.length);
    owed = next - known;
    sent.reset();
    sent.write(all, known, all.length - known);
    byte[] given = Arrays.copyOfRange(all, body, known);
    return Optional.of(new Request(line.group(1), line.group(2), headers, given));
  }

  private static int endOfHead(byte[] all) {
    for (int i = 0; i + 3 < all.length; i++) {
      if (all[i] == '\r' && all[i + 1] == '\n' && all[i + 2] == '\r' && all[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static Map<String, String> headers(String[] head) {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            head[i].substring(0, colon).toLowerCase(Locale.ROOT),
            head[i].substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static Map<String, List<String>> listed(Map<String, String> headers) {
    return headers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
  }
}
