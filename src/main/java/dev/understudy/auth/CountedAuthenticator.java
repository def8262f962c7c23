package dev.understudy.auth;

import dev.understudy.telemetry.AuthMetrics;
import dev.understudy.telemetry.AuthMetrics.Mechanism;
import dev.understudy.telemetry.AuthMetrics.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts what becomes of the attempts that another authenticator looks at. Thread-safe. */
public final class CountedAuthenticator implements Authenticator {

  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private final Authenticator authenticator;
  private final AuthMetrics metrics;

  /** Counts for the given one. */
  public CountedAuthenticator(Authenticator authenticator, AuthMetrics metrics) {
    this.authenticator = authenticator;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Authentication> authenticate(Credentials credentials) {
    Mechanism mechanism = mechanism(credentials);
    CompletableFuture<Authentication> found =
        authenticator.authenticate(credentials).toCompletableFuture();
    if (found.isDone()) {
      metrics.attempted(mechanism, outcome(mechanism, found.join()));
    } else {
      var _ = found.thenAccept(known -> metrics.attempted(mechanism, outcome(mechanism, known)));
    }
    return found;
  }

  private static Mechanism mechanism(Credentials credentials) {
    String header = credentials.authorization();
    if (header == null) {
      return credentials.certificate() == null ? Mechanism.NONE : Mechanism.CERTIFICATE;
    }
    return begins(header, BASIC)
        ? Mechanism.BASIC
        : begins(header, BEARER) ? Mechanism.BEARER : Mechanism.NONE;
  }

  private static boolean begins(String header, String scheme) {
    return header.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static Outcome outcome(Mechanism mechanism, Authentication authentication) {
    return switch (authentication) {
      case Authentication.Accepted _ -> Outcome.ACCEPTED;
      case Authentication.Refused _ ->
          mechanism == Mechanism.NONE ? Outcome.MISSING : Outcome.REJECTED;
      case Authentication.Unavailable _ -> Outcome.UNAVAILABLE;
    };
  }

  @Override
  public ProviderDocument providerDocument() {
    return authenticator.providerDocument();
  }
}
