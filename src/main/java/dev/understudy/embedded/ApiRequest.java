package dev.understudy.embedded;

import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request, taken apart.
 *
 * @param path the segments of its path, decoded
 * @param query its query parameters, decoded; the last of each name
 * @param body its body; empty if it has none
 */
record ApiRequest(
    String method,
    List<String> path,
    Map<String, String> query,
    String contentType,
    String accept,
    String userAgent,
    boolean opensWebSocket,
    String body) {

  static ApiRequest of(RecordedRequest request) {
    String[] parts = request.getPath().split("\\?", 2);
    return new ApiRequest(
        request.getMethod(),
        Arrays.stream(parts[0].split("/"))
            .filter(segment -> !segment.isEmpty())
            .map(ApiRequest::decode)
            .toList(),
        query(parts.length > 1 ? parts[1] : ""),
        header(request, "Content-Type"),
        header(request, "Accept"),
        header(request, "User-Agent"),
        header(request, "Upgrade").equalsIgnoreCase("websocket"),
        Objects.requireNonNullElse(request.getUtf8Body(), ""));
  }

  private static String header(RecordedRequest request, String name) {
    return Objects.requireNonNullElse(request.getHeader(name), "");
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Failure.badRequest("the URL is badly encoded: " + text);
    }
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean isSet(String name) {
    return parameter(name).equals("true") || parameter(name).equals("1");
  }

  /** The version that a list or watch asks for; absent if any will do. */
  Optional<Long> version() {
    String version = parameter("resourceVersion");
    if (version.isEmpty() || version.equals("0")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(version));
    } catch (NumberFormatException e) {
      throw Failure.badRequest("invalid resource version: " + version);
    }
  }

  WriteOptions writeOptions() {
    // Whoever does not say which manager it is goes by the name of its program.
    String manager = parameter("fieldManager");
    return new WriteOptions(
        manager.isEmpty() ? userAgent.split("[/ ]", 2)[0] : manager,
        isSet("force"),
        parameter("dryRun").equals("All"),
        parameter("fieldValidation").equals("Strict"));
  }
}
