package dev.understudy.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of an identity provider: its document and its keys. They are fetched in the
 * background, again and again; while it does not answer, the last good ones stay in force.
 * Thread-safe, and never blocks.
 */
final class IdentityProvider implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);

  /** How long a key that the identity provider has withdrawn may still be trusted, at most. */
  static final Duration INTERVAL = Duration.ofMinutes(5);

  /** An unknown key is not looked for more often than this. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /**
   * What is known.
   *
   * @param document the document as JSON
   * @param keys the keys
   * @param state a number of its own for each set of keys
   */
  record Known(String document, TrustedKeys keys, long state) {}

  private final String issuer;
  private final ProviderClient client;
  private final ScheduledExecutorService thread;
  private final LongSupplier nanoTime;
  private volatile @Nullable Known known;
  private volatile boolean answering;

  // Of what follows, the thread and those that ask for a fetch speak under the lock.
  private @Nullable CompletableFuture<Void> running;
  private @Nullable ScheduledFuture<?> next;
  private long lastBegun;
  private boolean begun;
  private int failures;

  /**
   * Fetches nothing before {@link #start}.
   *
   * @param thread where fetches run, one at a time
   * @param nanoTime a clock that does not jump, as {@link System#nanoTime}
   */
  IdentityProvider(
      String issuer,
      ProviderClient client,
      ScheduledExecutorService thread,
      LongSupplier nanoTime) {
    this.issuer = issuer;
    this.client = client;
    this.thread = thread;
    this.nanoTime = nanoTime;
  }

  /** Begins to fetch. */
  void start() {
    var _ = begin();
  }

  /** What is known; null as long as the identity provider has never answered. */
  @Nullable Known known() {
    return known;
  }

  /** Whether it answered when it was asked last. */
  boolean isAnswering() {
    return answering;
  }

  /**
   * Fetches again, unless that was begun a short while ago: somebody speaks of a key that is not
   * known.
   *
   * @return done when what is known is as new as it will be
   */
  synchronized CompletableFuture<Void> refresh() {
    if (running != null) {
      return running;
    }
    boolean lately = begun && nanoTime.getAsLong() - lastBegun < PAUSE.toNanos();
    return lately ? CompletableFuture.completedFuture(null) : begin();
  }

  private synchronized CompletableFuture<Void> begin() {
    CompletableFuture<Void> fetch = new CompletableFuture<>();
    running = fetch;
    begun = true;
    lastBegun = nanoTime.getAsLong();
    if (next != null) {
      next.cancel(false);
    }
    thread.execute(
        () -> {
          Duration until = fetch();
          synchronized (this) {
            running = null;
            next = thread.schedule(this::start, until.toMillis(), TimeUnit.MILLISECONDS);
          }
          fetch.complete(null);
        });
    return fetch;
  }

  /** Fetches; says when to do it again. */
  private Duration fetch() {
    try {
      client.look();
      Map<String, Object> document = client.get(withoutSlash(issuer) + WELL_KNOWN);
      String jwks = checked(document);
      take(document, TrustedKeys.of(client.get(jwks)));
      if (failures > 0) {
        log.info("the identity provider {} answers again", issuer);
      }
      failures = 0;
      answering = true;
      return INTERVAL;
    } catch (IOException e) {
      failed(e.getMessage());
    } catch (ParseException e) {
      failed("its JWK set cannot be used: " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("fetching from the identity provider failed; please report this", e);
      failures++;
    }
    answering = false;
    Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY;
  }

  private void failed(@Nullable String why) {
    failures++;
    if (failures == 1) {
      Known before = known;
      log.warn(
          "the identity provider {} cannot be asked: {}; {}",
          issuer,
          why,
          before == null
              ? "until it can be, its tokens are answered 503"
              : "the " + before.keys().size() + " keys that it gave before stay in force");
    }
  }

  private void take(Map<String, Object> document, TrustedKeys keys) {
    Known before = known;
    String json = JSONObjectUtils.toJSONString(document);
    if (before != null && before.keys().areThoseOf(keys)) {
      known = new Known(json, before.keys(), before.state());
      return;
    }
    known = new Known(json, keys, before == null ? 0 : before.state() + 1);
    log.info("the identity provider {} signs with {} keys", issuer, keys.size());
  }

  /** Where the keys are, if the document is the issuer's own. */
  private String checked(Map<String, Object> document) throws IOException {
    if (!issuer.equals(document.get("issuer"))) {
      throw new IOException(
          "its document is of another issuer; --oidc-issuer must be written as it is there, to the"
              + " letter");
    }
    if (!(document.get("jwks_uri") instanceof String jwks)
        || !OidcSettings.isTrustworthy(withoutQuery(jwks))) {
      throw new IOException("its document has no jwks_uri that is an https URL");
    }
    if (!(document.get("token_endpoint") instanceof String)) {
      throw new IOException("its document has no token_endpoint");
    }
    return jwks;
  }

  private static String withoutQuery(String url) {
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public synchronized void close() {
    if (next != null) {
      next.cancel(false);
    }
    client.close();
  }
}
