package dev.understudy.rest;

import dev.understudy.access.Decision;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no 2xx, as the client reads it. It has no stack trace: nothing is wrong with
 * the program.
 */
final class Problem extends RuntimeException {

  private static final int LONGEST_QUOTE = 80;

  private final int status;
  private final String resolution;
  private final Map<String, Object> parameters;
  private final @Nullable Duration retryAfter;
  private final @Nullable String allow;
  private final List<String> challenges;

  private Problem(
      int status,
      String reason,
      String resolution,
      Map<String, Object> parameters,
      @Nullable Duration retryAfter,
      @Nullable String allow) {
    this(status, reason, resolution, parameters, retryAfter, allow, List.of());
  }

  private Problem(
      int status,
      String reason,
      String resolution,
      Map<String, Object> parameters,
      @Nullable Duration retryAfter,
      @Nullable String allow,
      List<String> challenges) {
    super(reason, null, false, false);
    this.status = status;
    this.resolution = resolution;
    this.parameters = parameters;
    this.retryAfter = retryAfter;
    this.allow = allow;
    this.challenges = challenges;
  }

  private static Problem of(int status, String reason, String resolution) {
    return new Problem(status, reason, resolution, Map.of(), null, null);
  }

  /** What the request says cannot be. */
  static Problem invalid(String reason, String resolution) {
    return of(400, reason, resolution);
  }

  /** The body is not JSON from a position on. */
  static Problem notJson(String reason, String resolution, int line, int column) {
    return new Problem(400, reason, resolution, Map.of("Line", line, "Column", column), null, null);
  }

  /** A property of the body cannot be what it is. */
  static Problem property(String property, String reason, String resolution) {
    return new Problem(400, reason, resolution, Map.of("Property", property), null, null);
  }

  /**
   * It is not known who asks.
   *
   * @param challenges how to say so, each a value of {@code WWW-Authenticate}
   */
  static Problem unauthorized(String reason, String resolution, List<String> challenges) {
    return new Problem(401, reason, resolution, Map.of(), null, null, challenges);
  }

  /** Who asks may not have it. The reason tells nothing that they may not know. */
  static Problem forbidden(Decision.Refused decision) {
    return of(403, decision.reason(), decision.resolution());
  }

  /** Nothing is there. */
  static Problem notFound(String reason, String resolution) {
    return of(404, reason, resolution);
  }

  /** Something is there, but the method does not apply to it. */
  static Problem wrongMethod(String method, String allow) {
    return new Problem(
        405,
        "The method " + quote(method) + " does not apply to this address.",
        "Use one of: " + allow + ".",
        Map.of(),
        null,
        allow);
  }

  /** The body took too long. */
  static Problem slowBody(Duration limit) {
    return of(
        408,
        "The body did not arrive within " + limit.toSeconds() + " s.",
        "Send the whole request at once.");
  }

  /** The body is too large. */
  static Problem largeBody() {
    return of(
        413,
        "The body has more than " + FacadeOptions.BODY_LIMIT + " bytes.",
        "Send less; AdditionalData is the place to save.");
  }

  /** The address is too long. */
  static Problem longAddress(int limit) {
    return of(414, "The address has more than " + limit + " bytes.", "Use shorter ids.");
  }

  /** The body is no JSON by its own account. */
  static Problem wrongFormat(String reason) {
    return of(
        415, reason, "Send JSON in UTF-8, uncompressed, with Content-Type: application/json.");
  }

  /** The headers are too large. */
  static Problem largeHeaders(int limit) {
    return of(431, "The headers have more than " + limit + " bytes.", "Send fewer headers.");
  }

  /** The request cannot be carried out now. */
  static Problem unavailable(String reason, Duration retryAfter) {
    return new Problem(
        503, reason, "Try again after the time in Retry-After.", Map.of(), retryAfter, null);
  }

  /** The answer would need memory that is not there now. */
  static Problem largeAnswer(Duration retryAfter) {
    return new Problem(
        503,
        "The answer is too large to be sent now.",
        "Ask for fewer at a time, by count and skip.",
        Map.of(),
        retryAfter,
        null);
  }

  /** The version of HTTP is not spoken here. */
  static Problem wrongVersion() {
    return of(505, "The request is neither HTTP/1.1 nor HTTP/1.0.", "Use HTTP/1.1.");
  }

  /** The same as a refusal of the groups says. */
  static Problem of(Refusal refusal) {
    int status =
        switch (refusal.kind()) {
          case INVALID -> 400;
          case NOT_FOUND -> 404;
          case CONFLICT -> 409;
          case TOO_MANY -> 429;
          case UNAVAILABLE -> 503;
        };
    boolean passes = status == 429 || status == 503;
    Duration retryAfter = refusal.retryAfter().orElse(passes ? Duration.ofSeconds(1) : null);
    return new Problem(status, refusal.reason(), refusal.resolution(), Map.of(), retryAfter, null);
  }

  /** A value of the client's as a reason quotes it: in quotes, and not too long. */
  static String quote(String value) {
    if (value.codePointCount(0, value.length()) <= LONGEST_QUOTE) {
      return "'" + value + "'";
    }
    return "'" + value.substring(0, value.offsetByCodePoints(0, LONGEST_QUOTE)) + "...'";
  }

  int status() {
    return status;
  }

  /** What kind of problem it is: the same text for the same status. */
  String error() {
    return switch (status) {
      case 400 -> "The request is not valid.";
      case 401 -> "It is not known who asks.";
      case 403 -> "The caller may not do this.";
      case 404 -> "What the request names is not there.";
      case 405 -> "The method is not allowed.";
      case 408 -> "The request took too long to arrive.";
      case 409 -> "The request contradicts what is there.";
      case 413 -> "The body is too large.";
      case 414 -> "The address is too long.";
      case 415 -> "The format of the body is not supported.";
      case 429 -> "There are too many requests.";
      case 431 -> "The headers are too large.";
      case 505 -> "The version of HTTP is not supported.";
      default -> "The request cannot be carried out now.";
    };
  }

  /** What is wrong, with the value. */
  String reason() {
    return String.valueOf(getMessage());
  }

  /** What to do about it. */
  String resolution() {
    return resolution;
  }

  /** Where it is wrong, for programs; strings and numbers by name. */
  Map<String, Object> parameters() {
    return parameters;
  }

  /** When to try again, where that helps. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The methods that are allowed, where another was used. */
  @Nullable String allow() {
    return allow;
  }

  /** How callers may say who they are, where that is not known. */
  List<String> challenges() {
    return challenges;
  }
}
