package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and then watches the Leases of all groups in one namespace or in all, and goes on for as
 * long as it is open.
 *
 * <p>It takes a broken watch up where it broke, and lists anew only when the API server has
 * forgotten that version. It says for how long nothing was seen, because what happened meanwhile
 * was observed late. Retries have a backoff of up to two seconds and no end: without the API server
 * there is nothing else to do.
 */
public final class LeaseWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseWatch.class);
  private static final long FIRST_BACKOFF_MS = 50;
  private static final long LONGEST_BACKOFF_MS = 2_000;

  private final KubernetesClient client;
  private final @Nullable String namespace;
  private final LeaseListener listener;
  private final ScheduledExecutorService thread;
  private final LongSupplier nanoTime;

  // All of these are touched by the one thread only, but for `closed`.
  private @Nullable String version;
  private @Nullable Watch watch;
  private long generation;
  private long lastHeard;
  private long backoff = FIRST_BACKOFF_MS;
  private boolean blind;
  private boolean forbidden;
  private volatile boolean running;
  private volatile boolean closed;

  /**
   * A watch; it begins with {@link #start}.
   *
   * @param client must have a watchReconnectLimit of 0: this class reconnects
   * @param namespace which namespace, or all when absent
   * @param thread one thread, on which the listener is called; not shut down by this class
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  public LeaseWatch(
      KubernetesClient client,
      @Nullable String namespace,
      LeaseListener listener,
      ScheduledExecutorService thread,
      LongSupplier nanoTime) {
    this.client = client;
    this.namespace = namespace;
    this.listener = listener;
    this.thread = thread;
    this.nanoTime = nanoTime;
  }

  /** Begins to list and watch. */
  public void start() {
    thread.execute(this::connect);
  }

  /** Whether the watch runs now, as far as is known. */
  public boolean isRunning() {
    return running;
  }

  @Override
  public void close() {
    closed = true;
    running = false;
    try {
      thread.execute(this::disconnect);
    } catch (RejectedExecutionException e) {
      log.debug("The thread of the watch of Leases has ended before the watch was closed");
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    try {
      if (version == null) {
        list();
      }
      long mine = ++generation;
      ListOptions options =
          new ListOptionsBuilder()
              .withResourceVersion(version)
              .withAllowWatchBookmarks(true)
              .build();
      watch = selected().watch(options, new Receiver(mine));
      running = true;
      forbidden = false;
      backoff = FIRST_BACKOFF_MS;
      if (blind) {
        blind = false;
        listener.resumed(namespace, Duration.ofNanos(nanoTime.getAsLong() - lastHeard));
      }
      lastHeard = nanoTime.getAsLong();
    } catch (KubernetesClientException e) {
      failed(e);
    }
  }

  private void failed(KubernetesClientException e) {
    running = false;
    blind = blind || lastHeard != 0;
    if (e.getCode() == HttpURLConnection.HTTP_GONE) {
      version = null;
    }
    if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && !forbidden) {
      forbidden = true;
      log.error(
          "Not permitted to list and watch Leases in {}; waiting for the permission: {}",
          where(),
          e.getMessage());
    } else {
      log.debug("Cannot watch Leases in {} yet", where(), e);
    }
    later();
  }

  private void later() {
    var _ = thread.schedule(this::connect, backoff, TimeUnit.MILLISECONDS);
    backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
  }

  private void list() {
    LeaseList list = selected().list();
    version = list.getMetadata().getResourceVersion();
    listener.listed(
        namespace, list.getItems().stream().map(StoredLease::of).toList(), Versions.parse(version));
  }

  private FilterWatchListDeletable<Lease, LeaseList, Resource<Lease>> selected() {
    var leases =
        namespace == null
            ? client.leases().inAnyNamespace()
            : client.leases().inNamespace(namespace);
    return leases
        .withLabel(LeaseAddress.MANAGED_BY, LeaseAddress.UNDERSTUDY)
        .withLabel(LeaseAddress.GROUP);
  }

  private String where() {
    return namespace == null ? "all namespaces" : "namespace " + namespace;
  }

  private void disconnect() {
    generation++;
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  private void received(long from, Watcher.Action action, Lease lease) {
    if (from != generation || closed) {
      return;
    }
    lastHeard = nanoTime.getAsLong();
    version = lease.getMetadata().getResourceVersion();
    switch (action) {
      case ADDED, MODIFIED -> listener.changed(StoredLease.of(lease));
      case DELETED -> listener.deleted(StoredLease.of(lease));
      case BOOKMARK -> log.trace("Bookmark at {}", version);
      case ERROR -> log.debug("The watch of Leases reports an error at {}", version);
    }
  }

  private void ended(long from, @Nullable WatcherException cause) {
    if (from != generation || closed) {
      return;
    }
    running = false;
    blind = true;
    disconnect();
    if (cause != null && cause.isHttpGone()) {
      log.info(
          "The API server has forgotten version {} of the Leases in {}; listing anew",
          version,
          where());
      version = null;
    }
    later();
  }

  /** What the client calls, from threads of its own. */
  private final class Receiver implements Watcher<Lease> {
    private final long mine;

    Receiver(long mine) {
      this.mine = mine;
    }

    @Override
    public void eventReceived(Action action, Lease lease) {
      onThread(() -> received(mine, action, lease));
    }

    @Override
    public void onClose() {
      onThread(() -> ended(mine, null));
    }

    @Override
    public void onClose(WatcherException cause) {
      onThread(() -> ended(mine, cause));
    }

    private void onThread(Runnable task) {
      try {
        thread.execute(task);
      } catch (RejectedExecutionException e) {
        log.debug("An event of the watch of Leases came after its thread had ended");
      }
    }
  }
}
