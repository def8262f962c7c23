package dev.understudy.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads and writes Leases. Every write is conditional: on the UID and the version that the given
 * object carries, or on there being none.
 *
 * <p>Stages complete on any thread, exceptionally with a {@link LeaseFailure} and with nothing
 * else. No call is repeated by the store.
 */
public interface LeaseStore {

  /** Creates a Lease; {@link LeaseFailure.Kind#CONFLICT} when the name is taken. */
  CompletionStage<Lease> create(Lease lease);

  /** Writes over exactly the version that the object carries. */
  CompletionStage<Lease> update(Lease lease);

  /** Deletes the Lease with the given UID, whatever its version. */
  CompletionStage<Void> delete(String namespace, String name, String uid);

  /** Deletes exactly the version that the object carries. */
  CompletionStage<Void> deleteVersion(Lease lease);

  /** Reads a Lease as it is now, not from a cache of the API server. */
  CompletionStage<Optional<Lease>> get(String namespace, String name);

  /** Reads all Leases of a group as they are at one version, not from a cache of the API server. */
  CompletionStage<Listed> list(String namespace, String groupName);

  /**
   * The Leases of a group at one version.
   *
   * @param leases the Leases
   * @param version the version: all Leases are as they were then
   */
  record Listed(List<Lease> leases, long version) {
    public Listed {
      leases = List.copyOf(leases);
    }
  }
}
