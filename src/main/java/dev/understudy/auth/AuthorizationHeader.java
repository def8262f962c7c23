package dev.understudy.auth;

import java.util.Locale;
import java.util.regex.Pattern;

/** What an {@code Authorization} header holds, by its form alone. */
sealed interface AuthorizationHeader {

  /** Longer ones are not looked at. */
  int LONGEST_TOKEN = 12 * 1024;

  /** The text of a token, as RFC 6750 and RFC 7617 both have it. */
  Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*+");

  /** A bearer token. */
  record Bearer(String token) implements AuthorizationHeader {
    @Override
    public String toString() {
      return "Bearer";
    }
  }

  /** A user and a password, in Base64. */
  record Basic(String encoded) implements AuthorizationHeader {
    @Override
    public String toString() {
      return "Basic";
    }
  }

  /**
   * Nothing that is understood.
   *
   * @param reason what is wrong with it
   */
  record Malformed(String reason) implements AuthorizationHeader {}

  /** Reads the header's value. */
  static AuthorizationHeader of(String value) {
    String text = value.strip();
    int space = text.indexOf(' ');
    String scheme = (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
    boolean bearer = scheme.equals("bearer");
    if (!bearer && !scheme.equals("basic")) {
      // The word itself is not repeated: it may be a token that lacks its scheme.
      return new Malformed("The Authorization header's scheme is neither Bearer nor Basic.");
    }
    String name = bearer ? "Bearer" : "Basic";
    String rest = space < 0 ? "" : text.substring(space).strip();
    if (rest.length() > LONGEST_TOKEN) {
      return new Malformed(
          "The Authorization header's %s credentials have more than %d bytes."
              .formatted(name, LONGEST_TOKEN));
    }
    if (!TOKEN68.matcher(rest).matches()) {
      return new Malformed(
          "The Authorization header does not consist of the word %s, a space and one token."
              .formatted(name));
    }
    return bearer ? new Bearer(rest) : new Basic(rest);
  }
}
