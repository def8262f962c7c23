package dev.understudy.group;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not carried out, in words for the one who asked. It has no stack trace: nothing
 * is wrong with the program.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Kind {
    /** What the request says cannot be. */
    INVALID,
    /** What it names is not there. */
    NOT_FOUND,
    /** It contradicts what is there. */
    CONFLICT,
    /** It comes too soon after others of its kind. */
    TOO_MANY,
    /** It cannot be carried out now, and may be later. Nothing is known to have changed. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final String resolution;
  private final @Nullable Duration retryAfter;

  private Refusal(Kind kind, String reason, String resolution, @Nullable Duration retryAfter) {
    super(reason, null, false, false);
    this.kind = kind;
    this.resolution = resolution;
    this.retryAfter = retryAfter;
  }

  /** What the request says cannot be. */
  public static Refusal invalid(String reason, String resolution) {
    return new Refusal(Kind.INVALID, reason, resolution, null);
  }

  /** What the request names is not there. */
  public static Refusal notFound(String reason, String resolution) {
    return new Refusal(Kind.NOT_FOUND, reason, resolution, null);
  }

  /** The request contradicts what is there. */
  public static Refusal conflict(String reason, String resolution) {
    return new Refusal(Kind.CONFLICT, reason, resolution, null);
  }

  /**
   * There are too many requests of this kind.
   *
   * @param retryAfter when one more will do
   */
  public static Refusal tooMany(String reason, String resolution, Duration retryAfter) {
    return new Refusal(Kind.TOO_MANY, reason, resolution, retryAfter);
  }

  /** The request cannot be carried out now. */
  public static Refusal unavailable(String reason, Duration retryAfter) {
    return new Refusal(
        Kind.UNAVAILABLE, reason, "Try again after the time in Retry-After.", retryAfter);
  }

  /** The request cannot be carried out before somebody has done something. */
  public static Refusal unavailable(String reason, String resolution, Duration retryAfter) {
    return new Refusal(Kind.UNAVAILABLE, reason, resolution, retryAfter);
  }

  /** What kind of refusal it is. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong, with the value. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What to do about it. */
  public String resolution() {
    return resolution;
  }

  /** When to try again, for {@link Kind#UNAVAILABLE} and {@link Kind#TOO_MANY}. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
