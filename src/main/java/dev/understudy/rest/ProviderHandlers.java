package dev.understudy.rest;

import dev.understudy.auth.Authenticator;
import dev.understudy.auth.ProviderDocument;
import java.nio.charset.StandardCharsets;

/** Tells clients, before they have any credentials, where they get some. */
final class ProviderHandlers {

  private final Authenticator authenticator;

  ProviderHandlers(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** Shows the identity provider's own document. */
  void show(Exchange exchange) {
    switch (authenticator.providerDocument()) {
      case ProviderDocument.Known(String json) ->
          exchange.send(200, json.getBytes(StandardCharsets.UTF_8));
      case ProviderDocument.NotReached notReached ->
          throw Problem.unavailable(
              "The identity provider has not answered yet.", notReached.retryAfter());
      case ProviderDocument.NotConfigured ignored ->
          throw Problem.notFound(
              "No identity provider is configured here.",
              "Use another way to authenticate, as a 401 of any other address names it, or start"
                  + " the operator with --auth oidc.");
    }
  }
}
