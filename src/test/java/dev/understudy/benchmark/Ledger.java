package dev.understudy.benchmark;

import dev.understudy.controlplane.AuditEvent;
import dev.understudy.controlplane.AuditLog;
import dev.understudy.controlplane.AuditMark;
import dev.understudy.election.Candidate;
import dev.understudy.election.Grant;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.lease.LeaseAddress;
import dev.understudy.lease.StoredGroup;
import dev.understudy.lease.StoredLease;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas wrote, by the API server's audit log. Moments are on the clock of the clients.
 */
final class Ledger {

  private static final String GROUP_LEASE = "fg.";
  private static final String SESSION_LEASE = "fs.";
  private static final String REPLICA_LEASE = "understudy-replica-";

  private final List<Written> writes = new ArrayList<>();
  private final Map<String, List<GroupWrite>> groups = new HashMap<>();
  private final Map<String, Long> lastRenewals = new HashMap<>();

  /**
   * A write of the operator, whatever came of it.
   *
   * @param what what was written
   */
  record Written(Duration received, String what, int code, String name, String group) {}

  /**
   * A successful write of a group Lease.
   *
   * @param received when the API server received it
   * @param finished when the API server had answered it
   * @param holder the session in charge, if one is
   * @param next the session that is to be in charge next, if one is
   * @param phase the kind of phase, in one word
   * @param renews whether it grants or renews
   * @param expiry how long after a renewal this grant ends
   */
  record GroupWrite(
      Duration received,
      Duration finished,
      long version,
      String group,
      long term,
      @Nullable String holder,
      @Nullable String next,
      String phase,
      boolean renews,
      Duration expiry) {

    boolean isOf(@Nullable String session, long itsTerm) {
      return term == itsTerm && session != null && session.equals(holder);
    }

    /** Whether anybody who looks at the group would see a change of who is in charge. */
    boolean changesHands(GroupWrite before) {
      return term != before.term || !phase.equals(before.phase);
    }
  }

  private record Raw(AuditEvent event, StoredGroup group) {}

  private Ledger() {}

  /** Reads the whole audit log. */
  static Ledger read(AuditLog log, MachineClock clock) {
    Ledger ledger = new Ledger();
    KubernetesSerialization json = new KubernetesSerialization();
    List<Raw> raw = new ArrayList<>();
    log.forEachSince(
        AuditMark.START,
        event -> {
          if (!event.isWrite()
              || !event.stage().equals("ResponseComplete")
              || !event.user().equals(Stage.OPERATOR)) {
            return;
          }
          String name = event.target().map(AuditEvent.Target::name).orElse("");
          ledger.writes.add(
              new Written(
                  clock.monotonic(event.received()),
                  what(event, name),
                  event.code(),
                  name,
                  group(event)));
          if (event.isOf("leases")
              && name.startsWith(GROUP_LEASE)
              && event.succeeded()
              && !event.verb().equals("delete")
              && StoredLease.of(json.convertValue(event.response().orElseThrow(), Lease.class))
                  instanceof StoredGroup group) {
            raw.add(new Raw(withoutBodies(event), group));
          }
        });
    raw.sort(Comparator.comparingLong(each -> each.group().version()));
    raw.forEach(each -> ledger.add(each, clock));
    return ledger;
  }

  private static String group(AuditEvent event) {
    return event
        .request()
        .map(object -> object.path("metadata").path("labels").path(LeaseAddress.GROUP).asText())
        .orElse("");
  }

  private static AuditEvent withoutBodies(AuditEvent event) {
    return new AuditEvent(
        event.id(),
        event.stage(),
        event.verb(),
        event.user(),
        event.userAgent(),
        event.uri(),
        event.target(),
        event.code(),
        event.received(),
        event.finished(),
        Optional.empty(),
        Optional.empty());
  }

