package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all resources of a kind, in one namespace or in all. A watch that breaks, or that could
 * not begin because a permission or the kind itself is missing, is tried again with a growing delay
 * for as long as it takes; that is told once, and once more when it works again.
 */
final class Watching<T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);

  private final String what;
  private final SharedIndexInformer<T> informer;
  private final AtomicReference<String> told = new AtomicReference<>("");

  /**
   * @param namespace which one; absent means all
   * @param store holds what is watched, for this watch alone
   */
  Watching(
      KubernetesClient client,
      Class<T> type,
      @Nullable String namespace,
      ItemStore<T> store,
      ResourceEventHandler<T> handler) {
    this.what =
        HasMetadata.getKind(type)
            + "s in "
            + (namespace == null ? "all namespaces" : "namespace " + namespace);
    Informable<T> all =
        namespace == null
            ? client.resources(type).inAnyNamespace()
            : client.resources(type).inNamespace(namespace);
    informer =
        all.runnableInformer(0)
            .removeNamespaceIndex()
            .itemStore(store)
            .addEventHandler(handler)
            .addEventHandler(new Recovery<>(this::recovered))
            .exceptionHandler(
                (started, failure) -> {
                  tell(failure);
                  return true;
                });
  }

  /** Begins; the future completes when all that is there now is known. */
  CompletableFuture<Void> start() {
    return informer.start().toCompletableFuture();
  }

  boolean isSynced() {
    return informer.hasSynced();
  }

  @Override
  public void close() {
    informer.stop();
  }

  private void tell(Throwable failure) {
    ApiFailure cause = ApiFailure.of("watch " + what, failure);
    String reason =
        cause.kind() == ApiFailure.Kind.NOT_FOUND
            ? cause.reason() + " (are the CRDs of deploy/crds applied?)"
            : cause.reason();
    if (reason.equals(told.getAndSet(reason))) {
      LOG.debug("{}; still trying", reason);
    } else {
      LOG.warn("{}; trying again with a growing delay", reason);
    }
  }

  private void recovered() {
    if (!told.getAndSet("").isEmpty()) {
      LOG.info("watching {} again", what);
    }
  }

  /** Hears that a list came through. */
  private record Recovery<T>(Runnable recovered) implements ResourceEventHandler<T> {
    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      recovered.run();
    }

    @Override
    public void onAdd(T resource) {}

    @Override
    public void onUpdate(T before, T now) {}

    @Override
    public void onDelete(T resource, boolean unseen) {}
  }
}
