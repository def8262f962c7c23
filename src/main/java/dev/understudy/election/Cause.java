package dev.understudy.election;

/**
 * Why a group is between two primaries, or came to its present one. Written into the group Lease,
 * shown to users.
 */
public enum Cause {
  /** The group had no primary and this session was the best. */
  ELECTED("Elected"),
  /** The primary's renewals stopped for the whole wait. */
  HOLDER_EXPIRED("HolderExpired"),
  /** The primary deleted its own session: a graceful stop. */
  HOLDER_LEFT("HolderLeft"),
  /**
   * Another session's score was higher, by more than the margin, for the whole stabilization
   * period.
   */
  BETTER_SCORE("BetterScore"),
  /** An override makes the session the primary. */
  FORCED_PRIMARY("ForcedPrimary"),
  /** An override forbids the primary to be one. */
  FORCED_SECONDARY("ForcedSecondary"),
  /** The elected session stayed silent, so another one was elected. */
  CANDIDATE_SILENT("CandidateSilent"),
  /** The Primary answer could not be handed to its client. */
  ANSWER_LOST("AnswerLost"),
  /** The group is being deleted. */
  GROUP_DELETED("GroupDeleted"),
  /** The group Lease was lost, replaced or set back, so nobody knows who was in charge. */
  LEASE_LOST("LeaseLost");

  private final String word;

  Cause(String word) {
    this.word = word;
  }

  /**
   * The word that stands in Leases, conditions, Events and metrics: CamelCase, as Kubernetes
   * reasons are.
   */
  public String word() {
    return word;
  }
}
