package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.GroupLease;
import dev.understudy.election.SessionLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.util.Objects;

/** The program's form of Leases. */
final class CodedLeases implements LeaseForm {
  @Override
  public Lease created(LeaseAddress at, GroupLease lease, Instant now) {
    return GroupLeaseCodec.created(at, lease, now);
  }

  @Override
  public Lease created(LeaseAddress at, SessionLease lease) {
    return SessionLeaseCodec.created(at, lease);
  }

  @Override
  public Lease updated(StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return GroupLeaseCodec.updated(base, next, cause, now);
  }

  @Override
  public Lease updated(StoredSession base, SessionLease next) {
    return SessionLeaseCodec.updated(base, next);
  }

  @Override
  public Lease inherited(StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    return GroupLeaseCodec.inherited(base, heir, next, now);
  }

  @Override
  public StoredLease stored(Lease sent, String uid, long version) {
    return StoredLease.of(
        new LeaseBuilder(sent)
            .editMetadata()
            .withUid(uid)
            .withResourceVersion(Long.toString(version))
            .endMetadata()
            .build());
  }

  @Override
  public StoredLease read(Lease stored) {
    return StoredLease.of(stored);
  }

  @Override
  public boolean isSame(Lease sent, Lease stored) {
    return Objects.equals(sent.getSpec(), stored.getSpec())
        && Objects.equals(
            sent.getMetadata().getAnnotations(), stored.getMetadata().getAnnotations())
        && Objects.equals(sent.getMetadata().getLabels(), stored.getMetadata().getLabels());
  }
}
