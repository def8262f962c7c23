package dev.understudy.auth;

import java.time.Duration;

/** What the identity provider says of itself, for clients that ask where they get tokens. */
public sealed interface ProviderDocument {

  /** No identity provider is configured. */
  record NotConfigured() implements ProviderDocument {}

  /**
   * The identity provider has not answered yet.
   *
   * @param retryAfter when it may have
   */
  record NotReached(Duration retryAfter) implements ProviderDocument {}

  /**
   * Its document, as it last answered.
   *
   * @param json a JSON object with at least {@code issuer} and {@code token_endpoint}
   */
  record Known(String json) implements ProviderDocument {}
}
