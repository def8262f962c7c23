package dev.understudy.app;

import dev.understudy.access.AccessControl;
import dev.understudy.auth.AuthenticationSettings;
import dev.understudy.auth.Authenticator;
import dev.understudy.auth.CountedAuthenticator;
import dev.understudy.auth.Doorkeeper;
import dev.understudy.auth.UnusableFileException;
import dev.understudy.election.Moment;
import dev.understudy.resource.EnforcedLists;
import dev.understudy.resource.NamespaceLabels;
import dev.understudy.resource.Permissions;
import dev.understudy.resource.ServedKinds;
import dev.understudy.rest.FacadeOptions;
import dev.understudy.rest.FacadeServer;
import dev.understudy.telemetry.AuthMetrics;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.Telemetry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the operator with its facade: any number of them serve and elect side by side.
 *
 * <p>It stops in the order that harms no client: it says that it is not ready, ends what is held,
 * lets requests finish, and only then stops watching.
 */
public final class Replica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final Duration DRAIN_BOUND = Duration.ofSeconds(10);
  private static final Duration STUCK = Duration.ofSeconds(20);

  private final Telemetry telemetry = new Telemetry();
  private final Groundwork groundwork;
  private final Operating operating;
  private final Readiness readiness;
  private final NamespaceLabels labels;
  private final EnforcedLists lists;
  private final Vertx vertx;
  private final @Nullable Doorkeeper doorkeeper;
  private final FacadeServer facade;
  private final ManagementServer management;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Replica(ReplicaOptions options) {
    telemetry.process();
    telemetry.gauge(Metric.BUILD_INFO, () -> 1, ProgramVersion.get(), Runtime.version().toString());
    options
        .entrance()
        .tls()
        .ifPresent(
            tls ->
                telemetry.gauge(Metric.CERTIFICATE_EXPIRY, () -> tls.expires().getEpochSecond()));
    TransitionLog transitions = new TransitionLog();
    groundwork =
        new Groundwork(
            options.cluster(),
            options.namespaces(),
            transitions,
            options.strictDeleteAddress(),
            options.rules(),
            telemetry);
    telemetry.groups(groundwork.census(), options.groupMetrics());
    Supplier<Duration> monotonic = () -> groundwork.loop().now().monotonic();
    labels = new NamespaceLabels(groundwork.client(), options.namespaces(), monotonic);
    lists =
        new EnforcedLists(
            new EnforcedLists.Parts(
                groundwork.client(),
                options.namespaces(),
                groundwork.groups(),
                groundwork.status(),
                groundwork.blocking(),
                monotonic,
                Clock.systemUTC()),
            options.access().byDefault());
    operating = new Operating(groundwork, options, new NamespaceTenants(options, labels));
    transitions.add(operating.transitions());
    readiness = readiness(options);
    doorkeeper = doorkeeper(options, groundwork.client());
    vertx = Vertx.vertx();
    groundwork.start();
    operating.start();
    readiness.start();
    var _ = labels.start();
    var _ = lists.start();
    if (doorkeeper != null) {
      doorkeeper.start();
    }
    facade =
        FacadeServer.start(
                vertx,
                facadeOptions(options),
                doorkeeper == null
                    ? Authenticator.none()
                    : new CountedAuthenticator(doorkeeper, new AuthMetrics(telemetry)),
                new AccessControl(lists, options.access().roles()),
                groundwork.service(),
                new ServedNamespaces(options, labels),
                groundwork.loop(),
                telemetry)
            .toCompletableFuture()
            .join();
    management =
        new ManagementServer(
            options.managementAddress(),
            options.managementPort(),
            telemetry,
            this::unwell,
            this::unready);
  }

  private Readiness readiness(ReplicaOptions options) {
    return new Readiness(
        new Readiness.Parts(
            options.namespaces(),
            draining::get,
            groundwork.groups()::isSynced,
            groundwork::isWatching,
            () -> lists.isSynced() && (labels.areKnown() || labels.areDenied()),
            operating.rank(),
            new ServedKinds(groundwork.client()),
            new Permissions(groundwork.client()),
            () -> groundwork.loop().now().monotonic()),
        telemetry);
  }

  private static @Nullable Doorkeeper doorkeeper(ReplicaOptions options, KubernetesClient client) {
    AuthenticationSettings settings = options.entrance().authentication().orElse(null);
    if (settings == null) {
      return null;
    }
    try {
      return new Doorkeeper(settings, client, Clock.systemUTC());
    } catch (UnusableFileException e) {
      throw new IllegalArgumentException(e.reason(), e);
    }
  }

  private static FacadeOptions facadeOptions(ReplicaOptions options) {
    FacadeOptions facade =
        FacadeOptions.local()
            .listeningOn(options.restAddress(), options.restPort())
            .ofVersion(ProgramVersion.get());
    return options.entrance().tls().map(facade::securedBy).orElse(facade);
  }

  /** Starts a replica; it is ready some time later, see {@code /readyz}. */
  public static Replica start(ReplicaOptions options) {
    Replica replica = new Replica(options);
    log.info(
        "understudy {} serves {} at {}://{}:{}; probes and metrics at port {}",
        ProgramVersion.get(),
        options.namespaces().isEmpty() ? "all namespaces" : "namespaces " + options.namespaces(),
        options.entrance().tls().isPresent() ? "https" : "http",
        options.restAddress(),
        replica.facade.port(),
        replica.management.port());
    return replica;
  }

  /** The port that the facade listens on. */
  public int restPort() {
    return facade.port();
  }

  /** The port that probes and metrics are answered on. */
  public int managementPort() {
    return management.port();
  }

  /** Whether requests can be served now. */
  public boolean isReady() {
    return unready().isEmpty();
  }

  private Optional<String> unready() {
    Collection<String> problems = readiness.problems().values();
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", problems));
  }

  /**
   * The process should be started anew only if its own loop does not run: no other fault is mended
   * by that.
   */
  private Optional<String> unwell() {
    CompletableFuture<Moment> turn = new CompletableFuture<>();
    groundwork.loop().execute(() -> turn.complete(groundwork.loop().now()));
    try {
      turn.get(STUCK.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("the loop has not run for " + STUCK.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("stopping");
    } catch (ExecutionException e) {
      return Optional.of("the loop fails");
    }
  }

  /** Waits until the replica is closed. */
  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    log.info("draining");
    groundwork.drain();
    facade.drain(DRAIN_BOUND).toCompletableFuture().join();
    readiness.close();
    if (doorkeeper != null) {
      doorkeeper.close();
    }
    labels.close();
    lists.close();
    operating.close();
    groundwork.close();
    management.close();
    telemetry.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    log.info("stopped");
    closed.countDown();
  }
}
