package dev.understudy.election.model;

/**
 * An event at a replica, in the world's terms.
 *
 * @param kind what happens
 * @param session whose; 0 where it is nobody's
 * @param saysPrimary a heartbeat says that it acts
 * @param says the term that a heartbeat says, 0 for none
 * @param beforeCrash it was sent by a process that is no more
 * @param distance which registration a deletion is of
 * @param own a deletion counts as the session's own
 */
record Happening(
    Kind kind,
    int session,
    boolean saysPrimary,
    int says,
    boolean beforeCrash,
    int distance,
    boolean own) {

  enum Kind {
    OBSERVED(0),
    HEARTBEAT(1),
    DELETED(2),
    ANSWER_LOST(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  static final Happening OBSERVED = new Happening(Kind.OBSERVED, 0, false, 0, false, 0, false);

  static Happening heartbeat(int session, boolean saysPrimary, int says, boolean beforeCrash) {
    return new Happening(Kind.HEARTBEAT, session, saysPrimary, says, beforeCrash, 0, false);
  }

  static Happening deleted(int session, int distance, boolean own) {
    return new Happening(Kind.DELETED, session, false, 0, false, distance, own);
  }

  /** The answer of the claim that granted the given term. */
  static Happening answerLost(int session, int term) {
    return new Happening(Kind.ANSWER_LOST, session, false, term, false, 0, false);
  }

  /** The same in few bits. */
  long code() {
    return kind.code
        | session << 2
        | (saysPrimary ? 1 << 4 : 0)
        | says << 5
        | (beforeCrash ? 1 << 8 : 0)
        | distance << 9
        | (own ? 1 << 11 : 0);
  }
}
