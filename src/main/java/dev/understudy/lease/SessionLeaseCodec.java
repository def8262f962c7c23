package dev.understudy.lease;

import dev.understudy.election.Pace;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The session Lease in Kubernetes. The FailoverGroup owns it, so it goes with the group. */
final class SessionLeaseCodec {
  private static final String SESSION_ID = "session-id";
  private static final String TICKS = "ticks-ms";

  private SessionLeaseCodec() {}

  /**
   * What to create for a session that registers. Its UID is given by the API server; the one in the
   * record is not looked at.
   *
   * @param at where it goes and whose it is
   */
  static Lease created(LeaseAddress at, SessionLease lease) {
    Lease empty =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(at.namespace())
            .withName(at.name())
            .withLabels(at.labels())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(at.ownerApiVersion())
                    .withKind(at.ownerKind())
                    .withName(at.groupName())
                    .withUid(at.groupUid())
                    .build())
            .endMetadata()
            .build();
    Notes notes =
        Notes.from(null)
            .put("group-id", Notes.escaped(at.groupId()))
            .put("group-uid", at.groupUid());
    return written(empty, notes, lease);
  }

  /** What to write over a version of the Lease. */
  static Lease updated(StoredSession base, SessionLease next) {
    return written(base.raw(), Notes.from(base.raw()), next);
  }

  private static Lease written(Lease base, Notes notes, SessionLease lease) {
    Pace pace = lease.pace();
    notes
        .put(SESSION_ID, Notes.escaped(lease.ref().id()))
        .put("session-name", Notes.escaped(lease.name()))
        .put("registered", lease.registered())
        .put("subject", Notes.escaped(lease.subject()))
        .put("timeout", lease.timeout())
        .put(
            TICKS,
            pace.ticks().stream()
                .map(tick -> Long.toString(tick.toMillis()))
                .collect(Collectors.joining(",")))
        .put("pending-replies", pace.pendingReplies())
        .put("told-secondary", pace.toldSecondary());
    SignsCodec.write(notes, "", lease.signs());
    LeaseBuilder builder =
        new LeaseBuilder(base)
            .editMetadata()
            .withAnnotations(notes.all())
            .withManagedFields()
            .endMetadata();
    var spec =
        builder
            .editOrNewSpec()
            .withHolderIdentity(lease.ref().id())
            .withLeaseDurationSeconds((int) Math.ceilDiv(lease.timeout().toMillis(), 1000L));
    Instant at = lease.signs().at();
    if (at != null) {
      spec.withRenewTime(MicroTime.of(at));
    }
    return spec.endSpec().build();
  }

  /** Reads a Lease. */
  static StoredSession read(Lease raw) {
    Notes notes = Notes.of(raw);
    SessionLease lease =
        new SessionLease(
            new SessionRef(Notes.unescaped(notes.required(SESSION_ID)), raw.getMetadata().getUid()),
            text(notes, "session-name"),
            Instant.parse(notes.required("registered")),
            text(notes, "subject"),
            notes.duration("timeout"),
            SignsCodec.read(notes, ""),
            new Pace(
                ticks(notes.text(TICKS)),
                (int) notes.number("pending-replies", 0),
                notes.parsed("told-secondary", Long::valueOf)));
    return new StoredSession(raw, notes.required("group-uid"), lease);
  }

  /** Whether a Lease is a session's, and not a group's or another program's. */
  static boolean isSession(Lease raw) {
    return raw.getMetadata().getAnnotations() != null
        && raw.getMetadata().getAnnotations().containsKey(Notes.PREFIX + SESSION_ID);
  }

  private static String text(Notes notes, String key) {
    String text = notes.parsed(key, Notes::unescaped);
    return text == null ? "" : text;
  }

  private static List<Duration> ticks(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(tick -> Duration.ofMillis(Long.parseLong(tick)))
            .toList();
  }
}
