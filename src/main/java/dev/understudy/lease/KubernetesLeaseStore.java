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
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leases in a Kubernetes API server. Thread-safe.
 *
 * <p>The client must not repeat requests by itself: a PUT that is sent twice can conflict with
 * itself, and then nobody knows which of the two was answered.
 */
public final class KubernetesLeaseStore implements LeaseStore {
  private final KubernetesClient client;
  private final Executor blocking;

  /**
   * A store.
   *
   * @param client used for all calls; its request timeout bounds each one
   * @param blocking runs the calls, which block; a virtual thread each will do
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
    return create(GroupLeaseCodec.created(at, lease, now)).thenApply(GroupLeaseCodec::read);
  }

  @Override
  public CompletionStage<StoredSession> create(LeaseAddress at, SessionLease lease) {
    return create(SessionLeaseCodec.created(at, lease)).thenApply(SessionLeaseCodec::read);
  }

  @Override
  public CompletionStage<StoredGroup> update(
      StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return update(GroupLeaseCodec.updated(base, next, cause, now)).thenApply(GroupLeaseCodec::read);
  }

  @Override
  public CompletionStage<StoredSession> update(StoredSession base, SessionLease next) {
    return update(SessionLeaseCodec.updated(base, next)).thenApply(SessionLeaseCodec::read);
  }

  @Override
  public CompletionStage<StoredGroup> takeOver(
      StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    return update(GroupLeaseCodec.inherited(base, heir, next, now))
        .thenApply(GroupLeaseCodec::read);
  }

  private CompletionStage<Lease> create(Lease lease) {
    return call(
        () ->
            client
                .leases()
                .inNamespace(lease.getMetadata().getNamespace())
                .resource(lease)
                .create());
  }

  private CompletionStage<Lease> update(Lease lease) {
    ObjectMeta metadata = lease.getMetadata();
    if (metadata.getUid() == null || metadata.getResourceVersion() == null) {
      // The API server would create a Lease without a uid anew, and overwrite any version without a
      // resourceVersion.
      throw new IllegalArgumentException(
          "a compare-and-swap needs uid and resourceVersion: " + metadata.getName());
    }
    return call(
        () -> client.leases().inNamespace(metadata.getNamespace()).resource(lease).update());
  }

  @Override
  public CompletionStage<Void> delete(StoredSession session) {
    return delete(session, null);
  }

  @Override
  public CompletionStage<Void> delete(StoredGroup group) {
    return delete(group, group.raw().getMetadata().getResourceVersion());
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
    return call(() -> {
          if (client.raw(path, "DELETE", options) == null) {
            throw new LeaseFailure(
                LeaseFailure.Kind.GONE, "no Lease " + lease.namespace() + "/" + lease.name(), null);
          }
          return Optional.empty();
        })
        .thenApply(done -> null);
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

  private <T> CompletionStage<T> call(Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    blocking.execute(
        () -> {
          try {
            result.complete(call.get());
          } catch (LeaseFailure e) {
            result.completeExceptionally(e);
          } catch (KubernetesClientException e) {
            result.completeExceptionally(
                new LeaseFailure(kind(e.getCode()), String.valueOf(e.getMessage()), e));
          } catch (RuntimeException e) {
            result.completeExceptionally(
                new LeaseFailure(LeaseFailure.Kind.UNKNOWN, String.valueOf(e.getMessage()), e));
          }
        });
    return result;
  }

  private static LeaseFailure.Kind kind(int status) {
    return switch (status) {
      case 409 -> LeaseFailure.Kind.CONFLICT;
      case 404 -> LeaseFailure.Kind.GONE;
      case 401, 403 -> LeaseFailure.Kind.FORBIDDEN;
      case 400, 413, 415, 422 -> LeaseFailure.Kind.REJECTED;
      default -> LeaseFailure.Kind.UNKNOWN;
    };
  }
}
