package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and then watches all resources of a kind, in one namespace or in all, and knows how old at
 * most is what it has shown: {@link #sure} is a moment before which nothing has happened that was
 * not shown.
 *
 * <p>A watch whose other end is frozen or unreachable is silent and does not break. So a watch
 * proves nothing: once in each interval the API server is asked for its newest version, and a new
 * watch is opened from where the last one was, which shows at once what that one has missed.
 * Failures are tried again with a growing delay for as long as it takes; that is told once, and
 * once more when it works again. Thread-safe.
 */
final class ProvenWatch<T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProvenWatch.class);

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  /**
   * How long a watch has to live before it counts: the API server shows what was missed right after
   * it is opened, and that it has forgotten the version.
   */
  private static final Duration SETTLING = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final Class<T> type;
  private final @Nullable String namespace;
  private final String what;
  private final Sink<T> sink;
  private final Duration interval;
  private final Supplier<Duration> monotonic;
  private final Thread thread;
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private final AtomicReference<@Nullable Duration> sure = new AtomicReference<>();
  private volatile boolean closed;
  private volatile boolean denied;

  // Touched by the thread only.
  private long version = -1;
  private @Nullable Stream current;
  private String told = "";

  /** Takes in what a watch shows. Thread-safe; must not block. */
  interface Sink<T> {
    /**
     * Everything that there is.
     *
     * @param at the version of the whole
     * @param setBack whether the API server was set back to an earlier state, so that nothing that
     *     was shown before counts, though it may have a higher version
     */
    void listed(List<T> all, long at, boolean setBack);

    /** A resource is new, or has changed. */
    void changed(T resource);

    /** A resource is gone. */
    void deleted(T last);
  }

  /**
   * A watch; it begins with {@link #start}.
   *
   * @param client one that does not reconnect watches by itself
   * @param namespace which one; absent means all
   * @param interval how often it has to be proved that the watch works
   * @param monotonic a clock that never goes back
   */
  ProvenWatch(
      KubernetesClient client,
      Class<T> type,
      @Nullable String namespace,
      Sink<T> sink,
      Duration interval,
      Supplier<Duration> monotonic) {
    this.client = client;
    this.type = type;
    this.namespace = namespace;
    this.sink = sink;
    this.interval = interval;
    this.monotonic = monotonic;
    this.what =
        HasMetadata.getKind(type)
            + "s in "
            + (namespace == null ? "all namespaces" : "namespace " + namespace);
    this.thread = Thread.ofVirtual().name("watch of " + what).unstarted(this::run);
  }

  /** Begins; the future completes when all that is there now is known. */
  CompletableFuture<Void> start() {
    thread.start();
    return known.copy();
  }

  /** Whether everything was known once. */
  boolean isSynced() {
    return known.isDone() && !known.isCompletedExceptionally();
  }

  /**
   * Everything that happened before this moment was shown.
   *
   * @return on the monotonic clock; absent before the first list
   */
  @Nullable Duration sure() {
    return sure.get();
  }

  /** Whether the API server does not permit it, as far as is known. */
  boolean isDenied() {
    return denied;
  }

  /**
   * Lists everything now, beside the watch. Blocks.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  void list() {
    Duration asked = monotonic.get();
    KubernetesResourceList<T> list = resources().list();
    sink.listed(list.getItems(), Versions.parse(list.getMetadata().getResourceVersion()), false);
    proved(asked);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    known.cancel(false);
  }

  private void run() {
    Duration backoff = FIRST_BACKOFF;
    try {
      while (!closed) {
        try {
          round();
          backoff = FIRST_BACKOFF;
        } catch (KubernetesClientException e) {
          failed(e);
          TimeUnit.NANOSECONDS.sleep(backoff.toNanos());
          Duration twice = backoff.multipliedBy(2);
          backoff = twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the watch of {} ends", what);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("the watch of {} has failed; please report it", what, e);
      }
    } finally {
      drop(current);
    }
  }

  /** Proves that everything is known, and watches until that has to be proved again. */
  private void round() throws InterruptedException {
    Duration asked = monotonic.get();
    if (version < 0) {
      listAll(asked, false);
    } else if (newestVersion() < version) {
      LOG.warn("the API server was set back; listing {} anew", what);
      listAll(asked, true);
    }
    Stream opened = new Stream();
    opened.handle = resources().watch(from(version), opened);
    drop(current);
    current = opened;
    follow(opened, asked);
  }

  private void listAll(Duration asked, boolean setBack) {
    KubernetesResourceList<T> list = resources().list();
    long at = Versions.parse(list.getMetadata().getResourceVersion());
    sink.listed(list.getItems(), at, setBack);
    version = at;
    proved(asked);
    known.complete(null);
  }

  private void follow(Stream stream, Duration asked) throws InterruptedException {
    Duration settled = monotonic.get().plus(SETTLING);
    Duration end = asked.plus(interval);
    boolean proven = false;
    while (!closed) {
      Duration now = monotonic.get();
      if (!proven && now.compareTo(settled) >= 0) {
        proven = true;
        proved(asked);
        recovered();
      }
      if (proven && now.compareTo(end) >= 0) {
        return;
      }
      Duration wait = (proven ? end : settled).minus(now);
      Word<T> word = stream.words.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      switch (word) {
        case Word.Shown<T>(Watcher.Action action, T resource) -> show(action, resource);
        case Word.Ended<T>(WatcherException cause) -> {
          current = null;
          ended(cause, proven);
          return;
        }
        case null -> {}
      }
    }
  }

  private void show(Watcher.Action action, T resource) {
    long shown = Versions.of(resource);
    if (shown <= version) {
      return;
    }
    switch (action) {
      case ADDED, MODIFIED -> sink.changed(resource);
      case DELETED -> sink.deleted(resource);
      case BOOKMARK, ERROR -> LOG.trace("{} of {} at version {}", action, what, shown);
    }
    version = shown;
  }

  private void ended(@Nullable WatcherException cause, boolean proven) {
    if (cause != null && cause.isHttpGone()) {
      LOG.debug("the API server has forgotten where the watch of {} was", what);
      version = -1;
      return;
    }
    LOG.debug("the watch of {} has ended", what, cause);
    if (!proven) {
      // It did not run after all: not at once again.
      throw cause == null
          ? new KubernetesClientException("the watch was closed")
          : cause.asClientException();
    }
  }

  private void proved(Duration asked) {
    sure.accumulateAndGet(
        asked, (before, now) -> before == null || now.compareTo(before) > 0 ? now : before);
  }

  private void failed(KubernetesClientException failure) {
    if (closed) {
      return;
    }
    ApiFailure cause = ApiFailure.of("watch " + what, failure);
    denied = cause.kind() == ApiFailure.Kind.FORBIDDEN;
    String reason =
        cause.kind() == ApiFailure.Kind.NOT_FOUND
            ? cause.reason() + " (are the CRDs of deploy/crds applied?)"
            : cause.reason();
    if (reason.equals(told)) {
      LOG.debug("{}; still trying", reason);
    } else {
      LOG.warn("{}; trying again with a growing delay", reason);
    }
    told = reason;
  }

  private void recovered() {
    denied = false;
    if (!told.isEmpty()) {
      LOG.info("watching {} again", what);
      told = "";
    }
  }

  private static void drop(ProvenWatch<?>.@Nullable Stream stream) {
    if (stream != null && stream.handle != null) {
      stream.handle.close();
    }
  }

  private long newestVersion() {
    // One resource at most is read for it.
    return Versions.parse(
        resources()
            .list(new ListOptionsBuilder().withLimit(1L).build())
            .getMetadata()
            .getResourceVersion());
  }

  private static ListOptions from(long version) {
    return new ListOptionsBuilder()
        .withResourceVersion(Long.toString(version))
        .withAllowWatchBookmarks(true)
        .build();
  }

  private AnyNamespaceOperation<T, KubernetesResourceList<T>, Resource<T>> resources() {
    return namespace == null
        ? client.resources(type).inAnyNamespace()
        : client.resources(type).inNamespace(namespace);
  }

  /** What a watch says. */
  private sealed interface Word<T> {
    /** Something has happened. */
    record Shown<T>(Watcher.Action action, T resource) implements Word<T> {}

    /** It has ended. */
    record Ended<T>(@Nullable WatcherException cause) implements Word<T> {}
  }

  /** One watch at the API server: what the client calls, from threads of its own. */
  private final class Stream implements Watcher<T> {
    private final BlockingQueue<Word<T>> words = new LinkedBlockingQueue<>();
    private @Nullable Watch handle;

    @Override
    public void eventReceived(Action action, T resource) {
      words.add(new Word.Shown<>(action, resource));
    }

    @Override
    public void onClose() {
      words.add(new Word.Ended<>(null));
    }

    @Override
    public void onClose(WatcherException cause) {
      words.add(new Word.Ended<>(cause));
    }
  }
}
