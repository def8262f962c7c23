package dev.understudy.lease;

import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.LastHolder;
import dev.understudy.election.SessionRef;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The group Lease in Kubernetes. What other tools read of a Lease stands in its spec: holder,
 * transitions (the term), duration, acquire and renew time. Everything else stands in annotations,
 * a value each.
 */
final class GroupLeaseCodec {
  private static final String GROUP_ID = "group-id";
  private static final String GROUP_UID = "group-uid";
  private static final String PREVIOUS = "previous-";
  private static final String PASSED_OVER = "passed-over";
  private static final String EXPIRED = "expired-overrides";
  private static final String GRANT_CAUSE = "grant-cause";
  private static final String GRANTED_FROM = "granted-from";
  private static final String FAILOVERS = "failovers";

  private GroupLeaseCodec() {}

  /**
   * What to create for a group that has no Lease.
   *
   * @param at where it goes and whose it is
   */
  static Lease created(LeaseAddress at, GroupLease lease, Instant now) {
    Lease empty =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(at.namespace())
            .withName(at.name())
            .withLabels(at.labels())
            .endMetadata()
            .build();
    Notes notes = Notes.over(null).putText(GROUP_ID, at.groupId()).put(GROUP_UID, at.groupUid());
    return written(empty, notes, null, lease, Cause.ELECTED, now);
  }

  /** What to write over a version of the Lease. */
  static Lease updated(StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return written(base.raw(), Notes.over(base.raw()), base, next, cause, now);
  }

  /**
   * What to write over the Lease of a group that is no more, to make it another group's; or over
   * the group's own, where that was set back. Of another group's past nothing is kept.
   */
  static Lease inherited(StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    boolean own = base.groupUid().equals(heir.groupUid());
    Notes notes =
        Notes.over(base.raw()).putText(GROUP_ID, heir.groupId()).put(GROUP_UID, heir.groupUid());
    LeaseBuilder lease = new LeaseBuilder(base.raw());
    if (!own) {
      notes.put(GRANT_CAUSE, null).put(GRANTED_FROM, null).put(FAILOVERS, null);
      lease.editOrNewSpec().withAcquireTime(null).withRenewTime(null).endSpec();
    }
    lease.editMetadata().addToLabels(heir.labels()).endMetadata();
    return written(lease.build(), notes, own ? base : null, next, Cause.LEASE_LOST, now);
  }

  private static Lease written(
      Lease base,
      Notes notes,
      @Nullable StoredGroup before,
      GroupLease lease,
      Cause cause,
      Instant now) {
    Grant grant = lease.phase().current().orElse(null);
    SessionRef holder = grant == null ? null : grant.holder();
    GroupLease known = before == null ? null : before.lease();
    boolean granted = holder != null && (known == null || lease.term() > known.term());
    boolean renewed =
        granted || (grant != null && known != null && grant.renewals() > renewals(known));

    writeRecord(notes, lease);
    if (holder != null && granted) {
      writeGranted(notes, lease.previous(), holder, before, cause);
    }
    var spec =
        new LeaseBuilder(base)
            .editMetadata()
            .withAnnotations(notes.all())
            .endMetadata()
            .editOrNewSpec()
            .withHolderIdentity(holder == null ? null : holder.id())
            .withLeaseTransitions(LeaseTerms.transitions(lease.term()))
            .withLeaseDurationSeconds(
                grant == null ? null : LeaseTerms.seconds(grant.timing().timeout()));
    if (granted) {
      spec.withAcquireTime(LeaseTerms.time(now));
    }
    if (renewed) {
      spec.withRenewTime(LeaseTerms.time(now));
    }
    return spec.endSpec().build();
  }

  private static long renewals(GroupLease lease) {
    return lease.phase().current().map(Grant::renewals).orElse(0L);
  }

