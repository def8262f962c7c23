package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** How old at most what is known may be when somebody is let in by it. */
  public static final Duration OLDEST = Duration.ofSeconds(30);

  /** How often a watch has to prove that it works. */
  private static final Duration PROOF = Duration.ofSeconds(10);

  private final AtomicReference<Known> known = new AtomicReference<>(Known.of(Map.of()));
  private final Supplier<Duration> monotonic;
  private final Supplier<CompletableFuture<Void>> beginning;
  private final Supplier<@Nullable Duration> sure;
  private final BooleanSupplier denied;
  private final Runnable end;

  /** As the other one, by the machine's clock. */
  public NamespaceLabels(KubernetesClient client, Set<String> listed) {
    this(client, listed, () -> Duration.ofNanos(System.nanoTime()));
  }

  /**
   * Knows nothing before {@link #start}.
   *
   * @param client one that repeats nothing by itself, neither requests nor watches
   * @param listed the namespaces to know, each read every 10 s; none means all, which are watched
   * @param monotonic a clock that never goes back
   */
  public NamespaceLabels(
      KubernetesClient client, Set<String> listed, Supplier<Duration> monotonic) {
    this.monotonic = monotonic;
    if (listed.isEmpty()) {
      ProvenWatch<Namespace> all =
          new ProvenWatch<>(client, Namespace.class, null, new Taken(), PROOF, monotonic);
      beginning = all::start;
      sure = all::sure;
      denied = all::isDenied;
      end = all::close;
    } else {
      NamespaceReads some = new NamespaceReads(client, listed, this::read, monotonic);
      beginning = some::start;
      sure = some::sure;
      denied = some::isDenied;
      end = some::close;
    }
  }

  /**
   * What is known of all namespaces together; immutable.
   *
   * @param labels each one's labels
   * @param named the namespaces by their pair of labels
   */
  private record Known(Map<String, Map<String, String>> labels, Map<Pair, List<String>> named) {

    static Known of(Map<String, Map<String, String>> labels) {
      Map<Pair, List<String>> named = new HashMap<>();
      labels.forEach(
          (name, own) -> {
            String tenant = own.get(TENANT);
            String namespace = own.get(NAMESPACE);
            if (tenant != null && namespace != null) {
              named
                  .computeIfAbsent(new Pair(tenant, namespace), first -> new ArrayList<>())
                  .add(name);
            }
          });
      return new Known(Map.copyOf(labels), named);
    }

    Map<String, String> of(String name) {
      return labels.getOrDefault(name, Map.of());
    }
  }

  private record Pair(String tenant, String namespace) {}

  /** Begins to look; completes when all namespaces are known, or those listed were asked for. */
  public CompletableFuture<Void> start() {
    return beginning.get();
  }

  /**
   * Whether somebody may be let in by what is known. Not before everything was read, nor when
   * nothing could be read for {@link #OLDEST}.
   */
  public boolean areKnown() {
    Duration last = sure.get();
    return last != null && monotonic.get().minus(last).compareTo(OLDEST) <= 0;
  }

  /** Whether the API server does not let the operator read them. */
  public boolean areDenied() {
    return denied.getAsBoolean();
  }

  /** The one namespace that carries both labels. */
  public Optional<String> find(String tenant, String namespace) {
    List<String> found = known.get().named().getOrDefault(new Pair(tenant, namespace), List.of());
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** Whether a namespace carries either label: it is then known by its labels only. */
  public boolean isLabelled(String name) {
    Map<String, String> own = known.get().of(name);
    return own.containsKey(TENANT) || own.containsKey(NAMESPACE);
  }

  /** The tenant that a namespace is labelled with, if it is. */
  public Optional<String> tenant(String name) {
    return Optional.ofNullable(known.get().of(name).get(TENANT));
  }

  @Override
  public void close() {
    end.run();
  }

  private void read(String name, Optional<Namespace> namespace) {
    change(
        labels ->
            namespace.ifPresentOrElse(
                found -> labels.put(name, labels(found)), () -> labels.remove(name)));
  }

  private synchronized void change(Consumer<Map<String, Map<String, String>>> change) {
    Map<String, Map<String, String>> labels = new HashMap<>(known.get().labels());
    change.accept(labels);
    known.set(Known.of(labels));
  }

  private static String name(Namespace namespace) {
    return namespace.getMetadata().getName();
  }

  private static Map<String, String> labels(Namespace namespace) {
    Map<String, String> own = namespace.getMetadata().getLabels();
    return own == null ? Map.of() : Map.copyOf(own);
  }

  /** Keeps the labels of what is watched. */
  private final class Taken implements ProvenWatch.Sink<Namespace> {
    @Override
    public void listed(List<Namespace> all, long at, boolean setBack) {
      change(
          labels -> {
            labels.clear();
            all.forEach(namespace -> labels.put(name(namespace), labels(namespace)));
          });
    }

    @Override
    public void changed(Namespace namespace) {
      change(labels -> labels.put(name(namespace), labels(namespace)));
    }

    @Override
    public void deleted(Namespace last) {
      change(labels -> labels.remove(name(last)));
    }
  }
}
