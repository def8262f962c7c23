package dev.understudy.auth;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who asks by the ways that are configured, each by the form of what was sent: bearer
 * tokens of the identity provider, bearer tokens of service accounts, passwords and, where nothing
 * was sent, the client certificate. What was sent decides: who sends something wrong is nobody, and
 * not whom their certificate names. Thread-safe.
 */
public final class Doorkeeper implements Authenticator, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(5);

  private final Challenges challenges;
  private final @Nullable String issuer;
  private final @Nullable IdentityProvider provider;
  private final @Nullable OidcVerifier oidc;
  private final @Nullable TokenReviews reviews;
  private final @Nullable BasicVerifier basic;
  private final @Nullable ClientCertificates certificates;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("authentication").factory());

  /**
   * Reads the files; nothing runs before {@link #start}.
   *
   * @param client shows tokens to the API server; it stays the caller's
   * @param clock the wall clock
   * @throws UnusableFileException if a file cannot be used
   */
  public Doorkeeper(AuthenticationSettings settings, KubernetesClient client, Clock clock)
      throws UnusableFileException {
    this(settings, client, clock, System::nanoTime);
  }

  /** The same, by another clock that does not jump. */
  Doorkeeper(
      AuthenticationSettings settings, KubernetesClient client, Clock clock, LongSupplier nanoTime)
      throws UnusableFileException {
    String tenant = settings.defaultTenant();
    boolean bearer = settings.oidc().isPresent() || settings.tokenReview().isPresent();
    challenges = new Challenges(bearer, settings.basic().isPresent());
    OidcSettings tokens = settings.oidc().orElse(null);
    if (tokens == null) {
      issuer = null;
      provider = null;
      oidc = null;
    } else {
      issuer = tokens.issuer();
      provider =
          new IdentityProvider(
              issuer, new ProviderClient(tokens.ca(), tokens.proxy()), thread, nanoTime);
      oidc = new OidcVerifier(tokens, tenant, provider, challenges, clock);
    }
    TokenReviewSettings accounts = settings.tokenReview().orElse(null);
    reviews =
        accounts == null ? null : new TokenReviews(client, accounts, tenant, challenges, clock);
    BasicSettings users = settings.basic().orElse(null);
    basic = users == null ? null : new BasicVerifier(users, tenant, challenges);
    certificates =
        settings.certificates() ? new ClientCertificates(tenant, challenges, clock) : null;
  }

  /**
   * Reads the files that the settings name, to see whether they can be used.
   *
   * @throws UnusableFileException if one cannot
   */
  public static void check(AuthenticationSettings settings) throws UnusableFileException {
    OidcSettings tokens = settings.oidc().orElse(null);
    if (tokens != null) {
      new ProviderClient(tokens.ca(), tokens.proxy()).close();
    }
    BasicSettings users = settings.basic().orElse(null);
    if (users != null) {
      new BasicVerifier(users, settings.defaultTenant(), new Challenges(false, true)).close();
    }
  }

  /** Begins to watch the files and to ask the identity provider. Returns at once. */
  public void start() {
    if (provider != null) {
      provider.start();
    }
    if (basic != null) {
      var _ =
          thread.scheduleWithFixedDelay(
              this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      if (basic != null) {
        basic.look();
      }
    } catch (RuntimeException e) {
      // The next look comes whatever became of this one.
      log.error("looking for changed files failed; please report this", e);
    }
  }

  @Override
  public CompletionStage<Authentication> authenticate(Credentials credentials) {
    if (credentials.authorization() == null) {
      return done(withoutHeader(credentials));
    }
    return switch (AuthorizationHeader.of(credentials.authorization())) {
      case AuthorizationHeader.Bearer(String token) -> bearer(token, credentials.address());
      case AuthorizationHeader.Basic(String encoded) ->
          basic == null
              ? done(refused("Passwords are not accepted here."))
              : basic.verify(encoded, credentials.address());
      case AuthorizationHeader.Malformed(String reason) -> done(refused(reason));
    };
  }

  private Authentication withoutHeader(Credentials credentials) {
    return certificates == null || credentials.certificate() == null
        ? refused("The request has no credentials.")
        : certificates.identify(credentials.certificate());
  }

  private CompletableFuture<Authentication> bearer(String token, String address) {
    CompletableFuture<Authentication> known = oidc == null ? null : oidc.remembered(token);
    if (known == null && reviews != null) {
      known = reviews.remembered(token);
    }
    if (known != null) {
      return known;
    }
    // Whom a token says it is from chooses who looks at it, and nothing more.
    if (oidc != null && (reviews == null || isOfIssuer(token))) {
      return oidc.verify(token);
    }
    return reviews == null
        ? done(refused("Bearer tokens are not accepted here."))
        : reviews.verify(token, address);
  }

  private boolean isOfIssuer(String token) {
    return issuer != null && issuer.equals(OidcVerifier.claimedIssuer(token));
  }

  private Authentication refused(String reason) {
    return new Authentication.Refused(
        reason, "Send credentials as one of the WWW-Authenticate headers asks.", challenges.all());
  }

  private static CompletableFuture<Authentication> done(Authentication authentication) {
    return CompletableFuture.completedFuture(authentication);
  }

  @Override
  public ProviderDocument providerDocument() {
    if (provider == null) {
      return new ProviderDocument.NotConfigured();
    }
    IdentityProvider.Known known = provider.known();
    return known == null
        ? new ProviderDocument.NotReached(UNTIL_ANSWERED)
        : new ProviderDocument.Known(known.document());
  }

  @Override
  public void close() {
    if (provider != null) {
      provider.close();
    }
    if (reviews != null) {
      reviews.close();
    }
    if (basic != null) {
      basic.close();
    }
    thread.shutdownNow();
  }
}
