package dev.understudy.app;

import dev.understudy.resource.Permissions;
import dev.understudy.resource.ReplicaRank;
import dev.understudy.resource.ServedKinds;
import dev.understudy.telemetry.Metric;
import dev.understudy.telemetry.ReadyCheck;
import dev.understudy.telemetry.Spans;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether a replica can serve and, if not, what it waits for: in the answer of {@code
 * /readyz}, in metrics, and in one line of the log that is repeated seldom. Thread-safe; {@link
 * #problems} answers from memory.
 */
final class Readiness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final Duration ASK_SELDOM = Duration.ofMinutes(5);

  /** Two intervals of the replicas' Leases: one renewal may fail. */
  private static final Duration WRITABLE = ReplicaRank.INTERVAL.multipliedBy(2);

  /** What passes by itself within this time is not told. */
  private static final Duration PASSING = Duration.ofSeconds(3);

  private static final Duration TELL_CHANGE = Duration.ofSeconds(30);
  private static final Duration TELL_AGAIN = Duration.ofMinutes(5);

  private final Parts parts;
  private final Duration started;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("readiness").factory());

  private volatile @Nullable List<String> missingKinds;
  private volatile @Nullable List<String> missingPermissions;

  // Touched by the looks only.
  private @Nullable Duration asked;
  private @Nullable Duration unreadySince;
  private @Nullable Duration toldAt;
  private List<String> told = List.of();
  private boolean everReady;

  /**
   * What it looks at.
   *
   * @param namespaces which namespaces are served; none means all
   * @param draining whether the replica is about to stop
   * @param groupsKnown whether all groups are known
   * @param leasesWatched whether all Leases are known and watched now
   * @param accessKnown whether the access control lists and the labels of namespaces are known
   * @param monotonic a clock that never goes back
   */
  record Parts(
      Set<String> namespaces,
      BooleanSupplier draining,
      BooleanSupplier groupsKnown,
      BooleanSupplier leasesWatched,
      BooleanSupplier accessKnown,
      ReplicaRank rank,
      ServedKinds kinds,
      Permissions permissions,
      Supplier<Duration> monotonic) {}

  Readiness(Parts parts, Telemetry telemetry) {
    this.parts = parts;
    this.started = parts.monotonic().get();
    telemetry.gauge(Metric.READY, () -> problems().isEmpty() ? 1 : 0);
    for (ReadyCheck check : ReadyCheck.values()) {
      telemetry.gauge(
          Metric.READY_CHECK, () -> problems().containsKey(check) ? 0 : 1, check.word());
    }
  }

  /** Begins to ask the API server for what it says only when it is asked. */
  void start() {
    var _ = looks.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What keeps the replica from being ready, in words; empty if it is. */
  Map<ReadyCheck, String> problems() {
    Map<ReadyCheck, String> problems = new EnumMap<>(ReadyCheck.class);
    for (ReadyCheck check : ReadyCheck.values()) {
      problem(check).ifPresent(problem -> problems.put(check, problem));
    }
    return problems;
  }

  private Optional<String> problem(ReadyCheck check) {
    return switch (check) {
      case CRDS -> kinds();
      case PERMISSIONS -> permissions();
      case GROUPS_KNOWN -> unless(parts.groupsKnown(), "the FailoverGroups have not been read yet");
      case LEASES_WATCHED -> unless(parts.leasesWatched(), "the watch of Leases does not run");
      case ACCESS_KNOWN ->
          unless(
              parts.accessKnown(),
              "the access control lists and the labels of the namespaces have not been read yet");
      case API_SERVER_WRITABLE ->
          unless(this::isWritable, "the Kubernetes API server takes no write of this replica");
      case NOT_DRAINING -> unless(() -> !parts.draining().getAsBoolean(), "draining");
    };
  }

  private static Optional<String> unless(BooleanSupplier fulfilled, String problem) {
    return fulfilled.getAsBoolean() ? Optional.empty() : Optional.of(problem);
  }

  private Optional<String> kinds() {
    List<String> missing = missingKinds;
    if (missing == null) {
      return Optional.of("the API server has not said yet which kinds it serves");
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the CRDs %s are missing: apply deploy/crds, or the output of the command crds, with kubectl apply --server-side"
                .formatted(String.join(", ", missing)));
  }

  private Optional<String> permissions() {
    List<String> missing = missingPermissions;
    if (missing == null) {
      return Optional.of("the API server has not said yet what the operator may do");
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the operator may not %s in %s: give it the permissions of the chart or of deploy/rbac"
                .formatted(
                    String.join(", ", missing),
                    parts.namespaces().isEmpty()
                        ? "all namespaces"
                        : "namespaces " + parts.namespaces()));
  }

  private boolean isWritable() {
    Optional<Duration> renewed = parts.rank().renewed();
    return renewed.isPresent()
        && parts.monotonic().get().minus(renewed.get()).compareTo(WRITABLE) < 0;
  }

  private void look() {
    try {
      ask();
      tell();
    } catch (RuntimeException e) {
      // The next look comes whatever became of this one.
      LOG.error("cannot find out whether this replica is ready; please report it", e);
    }
  }

  private void ask() {
    Duration now = parts.monotonic().get();
    boolean wanting = kinds().isPresent() || permissions().isPresent();
    Duration interval = wanting ? ASK_AGAIN : ASK_SELDOM;
    if (asked != null && now.minus(asked).compareTo(interval) < 0) {
      return;
    }
    asked = now;
    parts.kinds().missing().ifPresent(missing -> missingKinds = missing);
    askPermissions().ifPresent(missing -> missingPermissions = missing);
  }

  private Optional<List<String>> askPermissions() {
    if (parts.namespaces().isEmpty()) {
      return parts.permissions().ask(null);
    }
    List<String> all = new ArrayList<>();
    for (String namespace : parts.namespaces()) {
      Optional<List<String>> missing = parts.permissions().ask(namespace);
      if (missing.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(missing.get());
    }
    return Optional.of(all.stream().distinct().toList());
  }

  private void tell() {
    Duration now = parts.monotonic().get();
    List<String> problems = List.copyOf(problems().values());
    if (problems.isEmpty()) {
      if (!everReady || !told.isEmpty()) {
        LOG.info(
            "ready after {} s",
            "%.1f"
                .formatted(
                    Spans.seconds(now.minus(unreadySince == null ? started : unreadySince))));
      }
      everReady = true;
      unreadySince = null;
      told = List.of();
      toldAt = null;
      return;
    }
    if (unreadySince == null) {
      unreadySince = everReady ? now : started;
    }
    if (!parts.draining().getAsBoolean()
        && now.minus(unreadySince).compareTo(PASSING) >= 0
        && isWorthTelling(problems, now)) {
      told = problems;
      toldAt = now;
      LOG.warn("not ready, waiting: {}", String.join("; ", problems));
    }
  }

  private boolean isWorthTelling(List<String> problems, Duration now) {
    if (toldAt == null) {
      return true;
    }
    Duration since = now.minus(toldAt);
    return since.compareTo(problems.equals(told) ? TELL_AGAIN : TELL_CHANGE) >= 0;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
