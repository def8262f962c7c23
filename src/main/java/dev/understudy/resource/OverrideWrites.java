package dev.understudy.resource;

import dev.understudy.api.FailoverGroup;
import dev.understudy.api.RoleOverride;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the role overrides that REST clients ask for: by server-side apply of all of them, on just
 * the version that was read, never by force, so that neither a manifest's entries nor another
 * request's are touched. Blocks. Thread-safe.
 */
public final class OverrideWrites {

  private static final int LOCKS = 64;
  private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(2).toNanos();
  private static final long MOST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final KubernetesClient client;
  private final Requests requests;
  private final Duration patience;
  private final Supplier<Duration> monotonic;
  // Writers of one group at this replica wait for each other rather than for the API server.
  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

  /**
   * @param client one that does not repeat requests by itself
   * @param patience for how long a change goes on against the changes of others
   * @param monotonic a clock that never goes back
   */
  public OverrideWrites(KubernetesClient client, Duration patience, Supplier<Duration> monotonic) {
    this.client = client;
    this.requests = new Requests(client);
    this.patience = patience;
    this.monotonic = monotonic;
  }

  /** What became of a change. */
  public sealed interface Change {
    /** The overrides are now as asked for; the group as it is now. */
    record Done(GroupRecord group) implements Change {}

    /**
     * The entry is not REST clients' to change.
     *
     * @param manager the field manager that owns it, as it calls itself
     */
    record Owned(String manager) implements Change {}

    /** The group is gone, or another one has its name. */
    record Gone() implements Change {}

    /**
     * A rule of groups forbids it.
     *
     * @param reason the rule, in the API server's words
     */
    record Invalid(String reason) implements Change {}
  }

  /**
   * Overrides a session's role, in place of what REST clients said of it before.
   *
   * @param group the group; an older version will do
   * @throws ApiFailure if the API server refuses, does not answer, or others change the group all
   *     the time
   */
  public Change set(GroupRecord group, RoleOverride override) {
    return change(
        group,
        found -> {
          Set<String> others = found.owners().others(override.sessionId());
          if (!others.isEmpty()) {
            return new Step.Stop(new Change.Owned(String.join(", ", others)));
          }
          Map<String, RoleOverride> own = found.own();
          return override.equals(own.put(override.sessionId(), override))
              ? new Step.Stop(new Change.Done(found.group()))
              : new Step.Write(own);
        });
  }

  /**
   * Takes back what REST clients said of a session's role; does nothing if they said nothing and
   * nobody else did.
   *
   * @throws ApiFailure as for {@link #set}
   */
  public Change remove(GroupRecord group, String sessionId) {
    return change(
        group,
        found -> {
          Set<String> others = found.owners().others(sessionId);
          if (!others.isEmpty()) {
            return new Step.Stop(new Change.Owned(String.join(", ", others)));
          }
          Map<String, RoleOverride> own = found.own();
          return own.remove(sessionId) == null
              ? new Step.Stop(new Change.Done(found.group()))
              : new Step.Write(own);
        });
  }

  /**
   * Takes back the overrides that have ended, as far as they are REST clients' alone: those of a
   * manifest would only come back.
   *
   * @throws ApiFailure as for {@link #set}
   */
  public Change removeExpired(GroupRecord group, Instant now) {
    return change(
        group,
        found -> {
          Map<String, RoleOverride> own = found.own();
          boolean removed =
              own.values()
                  .removeIf(
                      override ->
                          hasEnded(override, now)
                              && found.owners().isOnlyOwn(override.sessionId()));
          return removed ? new Step.Write(own) : new Step.Stop(new Change.Done(found.group()));
        });
  }

  /** Whether an override has ended by the wall clock. */
  public static boolean hasEnded(RoleOverride override, Instant now) {
    return override.expirationTime() != null && !override.expirationTime().isAfter(now);
  }

  /** The group as it is, who owns what of it, and the entries that REST clients own, by session. */
  private record Found(GroupRecord group, Owners owners, Map<String, RoleOverride> own) {}

  private sealed interface Step {
    record Stop(Change change) implements Step {}

    record Write(Map<String, RoleOverride> own) implements Step {}
  }

  private Change change(GroupRecord group, Function<Found, Step> step) {
    String doing = "change the role overrides of group '" + group.id() + "'";
    Lock lock = locks.get(Math.floorMod(group.uid().hashCode(), LOCKS));
    lock.lock();
    try {
      Duration end = monotonic.get().plus(patience);
      long pause = LEAST_PAUSE_NANOS;
      while (true) {
        Optional<Found> found = find(group);
        if (found.isEmpty()) {
          return new Change.Gone();
        }
        switch (step.apply(found.get())) {
          case Step.Stop(Change change) -> {
            return change;
          }
          case Step.Write(Map<String, RoleOverride> own) -> {
            Change written = write(found.get().group(), own, monotonic.get().compareTo(end) < 0);
            if (written != null) {
              return written;
            }
          }
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
        pause = Math.min(2 * pause, MOST_PAUSE_NANOS);
      }
    } catch (KubernetesClientException e) {
      throw ApiFailure.of(doing, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return what became of it; null if the group was changed meanwhile, and there is time to look
   *     again
   */
  private @Nullable Change write(
      GroupRecord group, Map<String, RoleOverride> own, boolean mayRetry) {
    try {
      return new Change.Done(requests.apply(group, spec(own)));
    } catch (KubernetesClientException e) {
      return switch (ApiFailure.kind(e)) {
        case NOT_FOUND -> new Change.Gone();
        case INVALID -> new Change.Invalid(ApiFailure.said(e));
        case CONFLICT -> {
          if (!mayRetry) {
            throw e;
          }
          yield null;
        }
        case UNREACHABLE, FORBIDDEN, OTHER -> throw e;
      };
    }
  }

  private Optional<Found> find(GroupRecord group) {
    FailoverGroup resource =
        client
            .resources(FailoverGroup.class)
            .inNamespace(group.namespace())
            .withName(group.name())
            .get();
    if (resource == null || !group.uid().equals(resource.getMetadata().getUid())) {
      return Optional.empty();
    }
    List<ManagedFieldsEntry> managed =
        Objects.requireNonNullElse(resource.getMetadata().getManagedFields(), List.of());
    Owners owners = Owners.of(managed);
    Map<String, RoleOverride> own = new LinkedHashMap<>();
    for (RoleOverride override : resource.getSpec().roleOverrides()) {
      if (owners.own().contains(override.sessionId())) {
        own.put(override.sessionId(), override);
      }
    }
    return Optional.of(new Found(GroupRecord.of(resource), owners, own));
  }

  private static Map<String, Object> spec(Map<String, RoleOverride> own) {
    return own.isEmpty() ? Map.of() : Map.of("roleOverrides", new ArrayList<>(own.values()));
  }
}
