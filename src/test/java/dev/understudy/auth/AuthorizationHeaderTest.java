package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization headers, by their form alone. */
class AuthorizationHeaderTest {

  @ParameterizedTest
  @CsvSource({"Bearer abc", "bearer abc", "BEARER   abc", "' Bearer abc '"})
  void a_bearer_token_is_found(String header) {
    assertThat(AuthorizationHeader.of(header)).isEqualTo(new AuthorizationHeader.Bearer("abc"));
  }

  @ParameterizedTest
  @CsvSource({"Basic abc=", "basic abc=", "BASIC   abc="})
  void a_password_is_found(String header) {
    assertThat(AuthorizationHeader.of(header)).isEqualTo(new AuthorizationHeader.Basic("abc="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,b",
        "Bearer a, Basic b",
        "Basic eDp5, Basic eDp5",
        "Bearer a\tb",
        "Bearer\tabc",
        "Bearer =abc",
        "Bearer a=b",
        "Bearer \u00e4",
        "Bearer \"abc\"",
        "Bearer {abc}",
        "Basic realm=\"understudy\"",
        "Negotiate YII",
        "NTLM TlRM",
        "Digest username=\"x\"",
        "DPoP abc",
        "Bearerabc",
        "eyJhbGciOiJSUzI1NiJ9.e30.c2VjcmV0"
      })
  void anything_else_is_malformed_and_not_repeated(String header) {
    AuthorizationHeader read = AuthorizationHeader.of(header);
    assertThat(read).isInstanceOf(AuthorizationHeader.Malformed.class);
    assertThat(read.toString()).doesNotContain("abc", "eyJ", "YII", "TlRM", "eDp5");
  }

  @Test
  void a_token_is_bounded() {
    assertThat(AuthorizationHeader.of("Bearer " + "x".repeat(12 * 1024)))
        .isInstanceOf(AuthorizationHeader.Bearer.class);
    assertThat(AuthorizationHeader.of("Bearer " + "x".repeat(12 * 1024 + 1)))
        .isInstanceOf(AuthorizationHeader.Malformed.class);
  }

  @Test
  void secrets_are_not_shown() {
    assertThat(AuthorizationHeader.of("Bearer abc").toString()).doesNotContain("abc");
    assertThat(AuthorizationHeader.of("Basic abc").toString()).doesNotContain("abc");
  }
}
