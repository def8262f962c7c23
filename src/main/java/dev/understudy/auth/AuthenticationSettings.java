package dev.understudy.auth;

import java.util.Optional;

/**
 * Which ways there are to prove who one is.
 *
 * @param defaultTenant the tenant of everybody whose credentials do not name one
 * @param oidc tokens of an identity provider
 * @param tokenReview tokens of Kubernetes service accounts
 * @param basic users with passwords
 * @param certificates whether the certificates that TLS clients present are taken
 */
public record AuthenticationSettings(
    String defaultTenant,
    Optional<OidcSettings> oidc,
    Optional<TokenReviewSettings> tokenReview,
    Optional<BasicSettings> basic,
    boolean certificates) {

  /** Checks that there is a way. */
  public AuthenticationSettings {
    if (oidc.isEmpty() && tokenReview.isEmpty() && basic.isEmpty() && !certificates) {
      throw new IllegalArgumentException("there is no way to authenticate");
    }
  }
}
