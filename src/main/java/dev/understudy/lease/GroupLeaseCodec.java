package dev.understudy.lease;

import dev.understudy.election.Candidate;
import dev.understudy.election.Cause;
import dev.understudy.election.Grant;
import dev.understudy.election.GroupLease;
import dev.understudy.election.GroupLease.ExpiredOverride;
import dev.understudy.election.LastHolder;
import dev.understudy.election.Phase;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Timing;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The group Lease in Kubernetes. What other tools read of a Lease stands in its spec: holder,
 * transitions (the term), duration, renew time. Everything else stands in annotations, a value
 * each.
 */
final class GroupLeaseCodec {
  private static final String PHASE = "phase";
  private static final String CAUSE = "cause";
  private static final String GRANT_CAUSE = "grant-cause";
  private static final String HOLDER = "holder-";
  private static final String PREVIOUS = "previous-";
  private static final String CANDIDATE = "candidate-";

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
    Notes notes =
        Notes.from(null)
            .put("group-id", Notes.escaped(at.groupId()))
            .put("group-uid", at.groupUid());
    return written(empty, notes, null, lease, Cause.ELECTED, now);
  }

  /** What to write over a version of the Lease. */
  static Lease updated(StoredGroup base, GroupLease next, Cause cause, Instant now) {
    return written(
        base.raw(),
        Notes.from(base.raw()).put("group-uid", base.groupUid()),
        base,
        next,
        cause,
        now);
  }

  /** What to write over the Lease of a group that is no more, to make it another group's. */
  static Lease inherited(StoredGroup base, LeaseAddress heir, GroupLease next, Instant now) {
    StoredGroup own =
        new StoredGroup(base.raw(), heir.groupUid(), heir.groupId(), base.lease(), base.granted());
    return new LeaseBuilder(updated(own, next, Cause.LEASE_LOST, now))
        .editMetadata()
        .withLabels(heir.labels())
        .endMetadata()
        .build();
  }

  private static Lease written(
      Lease base,
      Notes notes,
      @Nullable StoredGroup before,
      GroupLease lease,
      Cause cause,
      Instant now) {
    Grant grant = lease.phase().current().orElse(null);
    notes
        .put(PHASE, phaseWord(lease.phase()))
        .put("generation", lease.generation())
        .put("data-time", lease.dataTime())
        .put("edits", lease.edits())
        .put("recovers", lease.recovers())
        .put("passed-over", passedOver(lease.passedOver()))
        .put("expired-overrides", expired(lease.expired()));
    writeGrant(notes, grant);
    writeCandidate(notes, lease.phase());
    LastHolder previous = lease.previous();
    notes
        .put(PREVIOUS + "id", previous == null ? null : Notes.escaped(previous.session().id()))
        .put(PREVIOUS + "uid", previous == null ? null : previous.session().uid())
        .put(PREVIOUS + "term", previous == null ? null : previous.term());
    if (previous == null) {
      SignsCodec.clear(notes, PREVIOUS);
    } else {
      SignsCodec.write(notes, PREVIOUS, previous.signs());
    }
    boolean granted =
        grant != null
            && grant.holder() != null
            && (before == null || lease.term() > before.lease().term());
    boolean renewed =
        granted || (grant != null && before != null && grant.renewals() > renewals(before.lease()));
    if (grant != null && granted) {
      writeGranted(notes, lease, before, cause, grant);
    }
    LeaseBuilder builder =
        new LeaseBuilder(base)
            .editMetadata()
            .withAnnotations(notes.all())
            .withManagedFields()
            .endMetadata();
    var spec = builder.editOrNewSpec();
    SessionRef holder = grant == null ? null : grant.holder();
    spec.withHolderIdentity(holder == null ? null : holder.id())
        .withLeaseTransitions(Math.toIntExact(lease.term()));
    if (grant != null) {
      spec.withLeaseDurationSeconds((int) Math.ceilDiv(grant.timing().timeout().toMillis(), 1000L));
    }
    if (granted) {
      spec.withAcquireTime(MicroTime.of(now));
    }
    if (renewed) {
      spec.withRenewTime(MicroTime.of(now));
    }
    return spec.endSpec().build();
  }

  private static long renewals(GroupLease lease) {
    return lease.phase().current().map(Grant::renewals).orElse(0L);
  }

  private static void writeGrant(Notes notes, @Nullable Grant grant) {
    SessionRef holder = grant == null ? null : grant.holder();
    notes
        .put(HOLDER + "id", holder == null ? null : Notes.escaped(holder.id()))
        .put(HOLDER + "uid", holder == null ? null : holder.uid())
        .put("holder-gone", grant != null && grant.gone())
        .put("timeout", grant == null ? null : grant.timing().timeout())
        .put("grace", grant == null ? null : grant.timing().grace())
        .put("renewals", grant == null ? null : grant.renewals());
    if (grant == null) {
      SignsCodec.clear(notes, HOLDER);
    } else {
      SignsCodec.write(notes, HOLDER, grant.signs());
    }
  }

  private static void writeCandidate(Notes notes, Phase phase) {
    Candidate next = phase.next().orElse(null);
    Cause cause =
        switch (phase) {
          case Phase.Pending(var _, Cause why) -> why;
          case Phase.Handover(var _, var _, Cause why) -> why;
          case Phase.Releasing(var _, var _, Cause why) -> why;
          case Phase.Vacant _, Phase.Held _ -> null;
        };
    notes
        .put(CAUSE, cause == null ? null : cause.name().toLowerCase(Locale.ROOT))
        .put(CANDIDATE + "id", next == null ? null : Notes.escaped(next.id()))
        .put(CANDIDATE + "uid", next == null ? null : next.uid())
        .put(CANDIDATE + "pinned", next != null && next.pinned());
  }

  private static void writeGranted(
      Notes notes, GroupLease lease, @Nullable StoredGroup before, Cause cause, Grant grant) {
    LastHolder previous = lease.previous();
    SessionRef holder = grant.holder();
    boolean other =
        previous != null && holder != null && !previous.session().id().equals(holder.id());
    long failovers = before == null || before.granted() == null ? 0 : before.granted().failovers();
    notes
        .put(GRANT_CAUSE, cause.name().toLowerCase(Locale.ROOT))
        .put("granted-from", previous == null ? null : Notes.escaped(previous.session().id()))
        .put("failovers", failovers + (other ? 1 : 0));
  }

  /** Reads a Lease. */
  static StoredGroup read(Lease raw) {
    Notes notes = Notes.of(raw);
    Integer transitions = raw.getSpec() == null ? null : raw.getSpec().getLeaseTransitions();
    LastHolder previous = null;
    if (notes.text(PREVIOUS + "uid") != null) {
      previous =
          new LastHolder(
              ref(notes, PREVIOUS),
              notes.number(PREVIOUS + "term", 0),
              SignsCodec.read(notes, PREVIOUS));
    }
    GroupLease lease =
        new GroupLease(
            transitions == null ? 0 : transitions,
            phase(notes),
            notes.number("generation", 0),
            notes.instant("data-time"),
            previous,
            readPassedOver(notes.text("passed-over")),
            readExpired(notes.text("expired-overrides")),
            notes.number("edits", 0),
            notes.text("recovers"));
    return new StoredGroup(
        raw,
        notes.required("group-uid"),
        Notes.unescaped(notes.required("group-id")),
        lease,
        granted(raw, notes));
  }

  private static StoredGroup.@Nullable Granted granted(Lease raw, Notes notes) {
    Cause cause = notes.parsed(GRANT_CAUSE, GroupLeaseCodec::cause);
    if (cause == null || raw.getSpec().getAcquireTime() == null) {
      return null;
    }
    return new StoredGroup.Granted(
        cause,
        raw.getSpec().getAcquireTime().toInstant(),
        notes.parsed("granted-from", Notes::unescaped),
        notes.number("failovers", 0));
  }

  private static SessionRef ref(Notes notes, String prefix) {
    return new SessionRef(
        Notes.unescaped(notes.required(prefix + "id")), notes.required(prefix + "uid"));
  }

  private static String phaseWord(Phase phase) {
    return switch (phase) {
      case Phase.Vacant _ -> "vacant";
      case Phase.Pending _ -> "pending";
      case Phase.Held _ -> "held";
      case Phase.Handover _ -> "handover";
      case Phase.Releasing _ -> "releasing";
    };
  }

  private static Phase phase(Notes notes) {
    return switch (notes.required(PHASE)) {
      case "vacant" -> new Phase.Vacant();
      case "pending" -> new Phase.Pending(requiredCandidate(notes), requiredCause(notes));
      case "held" -> new Phase.Held(grant(notes));
      case "handover" -> new Phase.Handover(grant(notes), candidate(notes), requiredCause(notes));
      case "releasing" -> new Phase.Releasing(grant(notes), candidate(notes), requiredCause(notes));
      default ->
          throw new UnreadableLeaseException("", "unknown phase '" + notes.text(PHASE) + "'");
    };
  }

  private static Grant grant(Notes notes) {
    SessionRef holder = notes.text(HOLDER + "uid") == null ? null : ref(notes, HOLDER);
    return new Grant(
        holder,
        notes.flag("holder-gone"),
        new Timing(notes.duration("timeout"), notes.duration("grace")),
        notes.number("renewals", 0),
        SignsCodec.read(notes, HOLDER));
  }

  private static @Nullable Candidate candidate(Notes notes) {
    return notes.text(CANDIDATE + "id") == null ? null : requiredCandidate(notes);
  }

  private static Candidate requiredCandidate(Notes notes) {
    return new Candidate(
        Notes.unescaped(notes.required(CANDIDATE + "id")),
        notes.text(CANDIDATE + "uid"),
        notes.flag(CANDIDATE + "pinned"));
  }

  private static Cause requiredCause(Notes notes) {
    return cause(notes.required(CAUSE));
  }

  private static Cause cause(String text) {
    return Cause.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static String passedOver(Map<String, Long> passedOver) {
    return passedOver.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  private static Map<String, Long> readPassedOver(@Nullable String text) {
    Map<String, Long> passedOver = new HashMap<>();
    list(text).forEach(entry -> passedOver.put(left(entry, '='), Long.valueOf(right(entry, '='))));
    return passedOver;
  }

  private static String expired(Set<ExpiredOverride> expired) {
    return expired.stream()
        .sorted(
            Comparator.comparing(ExpiredOverride::sessionId)
                .thenComparing(ExpiredOverride::expiration))
        .map(ended -> Notes.escaped(ended.sessionId()) + "@" + ended.expiration())
        .collect(Collectors.joining(","));
  }

  private static Set<ExpiredOverride> readExpired(@Nullable String text) {
    Set<ExpiredOverride> expired = new HashSet<>();
    list(text)
        .forEach(
            entry ->
                expired.add(
                    new ExpiredOverride(
                        Notes.unescaped(left(entry, '@')), Instant.parse(right(entry, '@')))));
    return expired;
  }

  private static Stream<String> list(@Nullable String text) {
    return text == null ? Stream.empty() : Arrays.stream(text.split(",", -1));
  }

  private static String left(String entry, char separator) {
    return entry.substring(0, entry.lastIndexOf(separator));
  }

  private static String right(String entry, char separator) {
    return entry.substring(entry.lastIndexOf(separator) + 1);
  }
}
