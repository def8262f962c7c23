package dev.understudy.api;

import org.jspecify.annotations.Nullable;

/**
 * Something in a resource that breaks a rule.
 *
 * @param field the path of the field, as in {@code spec.failoverTimeout}
 * @param value what stands there, where that is short enough to be told
 * @param reason what is wrong
 * @param resolution what to do about it
 */
public record Problem(String field, @Nullable String value, String reason, String resolution) {
  private static final int LONGEST_VALUE = 100;

  /** A value that is too long to be told is left out. */
  public Problem {
    value = value == null || value.length() > LONGEST_VALUE ? null : value;
  }

  /** A problem with something that is no single value. */
  public Problem(String field, String reason, String resolution) {
    this(field, null, reason, resolution);
  }

  /** Both texts as one; the API server says the same where it holds the rule itself. */
  public String message() {
    return reason + "; " + resolution;
  }

  /** Where the problem is, and what stands there. */
  public String place() {
    return value == null ? field : "%s is '%s'".formatted(field, value);
  }
}
