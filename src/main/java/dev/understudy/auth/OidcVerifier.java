package dev.understudy.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by the tokens that an identity provider has signed for them. Thread-safe.
 *
 * <p>The key is chosen among the identity provider's own, by nothing but the token's key id and
 * algorithm; what a token says of where its key is, or brings along as its key, is not looked at.
 */
final class OidcVerifier {

  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(5);

  /** Access tokens, and what those call themselves that say nothing. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private static final String GET_ONE = "Get a new token from the identity provider.";

  private final IdentityProvider provider;
  private final TokenClaims rules;
  private final TokenOwner owner;
  private final Challenges challenges;
  private final Clock clock;
  private final Fingerprints fingerprints = new Fingerprints();
  private final Remembered<CompletableFuture<Authentication>> verified =
      new Remembered<>(MOST_REMEMBERED);

  OidcVerifier(
      OidcSettings settings,
      String defaultTenant,
      IdentityProvider provider,
      Challenges challenges,
      Clock clock) {
    this.provider = provider;
    this.challenges = challenges;
    this.clock = clock;
    rules = new TokenClaims(settings.issuer(), settings.audiences(), settings.leeway());
    owner = new TokenOwner(settings.claims(), defaultTenant);
  }

  /** Finds out whom a token was issued to. */
  CompletableFuture<Authentication> verify(String token) {
    IdentityProvider.Known known = provider.known();
    if (known == null) {
      return CompletableFuture.completedFuture(unavailable());
    }
    try {
      SignedJWT jwt = parsed(token);
      if (mayHaveNewKey(jwt, known)) {
        return provider.refresh().thenApply(fetched -> verified(token, jwt));
      }
      return CompletableFuture.completedFuture(verified(token, jwt));
    } catch (BadToken e) {
      return CompletableFuture.completedFuture(refused(e));
    }
  }

  private static SignedJWT parsed(String token) throws BadToken {
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      throw new BadToken("The token is no JWT with a signature.", GET_ONE);
    }
    JWSHeader header = jwt.getHeader();
    if (!TrustedKeys.ALGORITHMS.contains(header.getAlgorithm())) {
      throw new BadToken(
          "The token's algorithm is none of RS, PS and ES with 256, 384 or 512 bits.",
          "Have the identity provider sign with one of them.");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw new BadToken("The token's header has extensions that are not understood.", GET_ONE);
    }
    if (!header.isBase64URLEncodePayload()) {
      throw new BadToken("The token's payload is not encoded as a JWT's.", GET_ONE);
    }
    JOSEObjectType type = header.getType();
    if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
      throw new BadToken("The token is no access token, by its type.", GET_ONE);
    }
    return jwt;
  }

  /** Whether its key is not there, or is not named and none that is there has signed it. */
  private static boolean mayHaveNewKey(SignedJWT jwt, IdentityProvider.Known known) {
    List<JWSVerifier> verifiers = known.keys().verifiers(jwt.getHeader());
    return verifiers.isEmpty()
        || (jwt.getHeader().getKeyID() == null && !isSignedBy(verifiers, jwt));
  }

  private Authentication verified(String token, SignedJWT jwt) {
    IdentityProvider.Known known = provider.known();
    if (known == null) {
      return unavailable();
    }
    try {
      List<JWSVerifier> verifiers = known.keys().verifiers(jwt.getHeader());
      if (verifiers.isEmpty() && !provider.isAnswering()) {
        return new Authentication.Unavailable(
            "The identity provider does not answer now, and the token's key is not known yet.",
            IdentityProvider.PAUSE);
      }
      if (verifiers.isEmpty()) {
        throw new BadToken("The token was signed with an unknown key.", GET_ONE);
      }
      if (!isSignedBy(verifiers, jwt)) {
        throw new BadToken("The token's signature is wrong.", GET_ONE);
      }
      JWTClaimsSet claims = claims(jwt);
      Instant end = rules.check(claims, clock.instant());
      Authentication accepted = new Authentication.Accepted(owner.of(claims.toJSONObject()));
      verified.put(
          fingerprints.of(known.state(), token), CompletableFuture.completedFuture(accepted), end);
      return accepted;
    } catch (BadToken e) {
      return refused(e);
    }
  }

  private static boolean isSignedBy(List<JWSVerifier> verifiers, SignedJWT jwt) {
    return verifiers.stream().anyMatch(verifier -> isSignedBy(verifier, jwt));
  }

  private static boolean isSignedBy(JWSVerifier verifier, SignedJWT jwt) {
    try {
      return verifier.verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature());
    } catch (JOSEException e) {
      // The key does not fit the algorithm: it has not signed this.
      return false;
    }
  }

  private static JWTClaimsSet claims(SignedJWT jwt) throws BadToken {
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      if (claims != null) {
        return claims;
      }
    } catch (ParseException | IllegalArgumentException | ArithmeticException e) {
      // Its signer has signed what is no set of claims.
      throw new BadToken("The token's claims cannot be read.", GET_ONE);
    }
    throw new BadToken("The token has no claims.", GET_ONE);
  }

  private Authentication refused(BadToken bad) {
    return new Authentication.Refused(
        bad.reason(), bad.resolution(), challenges.invalidToken(bad.reason()));
  }

  private static Authentication unavailable() {
    return new Authentication.Unavailable(
        "The identity provider has not answered yet, and without its keys no token can be checked.",
        UNTIL_ANSWERED);
  }

  /** What was found out about the token before; null if it was not, or does not hold any more. */
  @Nullable CompletableFuture<Authentication> remembered(String token) {
    IdentityProvider.Known known = provider.known();
    return known == null
        ? null
        : verified.find(fingerprints.of(known.state(), token), clock.instant());
  }

  /** The issuer that a token names, which is believed by nobody; null if it names none. */
  static @Nullable String claimedIssuer(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      Map<String, Object> claims = JSONObjectUtils.parse(new Base64URL(parts[1]).decodeToString());
      return claims.get("iss") instanceof String issuer ? issuer : null;
    } catch (ParseException e) {
      return null;
    }
  }
}
