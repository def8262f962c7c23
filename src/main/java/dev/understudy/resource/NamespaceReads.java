package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
  private final Map<String, String> told = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("namespaces").factory());

  /**
   * @param seen is told how a namespace looks, after each time that it could be read; empty if
   *     there is none of that name
   */
  NamespaceReads(
      KubernetesClient client, Set<String> names, BiConsumer<String, Optional<Namespace>> seen) {
    this.client = client;
    this.names = Set.copyOf(names);
    this.seen = seen;
  }

  /** Begins; the future completes when each was asked for once. */
  CompletableFuture<Void> start() {
    var _ =
        thread.scheduleWithFixedDelay(this::readAll, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return known;
  }

  private void readAll() {
    names.forEach(this::read);
    known.complete(null);
  }

  private void read(String name) {
    try {
      seen.accept(name, Optional.ofNullable(client.namespaces().withName(name).get()));
      if (told.remove(name) != null) {
        LOG.info("namespace {} can be read again", name);
      }
    } catch (KubernetesClientException e) {
      String reason = ApiFailure.of("read namespace " + name, e).reason();
      if (reason.equals(told.put(name, reason))) {
        LOG.debug("{}; still trying", reason);
      } else {
        LOG.warn("{}; its labels are not known until it can be read", reason);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
