package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leases in a Kubernetes API server. Thread-safe.
 *
 * <p>The client must not repeat requests by itself: a PUT that is sent twice can conflict with
 * itself, and then nobody knows which of the two was answered. {@link LeaseClients} makes one that
 * does not.
 *
 * <p>A call ends within twice the client's request timeout; one whose end was not heard of may
 * still be carried out by the API server, however late.
 */
public final class KubernetesLeaseStore implements LeaseStore {
  private final KubernetesClient client;
  private final Executor blocking;

  /**
   * A store.
   *
   * @param client used for all calls; its request timeout bounds each one
   * @param blocking runs the calls, which block; a virtual thread each will do
   * @throws IllegalArgumentException if the client repeats requests
   */
  public KubernetesLeaseStore(KubernetesClient client, Executor blocking) {
    if (client.getConfiguration().getRequestRetryBackoffLimit() != 0) {
      throw new IllegalArgumentException(
          "the client of a lease store must have a requestRetryBackoffLimit of 0");
    }
    this.client = client;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<StoredGroup> create(LeaseAddress at, GroupLease lease, Instant now) {
    return call(() -> group(post(GroupLeaseCodec.created(at, lease, now))));
  }

  @Override
  public CompletionStage<StoredSession> create(LeaseAddress at, SessionLease lease) {
    return call(() -> session(post(SessionLeaseCodec.created(at, lease))));
  }

  @Override
  public CompletionStage<StoredGroup> update(
      StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return call(() -> group(put(GroupLeaseCodec.updated(base, next, cause, now))));
  }

  @Override
  public CompletionStage<StoredSession> update(StoredSession base, SessionLease next) {
    return call(() -> session(put(SessionLeaseCodec.updated(base, next))));
  }

  @Override
  public CompletionStage<StoredGroup> takeOver(
      StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    return call(() -> group(put(GroupLeaseCodec.inherited(base, heir, next, now))));
  }

  @Override
  public CompletionStage<Void> delete(StoredSession session) {
    return delete(session, null);
  }

  @Override
  public CompletionStage<Void> deleteUnchanged(StoredSession session) {
    return delete(session, session.raw().getMetadata().getResourceVersion());
  }

  @Override
  public CompletionStage<Void> delete(StoredGroup group) {
    return delete(group, group.raw().getMetadata().getResourceVersion());
  }

  @Override
  public CompletionStage<Optional<StoredLease>> get(String namespace, String name) {
    return call(
        () ->
            Optional.ofNullable(client.leases().inNamespace(namespace).withName(name).get())
                .map(StoredLease::of));
  }

  @Override
  public CompletionStage<Listed> list(String namespace, String groupName) {
    return call(
        () -> {
          LeaseList list =
              client
                  .leases()
                  .inNamespace(namespace)
                  .withLabel(LeaseAddress.MANAGED_BY, LeaseAddress.UNDERSTUDY)
                  .withLabel(LeaseAddress.GROUP, groupName)
                  .list();
          return new Listed(
              list.getItems().stream().map(StoredLease::of).toList(),
              Versions.parse(list.getMetadata().getResourceVersion()));
        });
  }

  private Lease post(Lease lease) {
    return client.leases().inNamespace(lease.getMetadata().getNamespace()).resource(lease).create();
  }

  private Lease put(Lease lease) {
    ObjectMeta metadata = lease.getMetadata();
    if (metadata.getUid() == null || metadata.getResourceVersion() == null) {
      // The API server would create a Lease without a uid anew, and overwrite any version without a
      // resourceVersion.
      throw new IllegalArgumentException(
          "a compare-and-swap needs uid and resourceVersion: " + metadata.getName());
    }
    return client.leases().inNamespace(metadata.getNamespace()).resource(lease).update();
  }

  private CompletionStage<Void> delete(StoredLease lease, @Nullable String version) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withNewPreconditions()
            .withUid(lease.uid())
            .withResourceVersion(version)
            .endPreconditions()
            .build();
    String path =
        "/apis/coordination.k8s.io/v1/namespaces/" + lease.namespace() + "/leases/" + lease.name();
    CompletableFuture<Void> deleted = new CompletableFuture<>();
    run(
        deleted,
        () -> {
          if (client.raw(path, "DELETE", options) == null) {
            throw new LeaseFailure(
                LeaseFailure.Kind.GONE, "no Lease " + lease.namespace() + "/" + lease.name(), null);
          }
          deleted.complete(null);
        });
    return deleted;
  }

  // What the API server gives back for a write is what was written, so it can be read, unless
  // somebody's admission webhook has broken it: then nobody knows what it says.

  private static StoredGroup group(Lease written) {
    return switch (StoredLease.of(written)) {
      case StoredGroup group -> group;
      case StoredSession session -> throw unknown(session.name() + " has become a session's");
      case UnreadableLease broken -> throw unknown(broken.problem());
    };
  }

  private static StoredSession session(Lease written) {
    return switch (StoredLease.of(written)) {
      case StoredSession session -> session;
      case StoredGroup group -> throw unknown(group.name() + " has become a group's");
      case UnreadableLease broken -> throw unknown(broken.problem());
    };
  }

  private static LeaseFailure unknown(String problem) {
    return new LeaseFailure(LeaseFailure.Kind.UNKNOWN, problem, null);
  }

  private <T> CompletionStage<T> call(Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    run(result, () -> result.complete(call.get()));
    return result;
  }

  /** Whatever goes wrong, the stage is completed: a group waits for it. */
  private void run(CompletableFuture<?> result, Runnable call) {
    try {
      blocking.execute(
          () -> {
            try {
              call.run();
            } catch (RuntimeException | Error e) {
              result.completeExceptionally(LeaseFailure.of(e));
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(LeaseFailure.of(e));
    }
  }
}
