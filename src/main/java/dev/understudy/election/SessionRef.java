package dev.understudy.election;

import java.util.Objects;

/**
 * Names one session: the id that its client chose and the UID of its session Lease.
 *
 * <p>A client that registers its id anew after a deletion gets another Lease, hence another UID,
 * and is another session. Two references are equal only if both parts are.
 *
 * @param id the client's id, never empty
 * @param uid the UID of the session Lease, never empty
 */
public record SessionRef(String id, String uid) {
  public SessionRef {
    if (id.isEmpty() || uid.isEmpty()) {
      throw new IllegalArgumentException(
          "a session has an id and a Lease UID, got '" + id + "' and '" + uid + "'");
    }
    Objects.requireNonNull(uid);
  }
}
