package dev.understudy.auth;

import static dev.understudy.auth.PlayedProvider.AUDIENCE;
import static dev.understudy.auth.PlayedProvider.EC;
import static dev.understudy.auth.PlayedProvider.OTHER_RSA;
import static dev.understudy.auth.PlayedProvider.RSA;
import static dev.understudy.auth.PlayedProvider.header;
import static dev.understudy.auth.PlayedProvider.sign;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.understudy.access.Identity;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an identity provider: the good ones are known, and each kind of bad one is not. */
class OidcTest {

  private final MovableClock clock = new MovableClock();
  private final PlayedProvider provider = new PlayedProvider(clock);
  private Doorkeeper door;

  @BeforeEach
  void open() {
    door = doorkeeper(ClaimNames.STANDARD);
    door.start();
    Awaitility.await().until(() -> door.providerDocument() instanceof ProviderDocument.Known);
  }

  @AfterEach
  void close() {
    door.close();
    provider.close();
  }

  private Doorkeeper doorkeeper(ClaimNames claims) {
    OidcSettings settings =
        new OidcSettings(
            provider.issuer(),
            Set.of(AUDIENCE, "another-name"),
            claims,
            Optional.empty(),
            Optional.empty(),
            OidcSettings.USUAL_LEEWAY);
    try {
      return new Doorkeeper(
          new AuthenticationSettings(
              "home", Optional.of(settings), Optional.empty(), Optional.empty(), false),
          null,
          clock,
          clock::nanoTime);
    } catch (UnusableFileException e) {
      throw new IllegalStateException(e);
    }
  }

  private Authentication ask(String token) {
    return Answers.of(door, "Bearer " + token);
  }

  private Identity known(String token) {
    return Answers.identity(ask(token));
  }

  private String refused(String token) {
    Authentication.Refused refused = Answers.refused(ask(token));
    assertThat(refused.challenges())
        .containsExactly(
            "Bearer realm=\"understudy\", error=\"invalid_token\", error_description=\"%s\""
                .formatted(refused.reason()));
    return refused.reason();
  }

  private Date in(Duration time) {
    return Date.from(clock.instant().plus(time));
  }

  // Good ones

