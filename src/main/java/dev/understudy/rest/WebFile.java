package dev.understudy.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file for browsers and tools, which stays the same while the program runs. Immutable.
 *
 * @param contentType what it is
 * @param plain its bytes
 * @param gzip its bytes, compressed
 * @param tag what changes when its bytes do, in quotes
 * @param headers further headers of its answer
 */
record WebFile(
    String contentType, Payload plain, Payload gzip, String tag, Map<String, String> headers) {

  private static final int TAG_BYTES = 18;

  /** A file of bytes. */
  static WebFile of(String contentType, byte[] bytes, Map<String, String> headers) {
    return new WebFile(
        contentType,
        Payload.plain(bytes),
        Payload.compressed(bytes),
        tag(bytes),
        Map.copyOf(headers));
  }

  /** Its bytes as a client takes them. */
  Payload payload(@Nullable String acceptEncoding) {
    return Payload.isAccepted(acceptEncoding) ? gzip : plain;
  }

  /**
   * Whether a client has it already. Proxies may have made the tag a weak one.
   *
   * @param ifNoneMatch the {@code If-None-Match} headers
   */
  boolean isKnown(List<String> ifNoneMatch) {
    return ifNoneMatch.stream()
        .flatMap(header -> Stream.of(header.split(",", -1)))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      byte[] start = java.util.Arrays.copyOf(digest, TAG_BYTES);
      return '"' + Base64.getUrlEncoder().encodeToString(start) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
