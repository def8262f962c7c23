package dev.understudy.rest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down each change that was made through the facade, and each refusal: a line each, on a
 * logger of its own. Values are written so that none can look like another line or another field.
 *
 * <p>A refusal that repeats is written once a minute, with how many were left out; so many
 * different ones a minute at most. Thread-safe.
 */
final class Audit {

  /** The logger's name. */
  static final String LOGGER = "dev.understudy.audit";

  private static final Logger log = LoggerFactory.getLogger(LOGGER);

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_KINDS = 1_000;

  /** What repeats: the same deed refused to the same caller. */
  private record Kind(
      String operation, int status, String caller, String address, String group, String session) {}

  private final Map<Kind, Integer> leftOut = new HashMap<>();
  private Duration windowEnd = Duration.ZERO;
  private int others;

  /**
   * What was done, or refused.
   *
   * @param operation what was asked for
   * @param status how it was answered
   * @param caller who asked, never with a credential; empty if that is not known
   * @param namespace the Kubernetes namespace; empty where there is none
   * @param group the group's id as it was sent; empty where there is none
   * @param session the session's id as it was sent; empty where there is none
   * @param address the address that it came from
   * @param operationId the request's trace id
   * @param reason why it was refused; empty if it was carried out
   */
  record Deed(
      String operation,
      int status,
      String caller,
      String namespace,
      String group,
      String session,
      String address,
      String operationId,
      String reason) {

    private Kind kind() {
      return new Kind(operation, status, caller, address, group, session);
    }
  }

  /** Writes down a change that was made. */
  void changed(Deed deed) {
    write(deed);
  }

  /**
   * Writes down a refusal, unless the same was written a moment ago.
   *
   * @param now on a monotonic clock
   */
  synchronized void refused(Deed deed, Duration now) {
    if (now.compareTo(windowEnd) >= 0) {
      tellLeftOut();
      windowEnd = now.plus(WINDOW);
    }
    Integer before = leftOut.get(deed.kind());
    if (before != null) {
      leftOut.put(deed.kind(), before + 1);
    } else if (leftOut.size() >= MOST_KINDS) {
      others++;
    } else {
      leftOut.put(deed.kind(), 0);
      write(deed);
    }
  }

  /** Tells what was left out, when its time is over. To be called now and then. */
  synchronized void sweep(Duration now) {
    if (now.compareTo(windowEnd) >= 0 && !leftOut.isEmpty()) {
      tellLeftOut();
    }
  }

  private void tellLeftOut() {
    for (Iterator<Map.Entry<Kind, Integer>> all = leftOut.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Kind, Integer> each = all.next();
      if (each.getValue() > 0) {
        Kind kind = each.getKey();
        log.info(
            "operation={} result={} who={} group={} session={} address={} leftOut={}",
            quote(kind.operation()),
            kind.status(),
            quote(kind.caller()),
            quote(kind.group()),
            quote(kind.session()),
            quote(kind.address()),
            each.getValue());
      }
      all.remove();
    }
    if (others > 0) {
      log.info("result=refused leftOut={} of more than {} different ones", others, MOST_KINDS);
      others = 0;
    }
  }

  private static void write(Deed deed) {
    log.info(
        "operation={} result={} who={} namespace={} group={} session={} address={} operationId={}"
            + " reason={}",
        quote(deed.operation()),
        deed.status(),
        quote(deed.caller()),
        quote(deed.namespace()),
        quote(deed.group()),
        quote(deed.session()),
        quote(deed.address()),
        deed.operationId(),
        quote(deed.reason()));
  }

  /** In quotes, and with nothing in it but visible characters, spaces and escapes. */
  static String quote(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == '"' || character == '\\') {
        quoted.append('\\').append(character);
      } else if (isPlain(character)) {
        quoted.append(character);
      } else {
        quoted.append("\\u").append("%04x".formatted((int) character));
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean isPlain(char character) {
    return character == ' '
        || switch (Character.getType(character)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }
}
