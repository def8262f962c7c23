package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and then watches the Leases of all groups in one namespace or in all, and goes on for as
 * long as it is open.
 *
 * <p>It takes a broken watch up where it broke, and lists anew only when the API server has
 * forgotten that version. It says for how long nothing may have been seen, because what happened
 * meanwhile was observed late. Retries have a backoff of up to two seconds and no end: without the
 * API server there is nothing else to do.
 *
 * <p>A half-open watch, whose other end is frozen or unreachable, shows nothing and does not break;
 * neither the client nor the API server sends pings. So a watch that has been silent for {@link
 * #PATIENCE} is replaced by a new one from where it is, without a gap; a busy one proves itself. A
 * half-open watch therefore lasts for six seconds and the time that the API server takes to answer,
 * at most the request timeout of the client.
 *
 * <p>Thread-safe.
 */
public final class LeaseWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseWatch.class);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A watch that was silent for this long has to prove that it works. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * How long a watch that was opened has to live, unless it shows something earlier, before it
   * counts: the API server tells that it has forgotten a version only afterwards.
   */
  private static final Duration SETTLING = Duration.ofMillis(100);

  /** A watch that ends within this time without having shown anything did not run after all. */
  private static final Duration PROBATION = Duration.ofSeconds(1);

  private final LeaseFeed leases;
  private final LeaseListener listener;
  private final SerialTasks tasks;
  private final LongSupplier nanoTime;
  private final Outage outage;
  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  // All of these are touched by the one thread only.
  /** Everything up to this version was shown; absent when a list is needed. */
  private @Nullable String version;

  /** Whether the listener has seen a list. */
  private boolean listed;

  private @Nullable Stream current;
  private @Nullable Stream next;

  /** Whether a chain of calls to the API server is under way: there is never a second one. */
  private boolean busy;

  /** Whether the listener is owed a word that the watch runs again. */
  private boolean interrupted;

  /** Until when, by the monotonic clock, everything was seen as it happened. */
  private Duration sure = Duration.ZERO;

  private Duration backoff = FIRST_BACKOFF;

  /**
   * A watch; it begins with {@link #start}.
   *
   * @param client made with {@link LeaseClients}
   * @param namespace which namespace, or all when absent
   * @param listener is called on the thread, and must not block it
   * @param thread one thread, which other watches may share; not shut down by this class
   * @param blocking runs the calls to the API server, which block; a virtual thread each will do
   * @param nanoTime the monotonic clock, in nanoseconds
   * @throws IllegalArgumentException if the client reconnects watches by itself
   */
  public LeaseWatch(
      KubernetesClient client,
      @Nullable String namespace,
      LeaseListener listener,
      ScheduledExecutorService thread,
      Executor blocking,
      LongSupplier nanoTime) {
    if (client.getConfiguration().getWatchReconnectLimit() != 0) {
      throw new IllegalArgumentException(
          "the client of a watch of Leases must have a watchReconnectLimit of 0");
    }
    this(
        new KubernetesLeaseFeed(client, namespace),
        listener,
        new ThreadTasks(thread, blocking),
        nanoTime);
  }

  LeaseWatch(LeaseFeed leases, LeaseListener listener, SerialTasks tasks, LongSupplier nanoTime) {
    this.leases = leases;
    this.listener = listener;
    this.tasks = tasks;
    this.nanoTime = nanoTime;
    this.outage = new Outage(leases.toString());
  }

  /** Begins to list and watch. */
  public void start() {
    tasks.run(this::connect);
    tasks.runLater(TICK, this::tick);
  }

  /** Whether the watch runs now, as far as is known. */
  public boolean isRunning() {
    return running && !tasks.isClosed();
  }

  /** Ends the watch; the listener hears nothing more, but for a call that is under way. */
  @Override
  public void close() {
    tasks.close();
    open.forEach(Watch::close);
  }

  // Connecting

  private void connect() {
    busy = true;
    if (version == null) {
      tasks.call(leases::list, this::listed, this::failed);
    } else {
      // Asked first because a watch that is opened in vain can look open for a while: the client
      // falls back to a kind of watch that says it runs before it knows.
      tasks.call(leases::newestVersion, this::reached, this::failed);
    }
  }

  private void listed(LeaseList list) {
    version = list.getMetadata().getResourceVersion();
    // First of all: the listener must not judge what the list says by ages that do not count.
    resume();
    listed = true;
    long at = Versions.parse(version);
    var all = list.getItems().stream().map(leases::read).toList();
    tell(() -> listener.listed(leases.namespace(), all, at));
    open(0);
  }

  private void reached(long newest) {
    if (version == null) {
      connect();
    } else if (current != null && !isSilent()) {
      busy = false;
    } else if (newest < Versions.parse(version)) {
      log.warn(
          "The API server is at version {} and was at {}: it was set back; listing {} anew",
          newest,
          version,
          leases);
      version = null;
      interrupt();
      connect();
    } else {
      open(current == null ? 0 : newest);
    }
  }

  /**
   * Opens another watch from where the present one is.
   *
   * @param owed up to which version the present one should have shown everything
   */
  private void open(long owed) {
    Stream stream = new Stream(owed);
    next = stream;
    String from = String.valueOf(version);
    tasks.call(
        () -> kept(leases.watch(from, stream)), handle -> opened(stream, handle), this::failed);
  }

  /** Keeps a watch from its first moment on, so that it cannot outlive this object. */
  private Watch kept(Watch handle) {
    open.add(handle);
    if (tasks.isClosed()) {
      handle.close();
    }
    return handle;
  }

  private void opened(Stream stream, Watch handle) {
    stream.handle = handle;
    if (stream == next && stream.over) {
      lost(stream);
    } else if (stream == next) {
      tasks.runLater(SETTLING, () -> settle(stream));
    } else if (stream != current) {
      drop(stream);
    }
  }

  /** From now on the watch that was opened is the one that counts. */
  private void settle(Stream stream) {
    if (stream == next) {
      drop(current);
      current = stream;
      next = null;
      busy = false;
      running = true;
      stream.begun = now();
      stream.sureBefore = sure;
      stream.owed = interrupted ? 0 : stream.owed;
      resume();
    }
  }

  private void resume() {
    Duration blind = now().minus(sure);
    sure = now();
    if (interrupted) {
      interrupted = false;
      outage.over(blind);
      tell(() -> listener.resumed(leases.namespace(), blind));
    }
  }

  // What the watch shows

  private void received(Stream stream, Watcher.Action action, Lease lease) {
    settle(stream);
    if (stream != current) {
      return;
    }
    sure = now();
    stream.heard = true;
    long shown = Versions.of(lease);
    if (shown <= Versions.parse(version)) {
      return;
    }
    version = lease.getMetadata().getResourceVersion();
    if (shown <= stream.owed) {
      // The one before should have shown this: it was half-open.
      stream.owed = 0;
      Duration blind = sure.minus(stream.sureBefore);
      log.info("The watch of {} had gone silent and was replaced after {}", leases, blind);
      tell(() -> listener.resumed(leases.namespace(), blind));
    }
    switch (action) {
      case ADDED, MODIFIED -> tell(() -> listener.changed(leases.read(lease)));
      case DELETED -> tell(() -> listener.deleted(leases.read(lease)));
      case BOOKMARK, ERROR -> log.trace("{} at version {}", action, version);
    }
  }

  private void ended(Stream stream, @Nullable WatcherException cause) {
    stream.over = true;
    stream.cause = cause;
    if (stream == current) {
      if (stream.heard || now().minus(stream.begun).compareTo(PROBATION) >= 0) {
        backoff = FIRST_BACKOFF;
      } else {
        sure = stream.sureBefore;
      }
      lost(stream);
    } else if (stream == next && stream.handle != null) {
      lost(stream);
    }
  }

  // Trouble

  private void lost(Stream stream) {
    drop(stream);
    log.debug("The watch of {} has ended", leases, stream.cause);
    if (stream.cause != null && stream.cause.isHttpGone()) {
      outage.attemptFailed(stream.cause.asClientException());
      version = null;
    }
    if (stream == next || !busy) {
      retry();
    } else {
      interrupt();
    }
  }

  private void failed(Throwable error) {
    outage.attemptFailed(error);
    if (error instanceof KubernetesClientException answer
        && answer.getCode() == HttpURLConnection.HTTP_GONE) {
      version = null;
    }
    retry();
  }

  private void retry() {
    busy = false;
    next = null;
    interrupt();
    tasks.runLater(backoff, this::connect);
    Duration twice = backoff.multipliedBy(2);
    backoff = twice.compareTo(LONGEST_BACKOFF) < 0 ? twice : LONGEST_BACKOFF;
  }

  private void interrupt() {
    running = false;
    drop(current);
    current = null;
    if (listed && !interrupted) {
      interrupted = true;
      Duration blind = now().minus(sure);
      tell(() -> listener.interrupted(leases.namespace(), blind));
    }
  }

  private void drop(@Nullable Stream stream) {
    if (stream != null && stream.handle != null) {
      open.remove(stream.handle);
      stream.handle.close();
    }
  }

  // Proving that a silent watch works

  private void tick() {
    tasks.runLater(TICK, this::tick);
    if (current != null && !busy && isSilent()) {
      connect();
    }
  }

  private boolean isSilent() {
    return now().minus(sure).compareTo(PATIENCE) >= 0;
  }

  private Duration now() {
    return Duration.ofNanos(nanoTime.getAsLong());
  }

  /** A listener that throws is a fault of the program; the watch goes on. */
  private void tell(Runnable word) {
    try {
      word.run();
    } catch (RuntimeException e) {
      log.error("The listener of the watch of {} failed; please report it", leases, e);
    }
  }

  /** One watch at the API server: what the client calls, from threads of its own. */
  private final class Stream implements Watcher<Lease> {
    private long owed;
    private @Nullable Watch handle;
    private Duration begun = Duration.ZERO;
    private Duration sureBefore = Duration.ZERO;
    private boolean heard;
    private boolean over;
    private @Nullable WatcherException cause;

    Stream(long owed) {
      this.owed = owed;
    }

    @Override
    public void eventReceived(Action action, Lease lease) {
      tasks.run(() -> received(this, action, lease));
    }

    @Override
    public void onClose() {
      tasks.run(() -> ended(this, null));
    }

    @Override
    public void onClose(WatcherException cause) {
      tasks.run(() -> ended(this, cause));
    }
  }
}
