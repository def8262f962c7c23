package dev.understudy.rest;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the body of a request, within its bounds. What follows an early answer is dropped, so
 * that the client can read the answer and send its next request; too much of it ends the
 * connection.
 */
final class Intake {

  private static final int MOST_DROPPED = 1 << 20;
  private static final Duration UNTIL_MEMORY = Duration.ofSeconds(1);

  private static final Pattern JSON =
      Pattern.compile("(?:application|text)/(?:[a-z0-9.+_-]+\\+)?json\\s*(?:;.*)?");

  private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^;\"\\s]*)");
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  private final Exchange exchange;
  private final Runnable whole;
  private @Nullable Buffer body;
  private boolean own;
  private int total;

  private Intake(Exchange exchange, Runnable whole) {
    this.exchange = exchange;
    this.whole = whole;
  }

  /** Takes in the body, then runs the rest of the exchange, unless it was answered meanwhile. */
  static void of(Exchange exchange, Runnable whole) {
    Intake intake = new Intake(exchange, whole);
    exchange
        .request()
        .handler(part -> exchange.step(() -> intake.take(part)))
        .endHandler(ignored -> exchange.step(intake::end))
        .exceptionHandler(ignored -> {});
  }

  /**
   * Looks at what the headers say of the body, before it arrives.
   *
   * @throws Problem if it cannot be taken in
   */
  static void check(Exchange exchange, boolean wanted) {
    String length = exchange.request().getHeader("Content-Length");
    if (length != null && isLarge(length)) {
      throw Problem.largeBody();
    }
    if (!wanted) {
      return;
    }
    String type = exchange.request().getHeader("Content-Type");
    if (type != null && !isJson(type.strip().toLowerCase(Locale.ROOT))) {
      throw Problem.wrongFormat("The Content-Type is " + Problem.quote(type) + ".");
    }
    String encoding = exchange.request().getHeader("Content-Encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw Problem.wrongFormat("The Content-Encoding is " + Problem.quote(encoding) + ".");
    }
  }

  private static boolean isJson(String type) {
    return JSON.matcher(type).matches()
        && CHARSET
            .matcher(type)
            .results()
            .map(found -> found.group(1))
            .allMatch(CHARSETS::contains);
  }

  private static boolean isLarge(String length) {
    try {
      return Long.parseLong(length.strip()) > FacadeOptions.BODY_LIMIT;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private void take(Buffer part) {
    total += part.length();
    if (exchange.isAnswered()) {
      body = null;
      if (total > MOST_DROPPED) {
        exchange.client().cutOff();
      }
      return;
    }
    if (total > FacadeOptions.BODY_LIMIT) {
      throw Problem.largeBody();
    }
    if (!exchange.reserve(part.length())) {
      throw Problem.unavailable("Too many bodies arrive at once.", UNTIL_MEMORY);
    }
    if (body == null) {
      body = part;
    } else if (own) {
      body.appendBuffer(part);
    } else {
      // What arrives may be a slice of what TLS has decoded, and then it cannot grow.
      body = Buffer.buffer(total).appendBuffer(body).appendBuffer(part);
      own = true;
    }
  }

  private void end() {
    exchange.bodyEnded(body == null ? new byte[0] : body.getBytes());
    body = null;
    if (!exchange.isAnswered()) {
      whole.run();
    }
  }
}
