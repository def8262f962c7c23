package dev.understudy.auth;

import java.util.ArrayList;
import java.util.List;

/**
 * How callers are asked to say who they are: the values of {@code WWW-Authenticate}. Immutable.
 *
 * <p>Negotiate is never among them: clients that have nothing else would answer it with the account
 * of their machine.
 */
final class Challenges {

  private static final String REALM = "realm=\"understudy\"";
  private static final String BEARER = "Bearer " + REALM;
  private static final String BASIC = "Basic " + REALM + ", charset=\"UTF-8\"";

  /** Not registered, but no registered scheme speaks of TLS, and a 401 has to name one. */
  private static final String CERTIFICATE = "Certificate " + REALM;

  private final boolean bearer;
  private final boolean basic;

  /** The challenges for the ways that are configured. */
  Challenges(boolean bearer, boolean basic) {
    this.bearer = bearer;
    this.basic = basic;
  }

  /** All of them. */
  List<String> all() {
    return with(BEARER);
  }

  /** All of them, saying what is wrong with the bearer token that was sent. */
  List<String> invalidToken(String reason) {
    return with(BEARER + ", error=\"invalid_token\", error_description=\"" + reason + "\"");
  }

  private List<String> with(String bearerChallenge) {
    List<String> challenges = new ArrayList<>();
    if (bearer) {
      challenges.add(bearerChallenge);
    }
    if (basic) {
      challenges.add(BASIC);
    }
    return challenges.isEmpty() ? List.of(CERTIFICATE) : challenges;
  }
}
