package dev.understudy.api;

/**
 * Something in a resource that breaks a rule.
 *
 * @param field the path of the field, as in {@code spec.failoverTimeout}
 * @param reason what is wrong
 * @param resolution what to do about it
 */
public record Problem(String field, String reason, String resolution) {

  /** Both texts as one; the API server says the same where it holds the rule itself. */
  public String message() {
    return reason + "; " + resolution;
  }
}
