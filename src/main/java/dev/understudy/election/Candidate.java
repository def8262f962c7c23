package dev.understudy.election;

import org.jspecify.annotations.Nullable;

/**
 * The session that is to be in charge next.
 *
 * @param id the client's id
 * @param uid the UID of its session Lease; absent only for a pinned candidate that is not
 *     registered
 * @param pinned whether an override to Primary names it: it is then exempt from being stale or
 *     silent, and stands for its id whatever session has it
 */
public record Candidate(String id, @Nullable String uid, boolean pinned) {
  public Candidate {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a candidate has an id");
    }
    if (uid == null && !pinned) {
      throw new IllegalArgumentException("only a pinned candidate may be unregistered: " + id);
    }
  }

  static Candidate of(SessionRef session) {
    return new Candidate(session.id(), session.uid(), false);
  }

  static Candidate pinned(String id, @Nullable String uid) {
    return new Candidate(id, uid, true);
  }

  /** Whether this candidacy is for the given session: by id when pinned, else by id and UID. */
  public boolean is(SessionRef session) {
    return id.equals(session.id()) && (pinned || session.uid().equals(uid));
  }
}
