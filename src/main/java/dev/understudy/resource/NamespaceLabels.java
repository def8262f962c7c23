package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Knows which namespaces are labelled as which tenant's namespace. Answers from memory.
 * Thread-safe.
 *
 * <p>A pair of labels that stands on two namespaces stands for neither: nobody could tell which one
 * a client means.
 */
public final class NamespaceLabels implements AutoCloseable {
  /** The label that names the tenant. */
  public static final String TENANT = "understudy.dev/tenant";

  /** The label that names the tenant's namespace. */
  public static final String NAMESPACE = "understudy.dev/namespace";

  private final ConcurrentMap<String, Map<String, String>> labels = new ConcurrentHashMap<>();
  private final Supplier<CompletableFuture<Void>> beginning;
  private final Runnable end;

  /**
   * Knows nothing before {@link #start}.
   *
   * @param listed the namespaces to know, each read every 10 s; none means all, which are watched
   */
  public NamespaceLabels(KubernetesClient client, Set<String> listed) {
    if (listed.isEmpty()) {
      Watching<Namespace> all =
          new Watching<>(
              client,
              Namespace.class,
              null,
              new BasicItemStore<>(NamespaceLabels::key),
              new Taken());
      beginning = all::start;
      end = all::close;
    } else {
      NamespaceReads some = new NamespaceReads(client, listed, this::read);
      beginning = some::start;
      end = some::close;
    }
  }

  /** Begins to look; completes when all namespaces are known. */
  public CompletableFuture<Void> start() {
    return beginning.get();
  }

  /** The one namespace that carries both labels. */
  public Optional<String> find(String tenant, String namespace) {
    List<String> found =
        labels.entrySet().stream()
            .filter(entry -> tenant.equals(entry.getValue().get(TENANT)))
            .filter(entry -> namespace.equals(entry.getValue().get(NAMESPACE)))
            .map(Map.Entry::getKey)
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** Whether a namespace carries either label: it is then known by its labels only. */
  public boolean isLabelled(String name) {
    Map<String, String> own = labels.getOrDefault(name, Map.of());
    return own.containsKey(TENANT) || own.containsKey(NAMESPACE);
  }

  @Override
  public void close() {
    end.run();
  }

  private static String key(Namespace namespace) {
    return namespace.getMetadata().getName();
  }

  private void read(String name, Optional<Namespace> namespace) {
    namespace.ifPresentOrElse(this::take, () -> labels.remove(name));
  }

  private void take(Namespace namespace) {
    Map<String, String> own = namespace.getMetadata().getLabels();
    labels.put(namespace.getMetadata().getName(), own == null ? Map.of() : Map.copyOf(own));
  }

  /** Keeps the labels of what is watched. */
  private final class Taken implements ResourceEventHandler<Namespace> {
    @Override
    public void onAdd(Namespace namespace) {
      take(namespace);
    }

    @Override
    public void onUpdate(Namespace before, Namespace now) {
      take(now);
    }

    @Override
    public void onDelete(Namespace namespace, boolean unseen) {
      labels.remove(namespace.getMetadata().getName());
    }
  }
}