  private static String what(AuditEvent event, String name) {
    if (event.isOf("leases")) {
      return name.startsWith(GROUP_LEASE)
          ? "group Lease"
          : name.startsWith(SESSION_LEASE)
              ? "session Lease"
              : name.startsWith(REPLICA_LEASE) ? "replica Lease" : "Lease";
    }
    return event
        .target()
        .map(
            target ->
                target.subresource().isEmpty()
                    ? target.resource()
                    : target.resource() + "/" + target.subresource())
        .orElse("other");
  }

  private void add(Raw raw, MachineClock clock) {
    StoredGroup stored = raw.group();
    List<GroupWrite> known = groups.computeIfAbsent(stored.groupId(), id -> new ArrayList<>());
    Phase phase = stored.lease().phase();
    Optional<Grant> grant = phase.current();
    long renewals = grant.map(Grant::renewals).orElse(0L);
    boolean renews =
        phase instanceof Phase.Held
            && (known.isEmpty()
                || known.getLast().term() != stored.lease().term()
                || renewals > lastRenewals.getOrDefault(stored.groupId(), 0L));
    lastRenewals.put(stored.groupId(), renewals);
    known.add(
        new GroupWrite(
            clock.monotonic(raw.event().received()),
            clock.monotonic(raw.event().finished()),
            stored.version(),
            stored.groupId(),
            stored.lease().term(),
            grant.map(Grant::holder).map(SessionRef::id).orElse(null),
            phase.next().map(Candidate::id).orElse(null),
            phase.getClass().getSimpleName(),
            renews,
            grant.map(Grant::expiry).orElse(Duration.ZERO)));
  }

  /** The writes of a group's Lease, in their order. */
  List<GroupWrite> of(String group) {
    return List.copyOf(groups.getOrDefault(group, List.of()));
  }

  /** The names of all groups. */
  Stream<String> groups() {
    return groups.keySet().stream().sorted();
  }

  /** The write by which a session was granted a term. */
  Optional<GroupWrite> claim(String group, String session, long term) {
    return of(group).stream().filter(write -> write.isOf(session, term)).findFirst();
  }

  /** The last renewal of the grant before a write. */
  Optional<GroupWrite> renewalBefore(GroupWrite claim) {
    return of(claim.group()).stream()
        .filter(write -> write.version() < claim.version() && write.renews())
        .reduce((first, second) -> second);
  }

  /** How many writes of a group's Lease between two moments met a newer version. */
  long conflicts(String group, Duration from, Duration to) {
    return writes.stream()
        .filter(write -> write.code() == 409 && write.name().equals(GROUP_LEASE + group))
        .filter(write -> isWithin(write.received(), from, to))
        .count();
  }

  /** The writes of a group's Leases but the successful ones of its group Lease. */
  List<Written> others(String group) {
    return writes.stream()
        .filter(write -> write.group().equals(group))
        .filter(write -> write.code() >= 300 || !write.what().equals("group Lease"))
        .toList();
  }

  /** How often each kind of thing was written between two moments. */
  Map<String, Long> counts(Duration from, Duration to) {
    Map<String, Long> counts = new TreeMap<>();
    writes.stream()
        .filter(write -> isWithin(write.received(), from, to))
        .forEach(write -> counts.merge(write.what(), 1L, Long::sum));
    return counts;
  }

  /** How often a group changed hands, or began to, between two moments. */
  long transitions(String group, Duration from, Duration to) {
    List<GroupWrite> all = of(group);
    long transitions = 0;
    for (int i = 1; i < all.size(); i++) {
      if (isWithin(all.get(i).received(), from, to) && all.get(i).changesHands(all.get(i - 1))) {
        transitions++;
      }
    }
    return transitions;
  }

  static boolean isReplicaLease(String what) {
    return what.equals("replica Lease");
  }

  private static boolean isWithin(Duration moment, Duration from, Duration to) {
    return moment.compareTo(from) >= 0 && moment.compareTo(to) < 0;
  }
}
