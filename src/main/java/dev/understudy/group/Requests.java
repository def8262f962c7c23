package dev.understudy.group;

import dev.understudy.election.LastAnswer;
import dev.understudy.election.SessionView.OpenRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a group's sessions at this replica: which are held, which came last, and what was
 * answered last. By session UID. Belongs to its group's actor.
 */
final class Requests {
  private final Map<String, OpenHeartbeat> held = new HashMap<>();
  private final Map<String, OpenHeartbeat> latest = new HashMap<>();
  private final Map<String, Answered> answers = new HashMap<>();

  /** An answer, and to which of the session's heartbeats. */
  private record Answered(LastAnswer answer, long beat) {}

  /** The held request of a session, for the view. */
  @Nullable OpenRequest open(String uid) {
    OpenHeartbeat heartbeat = held.get(uid);
    return heartbeat == null || !heartbeat.isWaiting() ? null : heartbeat.asOpen();
  }

  /**
   * A request of the session has come: takes an older one out, if it is held. One that is overtaken
   * by a newer one changes nothing.
   */
  Optional<OpenHeartbeat> supersede(String uid, OpenHeartbeat newer) {
    if (isOutdated(uid, newer)) {
      return Optional.empty();
    }
    latest.put(uid, newer);
    OpenHeartbeat older = held.get(uid);
    if (older == null || older == newer) {
      return Optional.empty();
    }
    held.remove(uid);
    return Optional.of(older);
  }

  /** Whether a later request of the session was handled before. */
  boolean isOutdated(String uid, OpenHeartbeat heartbeat) {
    OpenHeartbeat last = latest.get(uid);
    return last != null
        && last != heartbeat
        && last.request().arrived().compareTo(heartbeat.request().arrived()) > 0;
  }

  /** Whether another request of the session has come since. */
  boolean isSuperseded(String uid, OpenHeartbeat heartbeat) {
    OpenHeartbeat last = latest.get(uid);
    return last != null && last != heartbeat;
  }

  /** Holds a request. Returns the one that was held before, if one was. */
  @Nullable OpenHeartbeat hold(String uid, OpenHeartbeat heartbeat) {
    return held.put(uid, heartbeat);
  }

  /** Takes note that there is a plan for the held request of a session. */
  void planned(String uid) {
    OpenHeartbeat heartbeat = held.get(uid);
    if (heartbeat != null) {
      heartbeat.planned();
    }
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
   * Forgets all sessions but the given ones, and requests that nobody waits for; returns the held
   * requests of the other sessions.
   */
  List<OpenHeartbeat> keepOnly(Set<String> uids) {
    List<OpenHeartbeat> others = new ArrayList<>();
    held.forEach(
        (uid, heartbeat) -> {
          if (!uids.contains(uid)) {
            others.add(heartbeat);
          }
        });
    held.keySet().retainAll(uids);
    held.values().removeIf(heartbeat -> !heartbeat.isWaiting());
    latest.keySet().retainAll(uids);
    answers.keySet().retainAll(uids);
    return others;
  }

  /**
   * What the session was answered last, if this replica did so and that is known to have been
   * written out.
   *
   * @param beats how many heartbeats the session has sent so far: another replica may have answered
   *     the last one
   */
  @Nullable LastAnswer lastAnswer(String uid, long beats) {
    Answered last = answers.get(uid);
    return last == null || last.beat() != beats ? null : last.answer();
  }

  /** Takes note of what became of the answer to a session's heartbeat. */
  void answered(String uid, long beat, LastAnswer answer, Reply.Delivery delivery) {
    if (delivery == Reply.Delivery.WRITTEN) {
      answers.put(uid, new Answered(answer, beat));
    } else {
      answers.remove(uid);
    }
  }
}
