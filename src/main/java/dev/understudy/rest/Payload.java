package dev.understudy.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it goes over the wire. It belongs to its answer; nobody changes it.
 *
 * <p>Compression can betray a secret where one body holds the secret and a text of the attacker's
 * choice (BREACH). No body of the facade holds a secret: credentials are read and never written.
 *
 * @param bytes the bytes
 * @param compressed whether they are compressed with gzip
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record Payload(byte[] bytes, boolean compressed) {

  /** Below this, what compression saves is not worth its time. No heartbeat's answer is larger. */
  private static final int WORTHWHILE = 1024;

  /** Bytes as they are. */
  static Payload plain(byte[] bytes) {
    return new Payload(bytes, false);
  }

  /** Whether bytes are so many that a client may have them compressed. */
  static boolean isWorthCompressing(byte[] bytes) {
    return bytes.length > WORTHWHILE;
  }

  /** Bytes, compressed. It takes its time: not for an event loop. */
  static Payload compressed(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new FastGzip(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be written", e);
    }
    return new Payload(compressed.toByteArray(), true);
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream target) throws IOException {
      super(target);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /**
   * Whether a client takes gzip.
   *
   * @param acceptEncoding its {@code Accept-Encoding} header, if it sent one
   */
  static boolean isAccepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean others = false;
    for (String part : acceptEncoding.split(",", -1)) {
      String[] pieces = part.split(";", 2);
      String name = Texts.lower(pieces[0].strip());
      boolean wanted = pieces.length == 1 || !isZero(pieces[1]);
      switch (name) {
        case "gzip", "x-gzip" -> {
          return wanted;
        }
        case "*" -> others = wanted;
        default -> {}
      }
    }
    return others;
  }

  private static boolean isZero(String weight) {
    return Texts.lower(weight).replace(" ", "").matches("q=0(\\.0{0,3})?");
  }
}
