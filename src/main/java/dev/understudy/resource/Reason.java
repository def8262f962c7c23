package dev.understudy.resource;

/** The reasons that conditions give, for programs. */
public enum Reason {
  /** The group is served. */
  SERVED("Served"),
  /** The list is enforced. */
  ENFORCED("Enforced"),
  /** A session is in charge. */
  ELECTED("Elected"),
  /** No session is registered. */
  NO_SESSIONS("NoSessions"),
  /** No session can be in charge now. */
  NO_CANDIDATE("NoCandidate"),
  /** A session is elected and takes over with its next heartbeat. */
  PENDING("Pending"),
  /** The newest specification is being taken up. */
  NEW_GENERATION("NewGeneration"),
  /** The specification breaks a rule; the last good one stays in force. */
  INVALID_SPEC("InvalidSpec"),
  /** Another resource of the namespace has the same id. */
  DUPLICATE_ID("DuplicateId"),
  /** The group's Lease is in a form that this version of the operator cannot read. */
  UNREADABLE_LEASE("UnreadableLease"),
  /** The operator lacks a permission. */
  PERMISSION_DENIED("PermissionDenied"),
  /** The operator cannot say now, or not yet. */
  NOT_YET_KNOWN("NotYetKnown"),
  /** The deletion waits until nobody is in charge any more. */
  DRAINING("Draining"),
  /** Manual failover, and the last primary is not there. */
  MANUAL_FAILOVER("ManualFailover"),
  /** An override forces a session to be the primary that is not there. */
  FORCED_PRIMARY_ABSENT("ForcedPrimaryAbsent"),
  /** Nobody knows who was in charge last, and that grant may not have ended. */
  UNKNOWN_HOLDER("UnknownHolder"),
  /** Several clients use one session id at once. */
  SHARED_ID("SharedId"),
  /** The list is for a group that does not exist. */
  GROUP_NOT_FOUND("GroupNotFound");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The reason as it stands in a condition. */
  public String word() {
    return word;
  }
}
