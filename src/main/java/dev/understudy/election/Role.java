package dev.understudy.election;

/** What a session is told to be. The order of the constants is the number on the wire. */
public enum Role {
  /** Stand by: do not act. */
  SECONDARY,
  /** Act. Only ever the answer to a request whose own write to the group Lease succeeded. */
  PRIMARY,
  /**
   * Stand by and ask again at once: this session is next. It changes nothing in what the client
   * does.
   */
  PENDING_PRIMARY
}
