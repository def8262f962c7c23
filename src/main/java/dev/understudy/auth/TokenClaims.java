package dev.understudy.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a token says of its issuer, its audience and its time. Immutable. */
final class TokenClaims {

  private static final String GET_ONE = "Get a new token from the identity provider.";

  private final String issuer;
  private final Set<String> audiences;
  private final Duration leeway;

  TokenClaims(String issuer, Set<String> audiences, Duration leeway) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.leeway = leeway;
  }

  /**
   * Checks a token whose signature is right.
   *
   * @return when it stops being valid, leeway included
   * @throws BadToken if it is not valid now
   */
  Instant check(JWTClaimsSet claims, Instant now) throws BadToken {
    if (!issuer.equals(claims.getIssuer())) {
      throw new BadToken(
          "The token was issued by somebody else than the identity provider.", GET_ONE);
    }
    if (claims.getAudience().stream().noneMatch(audiences::contains)) {
      throw new BadToken(
          "The token is meant for another audience.",
          "Have the identity provider issue tokens for the audience of --oidc-audience.");
    }
    if (claims.getClaim("cnf") != null) {
      throw new BadToken(
          "The token is bound to a key, and only plain bearer tokens are accepted.", GET_ONE);
    }
    checkBegin("The token is not valid before", claims.getNotBeforeTime(), now);
    checkBegin("The token was issued in the future, at", claims.getIssueTime(), now);
    if (claims.getExpirationTime() == null) {
      throw new BadToken("The token never expires.", GET_ONE);
    }
    Instant end = claims.getExpirationTime().toInstant().plus(leeway);
    if (!now.isBefore(end)) {
      throw new BadToken(
          "The token expired at %s; here it is %s now."
              .formatted(claims.getExpirationTime().toInstant(), now),
          GET_ONE);
    }
    return end;
  }

  private void checkBegin(String what, @Nullable Date begin, Instant now) throws BadToken {
    if (begin != null && now.plus(leeway).isBefore(begin.toInstant())) {
      throw new BadToken(
          "%s %s; here it is %s now.".formatted(what, begin.toInstant(), now),
          "Set the clocks right, or use the token later.");
    }
  }
}
