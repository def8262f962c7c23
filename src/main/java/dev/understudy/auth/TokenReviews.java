package dev.understudy.auth;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.understudy.access.Identity;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.text.ParseException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows service accounts by their tokens, as the Kubernetes API server does: it is asked, and what
 * it says is remembered for a short while. Thread-safe.
 */
final class TokenReviews implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenReviews.class);

  /** How long a deleted account or pod may still be known, at most. */
  static final Duration REMEMBERED = Duration.ofSeconds(60);

  private static final Duration REFUSED_FOR = Duration.ofSeconds(5);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private static final int MOST_REMEMBERED = 10_000;
  private static final int AT_ONCE = 8;
  private static final int MOST_WAITING = 256;
  private static final int MOST_OF_ONE_ADDRESS = 32;

  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;
  private final List<String> audiences;
  private final String tenant;
  private final Challenges challenges;
  private final Clock clock;
  private final Fingerprints fingerprints = new Fingerprints();
  private final Remembered<CompletableFuture<Authentication>> reviewed =
      new Remembered<>(MOST_REMEMBERED);

  /** Apart, so that made-up tokens push no good one out. */
  private final Remembered<CompletableFuture<Authentication>> refused =
      new Remembered<>(MOST_REMEMBERED);

  private final SlowChecks checks =
      new SlowChecks("token-reviews", AT_ONCE, MOST_WAITING, MOST_OF_ONE_ADDRESS);
  private final AtomicBoolean failing = new AtomicBoolean();

  TokenReviews(
      KubernetesClient client,
      TokenReviewSettings settings,
      String tenant,
      Challenges challenges,
      Clock clock) {
    this.client = client;
    this.audiences = List.copyOf(settings.audiences());
    this.tenant = tenant;
    this.challenges = challenges;
    this.clock = clock;
  }

  /** What was found out about the token a short while ago; null if nothing was. */
  @Nullable CompletableFuture<Authentication> remembered(String token) {
    Fingerprint fingerprint = fingerprints.of(0, token);
    Instant now = clock.instant();
    CompletableFuture<Authentication> good = reviewed.find(fingerprint, now);
    return good == null ? refused.find(fingerprint, now) : good;
  }

  /** Finds out whose the token is. */
  CompletableFuture<Authentication> verify(String token, String address) {
    Fingerprint fingerprint = fingerprints.of(0, token);
    return checks.run(fingerprint, address, () -> review(token, fingerprint));
  }

  private Authentication review(String token, Fingerprint fingerprint) {
    Instant asked = clock.instant();
    TokenReviewStatus status;
    try {
      TokenReview answer =
          client
              .tokenReviews()
              .create(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(audiences)
                      .endSpec()
                      .build());
      status = answer.getStatus();
    } catch (KubernetesClientException e) {
      return unavailable(e);
    }
    if (failing.compareAndSet(true, false)) {
      log.info("the API server reviews tokens again");
    }
    Authentication result = judged(status);
    if (result instanceof Authentication.Accepted) {
      Instant until = asked.plus(REMEMBERED);
      Instant end = expiry(token);
      reviewed.put(
          fingerprint,
          CompletableFuture.completedFuture(result),
          end != null && end.isBefore(until) ? end : until);
    } else {
      refused.put(fingerprint, CompletableFuture.completedFuture(result), asked.plus(REFUSED_FOR));
    }
    return result;
  }

  private Authentication judged(@Nullable TokenReviewStatus status) {
    UserInfo user = status == null ? null : status.getUser();
    if (status == null
        || user == null
        || !Boolean.TRUE.equals(status.getAuthenticated())
        || user.getUsername() == null) {
      return refused("The token is not one that the Kubernetes API server accepts.");
    }
    if (!audiences.isEmpty() && audiences.stream().noneMatch(status.getAudiences()::contains)) {
      // An API server that knows nothing of audiences accepts tokens for any.
      return refused("The token is meant for another audience.");
    }
    String name = Names.checked(user.getUsername());
    if (name == null || !name.startsWith(SERVICE_ACCOUNT)) {
      return refused("The token is not a service account's.");
    }
    Set<String> groups = new HashSet<>();
    for (String group : user.getGroups()) {
      if (Names.checked(group) == null) {
        return refused("The token's owner is in a group whose name cannot be a role's.");
      }
      groups.add(group);
    }
    return new Authentication.Accepted(new Identity(tenant, Identity.Kind.CLIENT, name, groups));
  }

  private Authentication refused(String reason) {
    return new Authentication.Refused(
        reason,
        audiences.isEmpty()
            ? "Send a token of a service account of this cluster."
            : "Send a token of a service account of this cluster, made for the right audience.",
        challenges.invalidToken(reason));
  }

  private Authentication unavailable(KubernetesClientException e) {
    if (failing.compareAndSet(false, true)) {
      log.error(
          "the API server does not review tokens: {}; until it does, they are answered 503",
          e.getCode() == FORBIDDEN
              ? "the operator may not create tokenreviews.authentication.k8s.io: apply"
                  + " deploy/rbac/token-review.yaml"
              : e.getCode() > 0 ? "it answered " + e.getCode() : "it does not answer");
    }
    return new Authentication.Unavailable(
        "The Kubernetes API server does not review tokens now.", AFTER_A_FAILURE);
  }

  /** When a token says that it expires. Nothing is given for saying so: it only shortens memory. */
  private static @Nullable Instant expiry(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      Object end = JSONObjectUtils.parse(new Base64URL(parts[1]).decodeToString()).get("exp");
      return end instanceof Number seconds ? Instant.ofEpochSecond(seconds.longValue()) : null;
    } catch (ParseException | DateTimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    checks.close();
  }
}