  private static void writeRecord(Notes notes, GroupLease lease) {
    LastHolder previous = lease.previous();
    PhaseCodec.write(notes, lease.phase());
    LeaseTerms.writeHighTerm(notes, lease.term());
    notes
        .put("generation", lease.generation())
        .put("data-time", lease.dataTime())
        .put("edits", lease.edits())
        .putText("recovers", lease.recovers())
        .put(PREVIOUS + "term", previous == null ? null : previous.term())
        .putList(
            PASSED_OVER,
            lease.passedOver().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList(),
            entry -> Notes.escaped(entry.getKey()) + "=" + entry.getValue())
        .putList(
            EXPIRED,
            lease.expired().stream()
                .sorted(
                    Comparator.comparing(ExpiredOverride::sessionId)
                        .thenComparing(ExpiredOverride::expiration))
                .toList(),
            ended -> Notes.escaped(ended.sessionId()) + "@" + ended.expiration());
    PhaseCodec.writeSession(notes, PREVIOUS, previous == null ? null : previous.session());
    SignsCodec.write(notes, PREVIOUS, previous == null ? null : previous.signs());
  }

  private static void writeGranted(
      Notes notes,
      @Nullable LastHolder previous,
      SessionRef holder,
      @Nullable StoredGroup before,
      Cause cause) {
    boolean other = previous != null && !previous.session().id().equals(holder.id());
    long failovers = before == null || before.granted() == null ? 0 : before.granted().failovers();
    notes
        .put(GRANT_CAUSE, cause.word())
        .putText(GRANTED_FROM, previous == null ? null : previous.session().id())
        .put(FAILOVERS, failovers + (other ? 1 : 0));
  }

  /** Reads a Lease. */
  static StoredGroup read(Lease raw) {
    Notes notes = Notes.of(raw);
    GroupLease lease =
        new GroupLease(
            LeaseTerms.term(notes, raw.getSpec()),
            PhaseCodec.read(notes),
            notes.count("generation"),
            notes.instant("data-time"),
            readPrevious(notes),
            readPassedOver(notes),
            readExpired(notes),
            notes.count("edits"),
            notes.plain("recovers"));
    return new StoredGroup(
        raw,
        notes.requiredName(GROUP_UID),
        notes.requiredName(GROUP_ID),
        lease,
        readGranted(notes, raw.getSpec()));
  }

  private static @Nullable LastHolder readPrevious(Notes notes) {
    SessionRef session = PhaseCodec.readSession(notes, PREVIOUS);
    return session == null
        ? null
        : new LastHolder(session, notes.count(PREVIOUS + "term"), SignsCodec.read(notes, PREVIOUS));
  }

  private static StoredGroup.@Nullable Granted readGranted(Notes notes, @Nullable LeaseSpec spec) {
    Cause cause = notes.read(GRANT_CAUSE, "no known cause", PhaseCodec::causeOf);
    return cause == null || spec == null || spec.getAcquireTime() == null
        ? null
        : new StoredGroup.Granted(
            cause,
            spec.getAcquireTime().toInstant(),
            notes.plain(GRANTED_FROM),
            notes.count(FAILOVERS));
  }

  private static Map<String, Long> readPassedOver(Notes notes) {
    Map<String, Long> passedOver = new HashMap<>();
    notes
        .list(
            PASSED_OVER,
            "no list of session=beats",
            entry -> {
              Pair pair = Pair.of(entry, '=');
              return Map.entry(pair.name, Notes.fromZero(pair.value));
            })
        .forEach(entry -> passedOver.put(entry.getKey(), entry.getValue()));
    return passedOver;
  }

  private static Set<ExpiredOverride> readExpired(Notes notes) {
    return new HashSet<>(
        notes.list(
            EXPIRED,
            "no list of session@time",
            entry -> {
              Pair pair = Pair.of(entry, '@');
              return new ExpiredOverride(pair.name, Instant.parse(pair.value));
            }));
  }

  /** An entry of a list: an escaped name, and what is said of it. */
  private record Pair(String name, String value) {
    static Pair of(String entry, char separator) {
      int at = entry.lastIndexOf(separator);
      return new Pair(
          Notes.notEmpty(Notes.unescaped(entry.substring(0, at))), entry.substring(at + 1));
    }
  }
}
