package dev.understudy.resource;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks the live replicas of the operator for each group, so that for work that one of them should
 * do the others can wait and see whether it is done. Every replica shows that it lives by a Lease
 * {@code understudy-replica-<id>}; one that has not changed for 30 s, as this replica watched it on
 * its own clock, counts as gone. Nothing that must be right depends on it.
 *
 * <p>{@link #beat} blocks; the other methods answer from memory. Thread-safe.
 */
public final class ReplicaRank {

  /** How often {@link #beat} is to be called while it succeeds. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaRank.class);

  private static final Duration FORGOTTEN = Duration.ofMinutes(10);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final String id;
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;

  private final ReplicaLeases others = new ReplicaLeases();
  private volatile boolean failing;
  private volatile @Nullable Duration renewed;
  private volatile Set<String> live;

  /**
   * @param namespace the operator's own namespace
   * @param id of this replica: a part of a DNS-1123 name, not used before
   * @param clock the wall clock, for people
   * @param monotonic a clock that never goes back
   */
  public ReplicaRank(
      KubernetesClient client,
      String namespace,
      String id,
      InstantSource clock,
      Supplier<Duration> monotonic) {
    this.client = client;
    this.namespace = namespace;
    this.id = id;
    this.clock = clock;
    this.monotonic = monotonic;
    this.live = Set.of(id);
  }

  /** This replica's place among the live ones for a group: 0 is the one that should act. */
  public int rank(String groupUid) {
    return Rendezvous.rank(live, id, groupUid);
  }

  /** How long to wait whether a replica of a higher rank does what should be done once. */
  public Duration patience(String groupUid) {
    return STEP.multipliedBy(rank(groupUid));
  }

  /** The replicas that live, this one included. */
  public Set<String> live() {
    return live;
  }

  /** When this replica last renewed its Lease, on the monotonic clock; empty before it did. */
  public Optional<Duration> renewed() {
    return Optional.ofNullable(renewed);
  }

  /** When to call {@link #beat} next: soon after it failed. */
  public Duration next() {
    return failing ? AGAIN : INTERVAL;
  }

  /** Shows that this replica lives, and looks who else does. */
  public synchronized void beat() {
    try {
      List<Lease> leases =
          client.leases().inNamespace(namespace).withLabels(ReplicaLeases.LABELS).list().getItems();
      renew(leases);
      renewed = monotonic.get();
      observe(leases);
      if (failing) {
        LOG.info("the replicas' Leases in namespace {} can be read and written again", namespace);
      }
      failing = false;
    } catch (KubernetesClientException e) {
      String reason =
          ApiFailure.of("renew this replica's Lease in namespace " + namespace, e).reason();
      // A replica that nobody sees writes what others write too; it does no harm.
      if (failing) {
        LOG.debug("{}", reason);
      } else {
        LOG.warn("{}; each replica may write every status until this works", reason);
      }
      failing = true;
    }
  }

  /** Says goodbye, so that the others need not wait. */
  public synchronized void leave() {
    try {
      client.leases().inNamespace(namespace).withName(ReplicaLeases.name(id)).delete();
    } catch (KubernetesClientException e) {
      LOG.debug("{}", ApiFailure.of("delete this replica's Lease", e).reason());
    }
  }

  private void renew(List<Lease> leases) {
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    Optional<Lease> stored = leases.stream().filter(this::isOwn).findFirst();
    if (stored.isPresent()) {
      client
          .resource(new LeaseBuilder(stored.get()).editSpec().withRenewTime(now).endSpec().build())
          .update();
    } else {
      client.resource(first(now)).create();
    }
  }

  private Lease first(ZonedDateTime now) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(ReplicaLeases.name(id))
        .withLabels(ReplicaLeases.LABELS)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(id)
        .withLeaseDurationSeconds((int) ReplicaLeases.LIVE.toSeconds())
        .withAcquireTime(now)
        .withRenewTime(now)
        .endSpec()
        .build();
  }

  private void observe(List<Lease> leases) {
    Duration now = monotonic.get();
    List<Lease> foreign = leases.stream().filter(lease -> !isOwn(lease)).toList();
    Set<String> alive = new HashSet<>(Set.of(id));
    for (ReplicaLeases.Observed other : others.observe(foreign, now)) {
      if (other.isLive()) {
        alive.add(other.replica());
      } else if (other.unchanged().compareTo(FORGOTTEN) > 0) {
        client.resource(other.lease()).lockResourceVersion().delete();
      }
    }
    live = Set.copyOf(alive);
  }

  private boolean isOwn(Lease lease) {
    return lease.getMetadata().getName().equals(ReplicaLeases.name(id));
  }
}
