package dev.understudy.rest;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The name under which one request can be found again: in the answer's {@code OperationId}, in the
 * log and in the traces of others. It is a W3C trace id.
 *
 * @param id 32 lower-case hexadecimal digits, not all zero
 */
record Operation(String id) {

  /** The key under which the log's lines carry it. */
  static final String LOG_KEY = "operationId";

  /** Version, trace id, parent id, flags, and what later versions may add. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_PARENT = "0".repeat(16);

  /** The operation that a {@code traceparent} header names; a new one if it names none. */
  static Operation of(@Nullable String traceparent) {
    if (traceparent != null) {
      Matcher parts = TRACEPARENT.matcher(traceparent.strip());
      if (parts.matches() && isValid(parts)) {
        return new Operation(parts.group(2));
      }
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return new Operation(
        hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong()));
  }

  private static boolean isValid(Matcher parts) {
    String version = parts.group(1);
    return !version.equals("ff")
        && (!version.equals("00") || parts.group(4) == null)
        && !parts.group(2).equals(NO_TRACE)
        && !parts.group(3).equals(NO_PARENT);
  }

  /** Runs a task whose log lines carry this operation's id. */
  void run(Runnable task) {
    MDC.put(LOG_KEY, id);
    try {
      task.run();
    } finally {
      MDC.remove(LOG_KEY);
    }
  }
}
