package dev.understudy.auth;

/** Why a bearer token proves nothing. It has no stack trace, and nothing of the token. */
final class BadToken extends Exception {

  private final String resolution;

  /**
   * A reason.
   *
   * @param reason what is wrong with the token, for the one who sent it; printable ASCII without
   *     double quotes and backslashes, as challenges take it
   * @param resolution what to do about it
   */
  BadToken(String reason, String resolution) {
    super(reason, null, false, false);
    this.resolution = resolution;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String resolution() {
    return resolution;
  }
}
