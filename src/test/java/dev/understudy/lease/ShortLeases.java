package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.LastHolder;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Leases that carry what they say as it is. Objects are shared; nobody changes one. */
final class ShortLeases implements LeaseForm {

  /** A Lease whose contents stand beside it. */
  private static final class Carrier extends Lease {
    private static final long serialVersionUID = 1;

    private transient StoredLease says;

    static Carrier of(ObjectMeta meta, Function<Lease, StoredLease> says) {
      Carrier carrier = new Carrier();
      carrier.setMetadata(meta);
      carrier.says = says.apply(carrier);
      return carrier;
    }
  }

  private static ObjectMeta meta(LeaseAddress at) {
    return meta(at.namespace(), at.name(), at.labels(), List.of());
  }

  private static ObjectMeta meta(
      String namespace, String name, Map<String, String> labels, List<OwnerReference> owners) {
    ObjectMeta meta = new ObjectMeta();
    meta.setNamespace(namespace);
    meta.setName(name);
    meta.setLabels(labels);
    meta.setOwnerReferences(owners);
    return meta;
  }

  @Override
  public Lease created(LeaseAddress at, GroupLease lease, Instant now) {
    return Carrier.of(
        meta(at),
        raw ->
            new StoredGroup(
                raw,
                at.groupUid(),
                at.groupId(),
                lease,
                granted(null, null, lease, Cause.ELECTED, now)));
  }

  @Override
  public Lease created(LeaseAddress at, SessionLease lease) {
    OwnerReference owner = new OwnerReference();
    owner.setUid(at.groupUid());
    return Carrier.of(
        meta(at.namespace(), at.name(), at.labels(), List.of(owner)),
        raw -> new StoredSession(raw, at.groupUid(), lease));
  }

  @Override
  public Lease updated(StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return Carrier.of(
        base.raw().getMetadata(),
        raw ->
            new StoredGroup(
                raw,
                base.groupUid(),
                base.groupId(),
                next,
                granted(base.granted(), base.lease(), next, cause, now)));
  }

  @Override
  public Lease updated(StoredSession base, SessionLease next) {
    return Carrier.of(
        base.raw().getMetadata(), raw -> new StoredSession(raw, base.groupUid(), next));
  }

  @Override
  public Lease inherited(StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    boolean own = base.groupUid().equals(heir.groupUid());
    ObjectMeta before = base.raw().getMetadata();
    ObjectMeta meta = meta(heir);
    meta.setUid(before.getUid());
    meta.setResourceVersion(before.getResourceVersion());
    StoredGroup.Granted granted = own ? base.granted() : null;
    return Carrier.of(
        meta,
        raw ->
            new StoredGroup(
                raw,
                heir.groupUid(),
                heir.groupId(),
                next,
                granted(granted, own ? base.lease() : null, next, Cause.LEASE_LOST, now)));
  }

  private static StoredGroup.@Nullable Granted granted(
      StoredGroup.@Nullable Granted last,
      @Nullable GroupLease before,
      GroupLease next,
      Cause cause,
      Instant now) {
    SessionRef holder = next.phase().current().map(Grant::holder).orElse(null);
    if (holder == null || (before != null && next.term() <= before.term())) {
      return last;
    }
    LastHolder previous = next.previous();
    boolean other = previous != null && !previous.session().id().equals(holder.id());
    return new StoredGroup.Granted(
        cause,
        now.truncatedTo(ChronoUnit.MICROS),
        previous == null ? null : previous.session().id(),
        (last == null ? 0 : last.failovers()) + (other ? 1 : 0));
  }

  @Override
  public StoredLease stored(Lease sent, String uid, long version) {
    ObjectMeta before = sent.getMetadata();
    ObjectMeta meta =
        meta(
            before.getNamespace(),
            before.getName(),
            before.getLabels(),
            before.getOwnerReferences());
    meta.setUid(uid);
    meta.setResourceVersion(Long.toString(version));
    return Carrier.of(
            meta,
            raw ->
                switch (read(sent)) {
                  case StoredGroup group ->
                      new StoredGroup(
                          raw, group.groupUid(), group.groupId(), group.lease(), group.granted());
                  case StoredSession session ->
                      new StoredSession(raw, session.groupUid(), of(session.lease(), uid));
                  case UnreadableLease broken -> new UnreadableLease(raw, broken.problem());
                })
        .says;
  }

  private static SessionLease of(SessionLease lease, String uid) {
    return lease.ref().uid().equals(uid)
        ? lease
        : new SessionLease(
            new SessionRef(lease.ref().id(), uid),
            lease.name(),
            lease.registered(),
            lease.subject(),
            lease.timeout(),
            lease.signs(),
            lease.pace());
  }

  @Override
  public StoredLease read(Lease stored) {
    return ((Carrier) stored).says;
  }

  @Override
  public boolean isSame(Lease sent, Lease stored) {
    if (read(sent) instanceof StoredGroup a && read(stored) instanceof StoredGroup b) {
      return a.lease().equals(b.lease()) && a.groupUid().equals(b.groupUid());
    }
    return read(sent) instanceof StoredSession a
        && read(stored) instanceof StoredSession b
        && a.lease().equals(b.lease());
  }
}
