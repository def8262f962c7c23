package dev.understudy.app;

import dev.understudy.group.CoordinatorStatus;
import dev.understudy.group.TransitionListener;
import dev.understudy.operator.Reconcilers;
import dev.understudy.operator.Transitions;
import dev.understudy.resource.Events;
import dev.understudy.resource.ReplicaRank;
import dev.understudy.resource.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's part of a replica: statuses, Events, deletions, and its place among the replicas.
 * Nothing of it takes part in an election.
 */
final class Operating implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Operating.class);

  private static final int MOST_EVENTS_WAITING = 1_000;

  private final Groundwork groundwork;
  private final ReplicaRank rank;
  private final Reconcilers reconcilers;
  private final Transitions transitions;
  private final ExecutorService telling =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("telling").factory());
  private final ExecutorService eventWrites =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_EVENTS_WAITING),
          Thread.ofVirtual().name("events").factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("rank").factory());

  /** Puts it on the groundwork; nothing runs before {@link #start}. */
  Operating(Groundwork groundwork, ReplicaOptions options, Tenants tenants) {
    this.groundwork = groundwork;
    Supplier<Duration> monotonic = () -> groundwork.loop().now().monotonic();
    Clock clock = Clock.systemUTC();
    rank = new ReplicaRank(groundwork.client(), options.home(), options.id(), clock, monotonic);
    Events events = new Events(groundwork.client(), options.id(), clock, monotonic, eventWrites);
    CoordinatorStatus seen = new CoordinatorStatus(groundwork.coordinator());
    reconcilers =
        new Reconcilers(
            new Reconcilers.Parts(
                groundwork.client(),
                options.namespaces(),
                groundwork.groups(),
                tenants,
                groundwork.writes(),
                groundwork.overrides(),
                groundwork.status(),
                events,
                rank,
                seen,
                seen,
                groundwork.coordinator(),
                clock,
                monotonic,
                () -> ThreadLocalRandom.current().nextDouble()));
    transitions = new Transitions(groundwork.groups(), events, reconcilers::reconcile, telling);
  }

  /** Is to be told of the transitions. */
  TransitionListener transitions() {
    return transitions;
  }

  /** This replica's place among the others. */
  ReplicaRank rank() {
    return rank;
  }

  /** Begins as soon as the groups are known. Returns at once. */
  void start() {
    beatIn(Duration.ZERO);
    CompletableFuture<Void> known = groundwork.groups().start();
    Thread.ofVirtual().name("reconcilers").start(() -> reconcile(known));
  }

  private void beat() {
    try {
      rank.beat();
    } catch (RuntimeException e) {
      // The next one comes whatever became of this one.
      LOG.error("this replica's Lease was not renewed", e);
    }
    beatIn(rank.next());
  }

  private void beatIn(Duration delay) {
    try {
      var _ = beats.schedule(this::beat, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("no more renewals: this replica stops");
    }
  }

  private void reconcile(CompletableFuture<Void> known) {
    try {
      known.join();
      reconcilers.start();
    } catch (CancellationException | CompletionException e) {
      LOG.debug("stopped before the groups were known");
    } catch (RuntimeException e) {
      LOG.error("the reconcilers did not start: statuses and deletions stand still", e);
    }
  }

  @Override
  public void close() {
    reconcilers.close();
    beats.shutdownNow();
    rank.leave();
    telling.shutdown();
    eventWrites.shutdown();
  }
}
