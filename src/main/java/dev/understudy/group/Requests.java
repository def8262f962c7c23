package dev.understudy.group;

import dev.understudy.election.LastAnswer;
import dev.understudy.election.Role;
import dev.understudy.election.SessionView.OpenRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a group's sessions at this replica: which are held, which came last, and what was
 * answered last. By session UID.
 */
final class Requests {
  private final Map<String, OpenHeartbeat> held = new HashMap<>();
  private final Map<String, OpenHeartbeat> latest = new HashMap<>();
  private final Map<String, LastAnswer> answers = new HashMap<>();

  /** The held request of a session, for the view. */
  @Nullable OpenRequest open(String uid) {
    OpenHeartbeat heartbeat = held.get(uid);
    return heartbeat == null || !heartbeat.isWaiting() ? null : heartbeat.asOpen();
  }

  /** A newer request of the session has come: takes the older one out, if it is held. */
  Optional<OpenHeartbeat> supersede(String uid, OpenHeartbeat newer) {
    OpenHeartbeat before = latest.get(uid);
    if (before == null || before.request().arrived().compareTo(newer.request().arrived()) <= 0) {
      latest.put(uid, newer);
    }
    OpenHeartbeat older = held.get(uid);
    if (older == null || older == newer) {
      return Optional.empty();
    }
    held.remove(uid);
    return Optional.of(older);
  }

  /** Whether a later request of the session was handled before. */
  boolean isOutdated(String uid, Duration arrived) {
    OpenHeartbeat last = latest.get(uid);
    return last != null && last.request().arrived().compareTo(arrived) > 0;
  }

  /** Holds a request. Returns the one that was held before, if one was. */
  @Nullable OpenHeartbeat hold(String uid, OpenHeartbeat heartbeat) {
    return held.put(uid, heartbeat);
  }

  /** Takes a request out that its client has hung up on. */
  void drop(OpenHeartbeat heartbeat) {
    held.values().remove(heartbeat);
  }

  @Nullable OpenHeartbeat take(String uid) {
    return held.remove(uid);
  }

  List<OpenHeartbeat> takeAll() {
    List<OpenHeartbeat> all = List.copyOf(held.values());
    held.clear();
    return all;
  }

  /**
   * What the session was answered last by this replica, if that is known to have been written out.
   */
  @Nullable LastAnswer lastAnswer(String uid) {
    return answers.get(uid);
  }

  void answered(String uid, Role role, long term, Reply.Delivery delivery) {
    if (delivery == Reply.Delivery.WRITTEN) {
      answers.put(uid, new LastAnswer(role, term));
    } else {
      answers.remove(uid);
    }
  }

  /** Forgets a session that is no more. */
  void forget(String uid) {
    latest.remove(uid);
    answers.remove(uid);
  }
}
