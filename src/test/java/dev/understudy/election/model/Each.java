package dev.understudy.election.model;

/**
 * The fields of the words of which a world has one a session: what stands in its Lease, what the
 * group Lease and the specification say of it, what its client believes, and its client's two
 * requests.
 *
 * <p>A session is counted from its newest registration: distance 0 is that one, distance 1 the one
 * before it with the same id.
 */
final class Each {
  /** Whether the newest registration is there, not deleted. */
  static final Field PRESENT = new Field(0, 1);

  /** Whether the last deletion was ordered by a write of the group Lease. */
  static final Field ORDERED = PRESENT.then(1);

  /** Whether it is known to speak the extension. */
  static final Field SPEAKS = ORDERED.then(1);

  /** It holds the grant: distance + 1; 0 if it does not. */
  static final Field HOLDS = SPEAKS.then(2);

  /** The grant was given to a process of its client that is no more. */
  static final Field HOLDS_BEFORE_CRASH = HOLDS.then(1);

  /** It comes next: 1 the newest registration, or pinned; 2 an older one; 0 if it does not. */
  static final Field NEXT = HOLDS_BEFORE_CRASH.then(2);

  /** It was the holder before. Kept only where failover is by hand. */
  static final Field LAST = NEXT.then(1);

  /** By generation from 1: the override, 0 none, 1 to Primary, 2 to Secondary. */
  static final Field[] SAID = Shared.inARow(LAST, 3, 2);

  /** The generation that brought the override that the group Lease names as ended; 0 if none. */
  static final Field ENDED = SAID[2].then(2);

  // The client

  static final Field ACTS = ENDED.then(1);

  /** How long ago the request was sent whose Primary answer it acts on. */
  static final Field ACT_AGE = ACTS.then(3);

  static final Field ACT_SHORT = ACT_AGE.then(1);

  /** The highest term that it has seen. */
  static final Field SEEN = ACT_SHORT.then(3);

  /** The highest term that a Secondary has ended for it. */
  static final Field GAVE_UP = SEEN.then(3);

  /** 1: it has sent a DELETE and waits; 2: the DELETE of a crashed process is under way. */
  static final Field LEAVING = GAVE_UP.then(2);

  /** A client that keeps no rule: it is not looked at when it is counted who acts. */
  static final Field STOCK = LEAVING.then(1);

  // Its requests, older first

  private static final Field[] REQUESTS = Shared.inARow(STOCK, 2, 12);
  static final Field[] WHAT = parts(0, 3);

  /** How long ago it was sent. */
  static final Field[] AGE = parts(3, 3);

  /** Of a request: it says Primary. Of a Primary answer: it is valid for the short timeout. */
  static final Field[] FLAG = parts(6, 1);

  /** Of a request: the term that it says, 0 for none. Of an answer: its term. */
  static final Field[] TERM = parts(7, 3);

  /** Its answer is not listened to any more. */
  static final Field[] MUTE = parts(10, 1);

  /** It was sent by a process that is no more. */
  static final Field[] BEFORE_CRASH = parts(11, 1);

  // What becomes of a request

  static final int FREE = 0;
  static final int UNDER_WAY = 1;

  /** Open at replica 0; the next number at replica 1. */
  static final int OPEN = 2;

  static final int PRIMARY = 4;
  static final int SECONDARY = 5;

  /** A claim's answer that was not sent, to be taken back by replica 0; the next by replica 1. */
  static final int DEAD = 6;

  // Deletion

  /** A deletion is under way: its Lease is gone, the group Lease is not written yet. */
  static final Field DELETING = REQUESTS[1].then(1);

  static final Field DELETING_OWN = DELETING.then(1);
  static final Field DELETING_AT = DELETING_OWN.then(1);

  /** The id was registered anew since. */
  static final Field DELETING_OLD = DELETING_AT.then(1);

  /** By replica: what it sees of the session: distance + 1, or 0 for nothing. */
  static final Field[] VIEW = Shared.inARow(DELETING_OLD, 2, 2);

  /** All that a write of the group Lease decides in this word. */
  static final long LEASE =
      HOLDS.mask() | HOLDS_BEFORE_CRASH.mask() | NEXT.mask() | LAST.mask() | ENDED.mask();

  private Each() {}

  private static Field[] parts(int offset, int bits) {
    return new Field[] {
      new Field(REQUESTS[0].shift() + offset, bits), new Field(REQUESTS[1].shift() + offset, bits)
    };
  }
}
