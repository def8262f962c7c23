package dev.understudy.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a path. What is encoded in it is decoded once, after the path was split, so that
 * no encoded slash ever makes two segments of one.
 *
 * @param raw as it was sent
 * @param decoded with its percent-encoding taken off; null if that gives no text
 */
record Segment(String raw, @Nullable String decoded) {

  private static final int HEX = 16;

  /** The segment that was sent in a way. */
  static Segment of(String raw) {
    return new Segment(raw, raw.indexOf('%') < 0 ? raw : decode(raw));
  }

  /** Whether it is a fixed one, in any case. */
  boolean is(String lowerCase) {
    return decoded != null && Texts.lower(decoded).equals(lowerCase);
  }

  /**
   * The texts it may stand for, the likelier first: the decoded one, and the raw one, because there
   * are clients that put a {@code %} into the path as it is.
   */
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    if (decoded != null) {
      texts.add(decoded);
    }
    texts.add(raw);
    return texts;
  }

  /** How to speak of it. */
  String shown() {
    return decoded == null ? raw : decoded;
  }

  /** Decodes percent-encoded UTF-8; null if it is not well-formed. */
  static @Nullable String decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    int at = 0;
    while (at < raw.length()) {
      if (raw.charAt(at) != '%') {
        int end = raw.indexOf('%', at) < 0 ? raw.length() : raw.indexOf('%', at);
        bytes.writeBytes(raw.substring(at, end).getBytes(StandardCharsets.UTF_8));
        at = end;
      } else {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), HEX) : -1;
        int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), HEX) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high * HEX + low);
        at += 3;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
