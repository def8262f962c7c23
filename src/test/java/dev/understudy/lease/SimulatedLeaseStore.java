package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of Leases on an API server that only simulates. */
public final class SimulatedLeaseStore implements LeaseStore {
  private final Server server;
  private final LeaseForm form;

  /** A store for one replica. */
  public SimulatedLeaseStore(Server server, LeaseForm form) {
    this.server = server;
    this.form = form;
  }

  /**
   * The API server as one replica reaches it. Stages fail with a {@link LeaseFailure} and nothing
   * else.
   */
  public interface Server {
    /** Creates a Lease. */
    CompletionStage<Lease> create(Lease lease);

    /** Writes a Lease over the version and UID that it carries. */
    CompletionStage<Lease> update(Lease lease);

    /**
     * Deletes a Lease.
     *
     * @param version exactly this version; empty for whatever version there is
     */
    CompletionStage<Void> delete(StoredLease lease, Optional<String> version);

    /** Reads a Lease. */
    CompletionStage<Optional<Lease>> get(String namespace, String name);

    /** Reads the Leases of a group. */
    CompletionStage<Snapshot> list(String namespace, String groupName);
  }

  /**
   * Leases as they are at one version.
   *
   * @param leases the Leases
   * @param version the version
   */
  public record Snapshot(List<StoredLease> leases, long version) {
    public Snapshot {
      leases = List.copyOf(leases);
    }
  }

  @Override
  public CompletionStage<StoredGroup> create(LeaseAddress at, GroupLease lease, Instant now) {
    return server.create(form.created(at, lease, now)).thenApply(this::group);
  }

  @Override
  public CompletionStage<StoredSession> create(LeaseAddress at, SessionLease lease) {
    return server.create(form.created(at, lease)).thenApply(this::session);
  }

  @Override
  public CompletionStage<StoredGroup> update(
      StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return server.update(form.updated(base, next, cause, now)).thenApply(this::group);
  }

  @Override
  public CompletionStage<StoredSession> update(StoredSession base, SessionLease next) {
    return server.update(form.updated(base, next)).thenApply(this::session);
  }

  @Override
  public CompletionStage<StoredGroup> takeOver(
      StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    return server.update(form.inherited(base, heir, next, now)).thenApply(this::group);
  }

  @Override
  public CompletionStage<Void> delete(StoredSession session) {
    return server.delete(session, Optional.empty());
  }

  @Override
  public CompletionStage<Void> deleteUnchanged(StoredSession session) {
    return server.delete(session, Optional.of(session.raw().getMetadata().getResourceVersion()));
  }

  @Override
  public CompletionStage<Void> delete(StoredGroup group) {
    return server.delete(group, Optional.of(group.raw().getMetadata().getResourceVersion()));
  }

  @Override
  public CompletionStage<Optional<StoredLease>> get(String namespace, String name) {
    return server.get(namespace, name).thenApply(found -> found.map(form::read));
  }

  @Override
  public CompletionStage<Listed> list(String namespace, String groupName) {
    return server
        .list(namespace, groupName)
        .thenApply(snapshot -> new Listed(snapshot.leases(), snapshot.version()));
  }

  private StoredGroup group(Lease written) {
    return (StoredGroup) form.read(written);
  }

  private StoredSession session(Lease written) {
    return (StoredSession) form.read(written);
  }
}
