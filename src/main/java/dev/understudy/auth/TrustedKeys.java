package dev.understudy.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The public keys that an identity provider signs with. Immutable. */
final class TrustedKeys {

  /** Never a symmetric one: the public key would do as the secret. And never none. */
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int FEWEST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final int MOST_KEYS = 100;

  private record Key(JWK jwk, JWSVerifier verifier) {}

  private final List<Key> keys;
  private final Set<String> thumbprints;

  private TrustedKeys(List<Key> keys, Set<String> thumbprints) {
    this.keys = List.copyOf(keys);
    this.thumbprints = Set.copyOf(thumbprints);
  }

  /**
   * The keys of a JWK set. Those that sign nothing, are symmetric or too weak are left out.
   *
   * @throws ParseException if it is no JWK set, or has no key that can be used
   */
  static TrustedKeys of(Map<String, Object> json) throws ParseException {
    List<Key> keys = new ArrayList<>();
    Set<String> thumbprints = new TreeSet<>();
    if (!(json.get("keys") instanceof List<?> all)) {
      throw new ParseException("it has no list of keys", 0);
    }
    for (Object one : all.subList(0, Math.min(all.size(), MOST_KEYS))) {
      JWK jwk = parsed(one);
      JWSVerifier verifier = jwk == null ? null : verifier(jwk);
      if (jwk != null && verifier != null) {
        keys.add(new Key(jwk.toPublicJWK(), verifier));
        thumbprints.add(jwk.getKeyID() + " " + jwk.getAlgorithm() + " " + thumbprint(jwk));
      }
    }
    if (keys.isEmpty()) {
      throw new ParseException("it has no RSA or EC key to check signatures with", 0);
    }
    return new TrustedKeys(keys, thumbprints);
  }

  /** One that cannot be read is as good as none: the others may still be used. */
  @SuppressWarnings("unchecked") // The keys of JSON objects are strings.
  private static @Nullable JWK parsed(Object json) {
    try {
      return json instanceof Map<?, ?> object ? JWK.parse((Map<String, Object>) object) : null;
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable JWSVerifier verifier(JWK jwk) {
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return null;
    }
    try {
      return switch (jwk) {
        case RSAKey rsa when rsa.size() >= FEWEST_RSA_BITS && rsa.size() <= MOST_RSA_BITS ->
            new RSASSAVerifier(rsa.toRSAPublicKey());
        case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
        default -> null;
      };
    } catch (JOSEException e) {
      return null;
    }
  }

  private static String thumbprint(JWK jwk) {
    try {
      return jwk.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** How many there are. */
  int size() {
    return keys.size();
  }

  /** Whether these are the same keys under the same ids. */
  boolean areThoseOf(TrustedKeys others) {
    return thumbprints.equals(others.thumbprints);
  }

  /** What checks a signature under such a header; none if there is no key that it can mean. */
  List<JWSVerifier> verifiers(JWSHeader header) {
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    return keys.stream().filter(key -> matcher.matches(key.jwk())).map(Key::verifier).toList();
  }
}
