package dev.understudy.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is addressed to.
 *
 * @param segments the segments of the path, without the slash at its end
 * @param query what stands after the question mark; empty if nothing does
 */
record Target(List<Segment> segments, String query) {

  /** More than any route has. */
  private static final int MOST_SEGMENTS = 16;

  private static final int FIRST_BEYOND_ASCII = 0x80;

  /** The whole server, as in {@code OPTIONS *}. */
  static final Target SERVER = new Target(List.of(new Segment("*", null)), "");

  Target {
    segments = List.copyOf(segments);
  }

  /** Reads the target of a request line. */
  static Target of(String uri) {
    if (uri.equals("*")) {
      return SERVER;
    }
    String origin = withoutAuthority(text(uri));
    int question = origin.indexOf('?');
    String path = question < 0 ? origin : origin.substring(0, question);
    String query = question < 0 ? "" : origin.substring(question + 1);
    if (!path.startsWith("/")) {
      throw Problem.invalid(
          "The address does not begin with a slash.", "Send a path, as in /api/v1/clientfailover.");
    }
    String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<Segment> segments = new ArrayList<>();
    if (!inner.isEmpty()) {
      for (String raw : inner.substring(1).split("/", MOST_SEGMENTS)) {
        segments.add(Segment.of(raw));
      }
    }
    return new Target(segments, query);
  }

  /** There are clients that send UTF-8 as it is: each character stands for a byte here. */
  private static String text(String uri) {
    if (uri.chars().allMatch(character -> character < FIRST_BEYOND_ASCII)) {
      return uri;
    }
    ByteBuffer bytes = ByteBuffer.wrap(uri.getBytes(StandardCharsets.ISO_8859_1));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw Problem.invalid("The address is not UTF-8.", "Percent-encode it as UTF-8.");
    }
  }

  /** Proxies may send the whole URL. */
  private static String withoutAuthority(String uri) {
    String scheme = uri.substring(0, Math.min(8, uri.length())).toLowerCase(Locale.ROOT);
    int after =
        scheme.startsWith("http://") ? "http://".length() : scheme.equals("https://") ? 8 : 0;
    if (after == 0) {
      return uri;
    }
    int end = after;
    while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
      end++;
    }
    String rest = uri.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /**
   * The value of a query parameter, whose name is matched in any case.
   *
   * @throws Problem if it is given twice, or is not well-formed
   */
  Optional<String> parameter(String name) {
    Optional<String> found = Optional.empty();
    if (query.isEmpty()) {
      return found;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (Texts.lower(key).equals(Texts.lower(name))) {
        if (found.isPresent()) {
          throw Problem.invalid("The parameter " + name + " is given twice.", "Give it once.");
        }
        found = Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return found;
  }

  private static String decode(String text) {
    String decoded = Segment.decode(text.replace('+', ' '));
    if (decoded == null) {
      throw Problem.invalid(
          "The query " + Problem.quote(text) + " is not well-formed.",
          "Percent-encode it as UTF-8.");
    }
    return decoded;
  }
}
