package dev.understudy.election.model;

/** The rules around the election that a mutation can break: those of replicas and of clients. */
enum Rule {
  // Replicas

  /** Primary is answered only if the compare-and-swap of that very request succeeded. */
  ANSWER_AFTER_WRITE,
  /** A write names the version that it is based on. */
  WRITE_NAMES_VERSION,
  /** A write names the Lease that it is based on: one that was deleted is not made anew. */
  WRITE_NAMES_UID,
  /** A renewal changes the Lease, so that every watcher sees it. */
  RENEWAL_CHANGES_LEASE,
  /** A replica counts ages from its own observation, never from a time that stands in a Lease. */
  AGE_FROM_OBSERVATION,
  /** A renewal's age begins once, however often it is seen. */
  ECHO_RENEWS_NOTHING,
  /** A replica sees the group Lease never before the sessions that were deleted before it. */
  SESSIONS_BEFORE_GROUP,
  /** A replica whose specification is older than the one acted on reads it first. */
  SPECIFICATION_FIRST,
  /** A dead claim is taken back on the very version that it wrote, or not at all. */
  TAKE_BACK_ONCE,
  /** The Lease that stands in for a lost one has an unknown holder. */
  LOST_GRANT_STANDS,
  /** A role alone shows that a client speaks the extension. */
  ROLE_SHOWS_EXTENSION,

  // Clients

  /** Primary is valid from the sending of its request. */
  VALID_FROM_SENDING,
  /** Primary counts only in the highest term seen, and not in one that a Secondary has ended. */
  TERMS_ARE_CHECKED,
  /** Answers to requests sent before the last one applied are dropped. */
  ANSWERS_IN_ORDER,
  /** Only a term that a Secondary has ended is acknowledged. */
  ONLY_ENDED_TERM_ACKNOWLEDGED,
  /** A client stops acting before it deletes its session. */
  STOPS_BEFORE_LEAVING,

  // What the world itself must know: it forgets what cannot matter while the rules are kept.

  /** The word of a session says something only if it acknowledges the present term. */
  ONLY_ACKNOWLEDGEMENTS_MATTER
}
