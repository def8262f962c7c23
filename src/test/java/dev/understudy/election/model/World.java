package dev.understudy.election.model;

/**
 * One state of everything: the API server, the replicas, the clients and the network, packed.
 *
 * <p>Times are counted in ticks. The long timeout is over for a slow client after three ticks, and
 * so is the wait of a fast replica for it; after two, which are the timeout itself, neither is. The
 * short timeout and its wait are over after one.
 */
final class World {
  static final int SESSIONS = 3;
  static final int REPLICAS = 2;

  /** Words of a world: the shared one and one a session. */
  static final int WORDS = 1 + SESSIONS;

  /** Ages are not told apart from here on. */
  static final int OLD = 3;

  private static final int LONG_LIFE = 3;
  private static final int SHORT_LIFE = 1;

  /** The shared word, the sessions, and where stale views are kept, those of each replica. */
  final long[] words;

  World(int words) {
    this.words = new long[words];
  }

  private World(long[] words) {
    this.words = words;
  }

  World copy() {
    return new World(words.clone());
  }

  boolean keepsStaleViews() {
    return words.length > WORDS;
  }

  int get(Field field) {
    return field.get(words[0]);
  }

  boolean is(Field field) {
    return field.is(words[0]);
  }

  World set(Field field, int value) {
    words[0] = field.set(words[0], value);
    return this;
  }

  int get(int session, Field field) {
    return field.get(words[1 + session]);
  }

  boolean is(int session, Field field) {
    return field.is(words[1 + session]);
  }

  World set(int session, Field field, int value) {
    words[1 + session] = field.set(words[1 + session], value);
    return this;
  }

  boolean hasGrant() {
    return get(Shared.PHASE) >= Shared.HELD;
  }

  /** The session whose newest or older registration holds the grant; -1 if there is none. */
  int holder() {
    for (int s = 0; s < SESSIONS; s++) {
      if (is(s, Each.HOLDS)) {
        return s;
      }
    }
    return -1;
  }

  /** Whether the session is in charge or, where nobody is, was so last. */
  boolean wasLast(int session) {
    return is(session, hasGrant() ? Each.HOLDS : Each.LAST);
  }

  /** After how many ticks a grant or a Primary answer under the given timeout has ended. */
  static int life(boolean isShort) {
    return isShort ? SHORT_LIFE : LONG_LIFE;
  }

  // Replicas

  /** The replica takes note of what the API server has now. */
  void show(int replica) {
    showGroup(replica);
    showSessions(replica);
  }

  void showGroup(int replica) {
    if (!is(Shared.CURRENT[replica])) {
      set(Shared.CURRENT[replica], 1);
      if (keepsStaleViews()) {
        java.util.Arrays.fill(words, WORDS * (1 + replica), WORDS * (2 + replica), 0);
      }
      if (!hasGrant()) {
        set(Shared.OBSERVED[replica], 0).set(Shared.AGE[replica], 0);
      } else if (!is(Shared.OBSERVED[replica])) {
        set(Shared.OBSERVED[replica], 1).set(Shared.AGE[replica], 0);
      }
    }
  }

  void showSessions(int replica) {
    for (int s = 0; s < SESSIONS; s++) {
      set(s, Each.VIEW[replica], get(s, Each.PRESENT));
    }
  }

  /** The group Lease was written: whoever did not write it has an older view from now on. */
  void outdate(int replica, World before) {
    if (is(Shared.CURRENT[replica])) {
      set(Shared.CURRENT[replica], 0);
      for (int s = 0; s < SESSIONS; s++) {
        if (keepsStaleViews()) {
          words[WORDS * (1 + replica) + 1 + s] = before.words[1 + s] & Each.LEASE;
        } else {
          set(s, Each.VIEW[replica], 0);
        }
      }
      if (keepsStaleViews()) {
        words[WORDS * (1 + replica)] = before.words[0] & Shared.LEASE;
      }
    }
  }

  /** What a replica believes the group Lease to be: this world with the stale view in place. */
  World believed(int replica) {
    World believed = new World(WORDS);
    for (int i = 0; i < WORDS; i++) {
      long lease = i == 0 ? Shared.LEASE : Each.LEASE;
      believed.words[i] = (words[i] & ~lease) | words[WORDS * (1 + replica) + i];
    }
    return believed;
  }

  // Requests

  int freeSlot(int session) {
    return !is(session, Each.WHAT[0]) ? 0 : !is(session, Each.WHAT[1]) ? 1 : -1;
  }

  /** Forgets a request; the newer one moves up. */
  void free(int session, int slot) {
    if (slot == 0 && is(session, Each.WHAT[1])) {
      long word = words[1 + session];
      for (Field[] part :
          new Field[][] {Each.WHAT, Each.AGE, Each.FLAG, Each.TERM, Each.MUTE, Each.BEFORE_CRASH}) {
        word = part[0].set(word, part[1].get(word));
      }
      words[1 + session] = word;
      clear(session, 1);
    } else {
      clear(session, slot);
    }
  }

  private void clear(int session, int slot) {
    words[1 + session] &=
        ~(Each.WHAT[slot].mask()
            | Each.AGE[slot].mask()
            | Each.FLAG[slot].mask()
            | Each.TERM[slot].mask()
            | Each.MUTE[slot].mask()
            | Each.BEFORE_CRASH[slot].mask());
  }

  /** Gives an answer; nobody waits for one that nobody listens to. */
  void answer(int session, int slot, int what, int term, boolean isShort) {
    if (is(session, Each.MUTE[slot])) {
      free(session, slot);
      return;
    }
    set(session, Each.WHAT[slot], what);
    set(session, Each.TERM[slot], term);
    set(session, Each.FLAG[slot], isShort ? 1 : 0);
  }

  /** The open request of a session at a replica; -1 if there is none. */
  int openSlot(int session, int replica) {
    for (int slot = 0; slot < 2; slot++) {
      if (get(session, Each.WHAT[slot]) == Each.OPEN + replica) {
        return slot;
      }
    }
    return -1;
  }

  void mute(int session) {
    for (int slot = 1; slot >= 0; slot--) {
      int what = get(session, Each.WHAT[slot]);
      if (what == Each.PRIMARY || what == Each.SECONDARY) {
        free(session, slot);
      } else if (what != Each.FREE) {
        set(session, Each.MUTE[slot], 1);
      }
    }
  }

  void stopsActing(int session) {
    set(session, Each.ACTS, 0).set(session, Each.ACT_AGE, 0).set(session, Each.ACT_SHORT, 0);
  }

  /** The override of a session in a generation of the specification, and 0 where none is. */
  int said(int session, int generation) {
    return generation == 0 ? 0 : get(session, Each.SAID[generation - 1]);
  }

  /** The generation that brought the override that stands in the given one. */
  int saidSince(int session, int generation) {
    int since = generation;
    while (since > 1 && said(session, since - 1) == said(session, generation)) {
      since--;
    }
    return since;
  }

  boolean isSpecShort(int generation) {
    return generation != 0 && is(Shared.SPEC_SHORT[generation - 1]);
  }
}
