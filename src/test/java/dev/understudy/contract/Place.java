package dev.understudy.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One path of the document with one of its servers before it.
 *
 * @param template the path as the document has it
 * @param parts its segments, those of the server included
 */
record Place(String template, List<String> parts) {

  /** A path after a server's URL. */
  static Place of(String server, String template) {
    return new Place(template, segments(server + template));
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.removeIf(String::isEmpty);
    return segments;
  }

  /** The raw values of the parameters, if a path is this one; names are without their braces. */
  Optional<Map<String, String>> match(String path) {
    String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String[] segments = inner.isEmpty() ? new String[0] : inner.substring(1).split("/", -1);
    if (segments.length != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.length; i++) {
      String part = parts.get(i);
      if (part.startsWith("{")) {
        if (segments[i].isEmpty()) {
          return Optional.empty();
        }
        parameters.put(part.substring(1, part.length() - 1), segments[i]);
      } else if (!decoded(segments[i])
          .orElse("")
          .toLowerCase(Locale.ROOT)
          .equals(part.toLowerCase(Locale.ROOT))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  /** The text of a segment; empty if its percent-encoding gives none. */
  static Optional<String> decoded(String segment) {
    try {
      String text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return text.indexOf('\uFFFD') < 0 ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
