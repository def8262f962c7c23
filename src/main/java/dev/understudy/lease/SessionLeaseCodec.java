package dev.understudy.lease;

import dev.understudy.election.Pace;
import dev.understudy.election.SessionLease;
import dev.understudy.election.SessionRef;
import dev.understudy.election.Signs;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The session Lease in Kubernetes. The FailoverGroup owns it, so it goes with the group. */
final class SessionLeaseCodec {
  private static final String SESSION_ID = "session-id";
  private static final String SESSION_NAME = "session-name";
  private static final String GROUP_UID = "group-uid";
  private static final String SUBJECT = "subject";
  private static final String TICKS = "ticks";

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
    Notes notes = Notes.over(null).putText("group-id", at.groupId()).put(GROUP_UID, at.groupUid());
    return written(empty, notes, lease);
  }

  /** What to write over a version of the Lease. */
  static Lease updated(StoredSession base, SessionLease next) {
    return written(base.raw(), Notes.over(base.raw()), next);
  }

  private static Lease written(Lease base, Notes notes, SessionLease lease) {
    Pace pace = lease.pace();
    Signs signs = lease.signs();
    notes
        .putText(SESSION_ID, lease.ref().id())
        .putText(SESSION_NAME, lease.name().isEmpty() ? null : lease.name())
        .put("registered", lease.registered())
        .putText(SUBJECT, lease.subject().isEmpty() ? null : lease.subject())
        .put("timeout", lease.timeout())
        .putList(TICKS, pace.ticks(), Duration::toString)
        .put("pending-replies", pace.pendingReplies())
        .put("told-secondary", pace.toldSecondary());
    SignsCodec.write(notes, "", signs);
    Instant at = signs.at();
    return new LeaseBuilder(base)
        .editMetadata()
        .withAnnotations(notes.all())
        .endMetadata()
        .editOrNewSpec()
        .withHolderIdentity(lease.ref().id())
        .withLeaseDurationSeconds(LeaseTerms.seconds(lease.timeout()))
        .withRenewTime(at == null ? null : LeaseTerms.time(at))
        .endSpec()
        .build();
  }

  /** Reads a Lease. */
  static StoredSession read(Lease raw) {
    Notes notes = Notes.of(raw);
    SessionLease lease =
        new SessionLease(
            new SessionRef(notes.requiredName(SESSION_ID), raw.getMetadata().getUid()),
            orEmpty(notes, SESSION_NAME),
            notes.requiredInstant("registered"),
            orEmpty(notes, SUBJECT),
            notes.required("timeout", "no duration above zero", PhaseCodec::positive),
            SignsCodec.read(notes, ""),
            new Pace(
                notes.list(TICKS, "no list of durations", Duration::parse),
                notes.smallCount("pending-replies"),
                notes.read("told-secondary", "no whole number from 0 up", Notes::fromZero)));
    return new StoredSession(raw, notes.requiredName(GROUP_UID), lease);
  }

  /** Whether a Lease is a session's, and not a group's or another program's. */
  static boolean isSession(Lease raw) {
    Map<String, String> annotations = raw.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(Notes.PREFIX + SESSION_ID);
  }

  private static String orEmpty(Notes notes, String key) {
    String text = notes.plain(key);
    return text == null ? "" : text;
  }
}
