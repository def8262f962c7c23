package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a few namespaces again and again. A Role in a namespace lets it be read, but not watched:
 * to watch namespaces takes a right in the whole cluster.
 */
final class NamespaceReads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceReads.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Set<String> names;
  private final BiConsumer<String, Optional<Namespace>> seen;
  private final Supplier<Duration> monotonic;
  private final Map<String, String> told = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private volatile @Nullable Duration sure;
  private volatile boolean denied;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("namespaces").factory());

  /**
   * @param seen is told how a namespace looks, after each time that it could be read; empty if
   *     there is none of that name
   * @param monotonic a clock that never goes back
   */
  NamespaceReads(
      KubernetesClient client,
      Set<String> names,
      BiConsumer<String, Optional<Namespace>> seen,
      Supplier<Duration> monotonic) {
    this.client = client;
    this.names = Set.copyOf(names);
    this.seen = seen;
    this.monotonic = monotonic;
  }

  /** Begins; the future completes when each was asked for once. */
  CompletableFuture<Void> start() {
    var _ =
        thread.scheduleWithFixedDelay(this::readAll, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return known;
  }

  /** When all of them could last be read, on the monotonic clock; absent before the first time. */
  @Nullable Duration sure() {
    return sure;
  }

  /** Whether one of them may not be read. */
  boolean isDenied() {
    return denied;
  }

  private void readAll() {
    Duration asked = monotonic.get();
    Set<ApiFailure.Kind> failures = EnumSet.noneOf(ApiFailure.Kind.class);
    names.forEach(name -> read(name).ifPresent(failures::add));
    denied = failures.contains(ApiFailure.Kind.FORBIDDEN);
    if (failures.isEmpty()) {
      sure = asked;
    }
    known.complete(null);
  }

  /** What went wrong, if something did. */
  private Optional<ApiFailure.Kind> read(String name) {
    try {
      seen.accept(name, Optional.ofNullable(client.namespaces().withName(name).get()));
      if (told.remove(name) != null) {
        LOG.info("namespace {} can be read again", name);
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      ApiFailure failure = ApiFailure.of("read namespace " + name, e);
      String reason = failure.reason();
      if (reason.equals(told.put(name, reason))) {
        LOG.debug("{}; still trying", reason);
      } else {
        LOG.warn("{}; its labels are not known until it can be read", reason);
      }
      return Optional.of(failure.kind());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