  static Stream<JWSAlgorithm> algorithms() {
    return Stream.of(
        JWSAlgorithm.RS256,
        JWSAlgorithm.RS384,
        JWSAlgorithm.RS512,
        JWSAlgorithm.PS256,
        JWSAlgorithm.PS384,
        JWSAlgorithm.PS512);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void a_good_token_tells_who_asks(JWSAlgorithm algorithm) {
    String token =
        sign(
            RSA,
            header(algorithm, "rsa-1").build(),
            provider.claims().claim("roles", List.of("operators", "readers")).build());

    assertThat(known(token))
        .isEqualTo(
            new Identity("home", Identity.Kind.USER, "alice", Set.of("operators", "readers")));
  }

  @Test
  void keys_on_curves_are_as_good() {
    assertThat(
            known(sign(EC, header(JWSAlgorithm.ES256, "ec-1").build(), provider.claims().build()))
                .id())
        .isEqualTo("alice");
  }

  @Test
  void the_key_need_not_be_named() {
    assertThat(known(sign(RSA, new JWSHeader(JWSAlgorithm.RS256), provider.claims().build())).id())
        .isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "jwt"})
  void access_tokens_may_say_that_they_are_some(String type) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .type(new JOSEObjectType(type))
            .build();
    assertThat(known(sign(RSA, header, provider.claims().build())).id()).isEqualTo("alice");
  }

  @Test
  void one_audience_of_several_is_enough() {
    assertThat(known(provider.token(claims -> claims.audience(List.of("x", "another-name")))).id())
        .isEqualTo("alice");
  }

  @Test
  void the_word_bearer_may_be_written_in_any_case() {
    assertThat(Answers.identity(Answers.of(door, "bEARER   " + provider.token())).id())
        .isEqualTo("alice");
  }

  // Time

  @Test
  void an_expired_token_is_refused() {
    String token = provider.token(claims -> claims.expirationTime(in(Duration.ofSeconds(-61))));
    assertThat(refused(token))
        .isEqualTo(
            "The token expired at 2030-01-01T11:58:59Z; here it is 2030-01-01T12:00:00Z now.");
  }

  @Test
  void a_token_that_was_good_is_refused_when_it_has_expired() {
    String token = provider.token(claims -> claims.expirationTime(in(Duration.ofSeconds(100))));
    known(token);
    clock.advance(Duration.ofSeconds(159));
    known(token);
    clock.advance(Duration.ofSeconds(1));

    assertThat(refused(token)).startsWith("The token expired at");
  }

  @Test
  void a_token_that_never_expires_is_refused() {
    assertThat(refused(provider.token(claims -> claims.expirationTime(null))))
        .isEqualTo("The token never expires.");
  }

  @Test
  void a_token_that_is_not_valid_yet_is_refused() {
    String early = provider.token(claims -> claims.notBeforeTime(in(Duration.ofSeconds(61))));
    assertThat(refused(early)).startsWith("The token is not valid before 2030-01-01T12:01:01Z");
    clock.advance(Duration.ofSeconds(1));
    known(early);
  }

  @Test
  void a_token_of_the_future_is_refused() {
    assertThat(refused(provider.token(claims -> claims.issueTime(in(Duration.ofSeconds(61))))))
        .startsWith("The token was issued in the future");
  }

  @Test
  void clocks_may_be_off_a_little() {
    known(
        provider.token(
            claims ->
                claims
                    .issueTime(in(Duration.ofSeconds(60)))
                    .notBeforeTime(in(Duration.ofSeconds(60)))));
    known(provider.token(claims -> claims.expirationTime(in(Duration.ofSeconds(-59)))));
  }

  // Who, for whom

  @Test
  void a_token_of_another_issuer_is_refused() {
    assertThat(refused(provider.token(claims -> claims.issuer("https://evil.example"))))
        .isEqualTo("The token was issued by somebody else than the identity provider.");
    assertThat(refused(provider.token(claims -> claims.issuer(provider.issuer() + "/"))))
        .startsWith("The token was issued by somebody else");
    assertThat(refused(provider.token(claims -> claims.issuer(null))))
        .startsWith("The token was issued by somebody else");
  }

  @Test
  void a_token_for_another_audience_is_refused() {
    for (List<String> audience :
        List.of(List.of("other"), List.<String>of(), List.of("Understudy"))) {
      assertThat(refused(provider.token(claims -> claims.audience(audience))))
          .isEqualTo("The token is meant for another audience.");
    }
  }

  @Test
  void a_token_that_is_bound_to_a_key_is_no_bearer_token() {
    assertThat(refused(provider.token(claims -> claims.claim("cnf", Map.of("jkt", "x")))))
        .startsWith("The token is bound to a key");
  }

  // Algorithms

  @Test
  void a_token_without_algorithm_is_refused() {
    assertThat(refused(new PlainJWT(provider.claims().build()).serialize() + "x"))
        .isEqualTo("The token is no JWT with a signature.");
    for (String none : List.of("none", "None", "nOnE", "")) {
      String header = Base64URL.encode("{\"alg\":\"" + none + "\",\"kid\":\"rsa-1\"}").toString();
      String good = provider.token();
      refused(header + good.substring(good.indexOf('.')));
    }
  }

  @Test
  void the_public_key_is_no_secret_to_sign_with() throws JOSEException {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(RSA.toRSAPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret :
        List.of(
            RSA.toRSAPublicKey().getEncoded(),
            pem.getBytes(StandardCharsets.US_ASCII),
            RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      SignedJWT jwt =
          new SignedJWT(header(JWSAlgorithm.HS256, "rsa-1").build(), provider.claims().build());
      jwt.sign(new MACSigner(secret));
      assertThat(refused(jwt.serialize())).startsWith("The token's algorithm is none of");
    }
  }

  @Test
  void a_token_under_an_algorithm_that_its_key_has_not_is_refused() {
    String token =
        sign(RSA, header(JWSAlgorithm.RS256, "rsa-1").build(), provider.claims().build());
    String ec = header(JWSAlgorithm.ES256, "rsa-1").build().toBase64URL().toString();
    assertThat(refused(ec + token.substring(token.indexOf('.'))))
        .isEqualTo("The token was signed with an unknown key.");
    String wrongCurve = header(JWSAlgorithm.ES512, "ec-1").build().toBase64URL().toString();
    assertThat(refused(wrongCurve + token.substring(token.indexOf('.'))))
        .isEqualTo("The token's signature is wrong.");
  }

  @Test
  void a_key_that_is_meant_for_one_algorithm_is_not_used_for_another() {
    RSAKey pinned = new RSAKey.Builder(OTHER_RSA).algorithm(JWSAlgorithm.PS256).build();
    provider.signsWith(RSA, pinned);
    clock.advance(IdentityProvider.PAUSE);
    known(sign(OTHER_RSA, header(JWSAlgorithm.PS256, "rsa-2").build(), provider.claims().build()));
    assertThat(
            refused(
                sign(
                    OTHER_RSA,
                    header(JWSAlgorithm.RS256, "rsa-2").build(),
                    provider.claims().build())))
        .isEqualTo("The token was signed with an unknown key.");
  }

  // Signatures and keys

  @Test
  void a_stripped_signature_is_refused() {
    String token = provider.token();
    String bare = token.substring(0, token.lastIndexOf('.'));
    for (String stripped : List.of(bare + ".", bare, bare + ".AA", bare + "." + "A".repeat(342))) {
      refused(stripped);
    }
  }

  @Test
  void a_signature_of_zeros_is_none() {
    String token = sign(EC, header(JWSAlgorithm.ES256, "ec-1").build(), provider.claims().build());
    String bare = token.substring(0, token.lastIndexOf('.') + 1);
    assertThat(refused(bare + Base64URL.encode(new byte[64])))
        .isEqualTo("The token's signature is wrong.");
  }

  @Test
  void what_was_changed_after_it_was_signed_is_refused() {
    String[] parts = provider.token().split("\\.", -1);
    String claims = new Base64URL(parts[1]).decodeToString().replace("alice", "admin");
    assertThat(refused(parts[0] + "." + Base64URL.encode(claims) + "." + parts[2]))
        .isEqualTo("The token's signature is wrong.");
  }

  @Test
  void a_token_of_somebody_elses_key_is_refused() {
    assertThat(
            refused(
                sign(
                    OTHER_RSA,
                    header(JWSAlgorithm.RS256, "rsa-1").build(),
                    provider.claims().build())))
        .isEqualTo("The token's signature is wrong.");
    assertThat(
            refused(
                sign(
                    OTHER_RSA,
                    header(JWSAlgorithm.RS256, "rsa-2").build(),
                    provider.claims().build())))
        .isEqualTo("The token was signed with an unknown key.");
    refused(sign(OTHER_RSA, new JWSHeader(JWSAlgorithm.RS256), provider.claims().build()));
  }

  @Test
  void the_key_that_a_token_brings_along_is_not_looked_at() {
    JWSHeader own = header(JWSAlgorithm.RS256, null).jwk(OTHER_RSA.toPublicJWK()).build();
    refused(sign(OTHER_RSA, own, provider.claims().build()));
    try (PlayedProvider evil = new PlayedProvider(clock)) {
      evil.signsWith(OTHER_RSA);
      JWSHeader there =
          header(JWSAlgorithm.RS256, "rsa-2")
              .jwkURL(java.net.URI.create(evil.issuer() + "/keys"))
              .x509CertURL(java.net.URI.create(evil.issuer() + "/keys"))
              .build();
      refused(sign(OTHER_RSA, there, provider.claims().build()));
      assertThat(evil.asked).hasValue(0);
    }
  }

  @Test
  void extensions_that_must_be_understood_are_not() {
    JWSHeader header =
        header(JWSAlgorithm.RS256, "rsa-1")
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();
    assertThat(refused(sign(RSA, header, provider.claims().build())))
        .isEqualTo("The token's header has extensions that are not understood.");
    JWSHeader raw =
        header(JWSAlgorithm.RS256, "rsa-1")
            .criticalParams(Set.of("b64"))
            .base64URLEncodePayload(true)
            .build();
    refused(sign(RSA, raw, provider.claims().build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE", "id_token"})
  void what_is_no_access_token_by_its_type_is_refused(String type) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .type(new JOSEObjectType(type))
            .build();
    assertThat(refused(sign(RSA, header, provider.claims().build())))
        .isEqualTo("The token is no access token, by its type.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "a.b.c",
        "....",
        "eyJhbGciOiJSUzI1NiJ9.e30.e30.e30.e30",
        "eyJhbGciOiJSUzI1NiJ9..",
        "eyJhbGciOiJSUzI1NiJ9.W10.AA",
        "eyJhbGciOiJSUzI1NiJ9.bm8.AA",
        "W10.e30.AA"
      })
  void what_is_no_jwt_is_refused(String token) {
    refused(token);
  }

  @Test
  void claims_of_the_wrong_form_are_refused() {
    for (String claim : List.of("iss", "aud", "exp", "nbf", "sub")) {
      String token = provider.token(claims -> claims.claim(claim, Map.of("x", 1)));
      assertThat(Answers.of(door, "Bearer " + token)).isInstanceOf(Authentication.Refused.class);
    }
  }

  @Test
  void deep_json_is_refused() {
    String deep = "{\"iss\":" + "[".repeat(8000);
    String header = header(JWSAlgorithm.RS256, "rsa-1").build().toBase64URL().toString();
    refused(header + "." + Base64URL.encode(deep).toString().substring(0, 10_000) + ".AA");
  }

  @Test
  void a_token_that_is_too_large_is_not_looked_at() {
    Authentication.Refused refused = Answers.refused(ask("x".repeat(13_000)));
    assertThat(refused.reason()).contains("more than 12288 bytes");
  }

  // Rotation and outage

  @Test
  void a_new_key_is_fetched_when_a_token_speaks_of_it() {
    provider.signsWith(RSA, OTHER_RSA);
    String token =
        sign(OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build());
    clock.advance(IdentityProvider.PAUSE);

    assertThat(known(token).id()).isEqualTo("alice");
    assertThat(provider.asked).hasValue(2);
    known(provider.token());
  }

  @Test
  void unknown_keys_are_not_looked_for_all_the_time() {
    String token =
        sign(OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build());
    for (int i = 0; i < 100; i++) {
      refused(token);
    }
    assertThat(provider.asked).hasValue(1);
    clock.advance(IdentityProvider.PAUSE);
    for (int i = 0; i < 100; i++) {
      refused(token);
    }
    assertThat(provider.asked).hasValue(2);
  }

  @Test
  void a_withdrawn_key_takes_its_tokens_with_it() {
    String token = provider.token();
    known(token);
    provider.signsWith(OTHER_RSA);
    clock.advance(IdentityProvider.PAUSE);
    known(sign(OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build()));

    assertThat(refused(token)).isEqualTo("The token was signed with an unknown key.");
  }

  @Test
  void an_outage_of_the_provider_leaves_its_keys_in_force() {
    String before = provider.token();
    known(before);
    provider.answers(500);
    clock.advance(IdentityProvider.PAUSE);
    String unknown =
        sign(OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build());

    assertThat(ask(unknown)).isInstanceOf(Authentication.Unavailable.class);
    known(before);
    known(provider.token(claims -> claims.subject("bob")));
    assertThat(door.providerDocument()).isInstanceOf(ProviderDocument.Known.class);

    provider.answers(200);
    clock.advance(IdentityProvider.PAUSE);
    assertThat(refused(unknown)).isEqualTo("The token was signed with an unknown key.");
  }

  @Test
  void keys_that_cannot_be_used_do_not_replace_those_that_can() {
    for (String keys :
        List.of(
            "{}",
            "[]",
            "{\"keys\":[]}",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"rsa-2\"}]}",
            "{\"keys\":7}",
            "<html>",
            "x".repeat(2 << 20))) {
      provider.showsKeys(keys);
      clock.advance(IdentityProvider.PAUSE);
      String unknown =
          sign(OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build());
      assertThat(ask(unknown)).isInstanceOf(Authentication.Unavailable.class);
      known(provider.token());
    }
  }

  @Test
  void a_key_that_cannot_be_used_does_not_spoil_the_others() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var weak = generator.generateKeyPair();
    RSAKey weakKey =
        new RSAKey.Builder((RSAPublicKey) weak.getPublic())
            .privateKey((RSAPrivateKey) weak.getPrivate())
            .keyID("weak")
            .build();
    RSAKey encryption = new RSAKey.Builder(OTHER_RSA).keyUse(KeyUse.ENCRYPTION).build();
    String good = new JWKSet(List.of(weakKey, encryption, RSA)).toString(true);
    provider.showsKeys(
        good.replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\"},{\"kty\":\"XX\"},3,"));
    clock.advance(IdentityProvider.PAUSE);

    assertThat(
            refused(
                sign(
                    OTHER_RSA,
                    header(JWSAlgorithm.RS256, "rsa-2").build(),
                    provider.claims().build())))
        .isEqualTo("The token was signed with an unknown key.");
    assertThat(provider.asked).hasValue(2);
    known(provider.token());
  }

  @Test
  void a_document_of_another_issuer_is_not_believed() {
    try (PlayedProvider evil = new PlayedProvider(clock)) {
      evil.signsWith(OTHER_RSA);
      for (String document :
          List.of(
              "{\"issuer\":\"https://x\",\"jwks_uri\":\"%1$s/keys\",\"token_endpoint\":\"%1$s\"}",
              "{\"issuer\":\"" + provider.issuer() + "\",\"token_endpoint\":\"x\"}",
              "{\"issuer\":\""
                  + provider.issuer()
                  + "\",\"jwks_uri\":\"http://evil.example/keys\",\"token_endpoint\":\"x\"}")) {
        provider.shows(document.formatted(evil.issuer()));
        clock.advance(IdentityProvider.PAUSE);
        ask(
            sign(
                OTHER_RSA, header(JWSAlgorithm.RS256, "rsa-2").build(), provider.claims().build()));
        known(provider.token());
      }
      assertThat(evil.asked).hasValue(0);
    }
  }

  @Test
  void before_the_provider_has_answered_nobody_is_refused() {
    door.close();
    provider.answers(503);
    door = doorkeeper(ClaimNames.STANDARD);
    String token = provider.token();
    assertThat(ask(token)).isInstanceOf(Authentication.Unavailable.class);
    assertThat(door.providerDocument()).isInstanceOf(ProviderDocument.NotReached.class);
    door.start();
    provider.answers(200);

    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> ask(token) instanceof Authentication.Accepted);
  }

  @Test
  void the_document_is_the_providers_own() {
    assertThat(door.providerDocument())
        .isEqualTo(
            new ProviderDocument.Known(
                ("{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\","
                        + "\"token_endpoint\":\"%1$s/token\",\"more\":[1]}")
                    .formatted(provider.issuer())));
  }

  @Test
  void what_was_verified_is_remembered() {
    String token = provider.token();
    assertThat(ask(token)).isSameAs(ask(token));
  }

  @Test
  void passwords_are_not_taken_where_only_tokens_are() {
    Authentication.Refused refused = Answers.refused(Answers.of(door, "Basic eDp5"));
    assertThat(refused.reason()).isEqualTo("Passwords are not accepted here.");
    assertThat(refused.challenges()).containsExactly("Bearer realm=\"understudy\"");
  }
}
