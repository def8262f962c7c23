package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads and writes Leases. Every write is conditional: on the UID and the version that was looked
 * at, or on there being none.
 *
 * <p>Stages complete on any thread, exceptionally with a {@link LeaseFailure} and with nothing
 * else. No call is repeated by the store.
 */
public interface LeaseStore {

  /** Creates a group Lease; {@link LeaseFailure.Kind#CONFLICT} when the name is taken. */
  CompletionStage<StoredGroup> create(LeaseAddress at, GroupLease lease, Instant now);

  /**
   * Creates a session Lease; {@link LeaseFailure.Kind#CONFLICT} when the name is taken. The UID in
   * the record is not looked at.
   */
  CompletionStage<StoredSession> create(LeaseAddress at, SessionLease lease);

  /**
   * Writes a group Lease over exactly the version that was looked at.
   *
   * @param cause why; kept with the Lease if the write grants
   * @param now the wall clock, for people
   */
  CompletionStage<StoredGroup> update(StoredGroup base, GroupLease next, Cause cause, Instant now);

  /** Writes a session Lease over exactly the version that was looked at. */
  CompletionStage<StoredSession> update(StoredSession base, SessionLease next);

  /**
   * Makes a group Lease that another group has left behind this group's, on exactly the version
   * that was looked at.
   */
  CompletionStage<StoredGroup> takeOver(
      StoredGroup base, LeaseAddress heir, GroupLease next, Instant now);

  /** Deletes a session Lease, whatever its version, if it is still the one with this UID. */
  CompletionStage<Void> delete(StoredSession session);

  /**
   * Deletes exactly the version of a session Lease that was looked at; {@link
   * LeaseFailure.Kind#CONFLICT} when it was written since.
   */
  CompletionStage<Void> deleteUnchanged(StoredSession session);

  /** Deletes exactly the version of a group Lease that was looked at. */
  CompletionStage<Void> delete(StoredGroup group);

  /** Reads a Lease as it is now, not from a cache of the API server. */
  CompletionStage<Optional<StoredLease>> get(String namespace, String name);

  /** Reads all Leases of a group as they are at one version, not from a cache of the API server. */
  CompletionStage<Listed> list(String namespace, String groupName);

  /**
   * The Leases of a group at one version.
   *
   * @param leases the Leases
   * @param version the version: all Leases are as they were then
   */
  record Listed(List<StoredLease> leases, long version) {
    public Listed {
      leases = List.copyOf(leases);
    }
  }
}
