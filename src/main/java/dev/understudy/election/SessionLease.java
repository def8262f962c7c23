package dev.understudy.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a session Lease says: one registered client, and its heartbeats while it is not in charge.
 *
 * @param ref the session
 * @param name the client's display name, may be empty
 * @param registered when it was registered first; earlier ones win ties
 * @param subject who registered it, as authenticated; empty where nobody asked
 * @param timeout the failover timeout that it registered under: polling clients read it only then
 * @param signs what was heard of it
 * @param pace how it polls, and what it was answered
 */
public record SessionLease(
    SessionRef ref,
    String name,
    Instant registered,
    String subject,
    Duration timeout,
    Signs signs,
    Pace pace) {

  /** A new registration, before any heartbeat. */
  public static SessionLease registered(
      SessionRef ref, String name, Instant now, String subject, Duration timeout) {
    return new SessionLease(
        ref, name, now, subject, timeout, Signs.NONE.registeredAnew(), Pace.UNKNOWN);
  }

  /**
   * The same client registered again, as it does whenever it starts: its scores and its pace begin
   * anew.
   */
  public SessionLease registeredAnew(GroupLease group, String newSubject, Duration newTimeout) {
    return new SessionLease(
        ref,
        name,
        registered,
        newSubject,
        newTimeout,
        signsIn(group).registeredAnew(),
        Pace.UNKNOWN);
  }

  /**
   * The newest word of this session: its own Lease's, or what the group Lease says of it as holder
   * or last holder.
   */
  public Signs signsIn(GroupLease group) {
    Signs newest = signs;
    Grant grant = group.phase().current().orElse(null);
    if (grant != null && ref.equals(grant.holder())) {
      newest = newest.orNewer(grant.signs());
    }
    LastHolder last = group.previous();
    if (last != null && ref.equals(last.session())) {
      newest = newest.orNewer(last.signs());
    }
    return newest;
  }

  SessionLease heard(Signs newSigns, Pace newPace) {
    return new SessionLease(ref, name, registered, subject, timeout, newSigns, newPace);
  }

  /** How often a polling client sends: every half of the timeout that it registered under. */
  Duration interval() {
    return timeout.dividedBy(2);
  }

  /** Latest ticks that {@link Pace} keeps. */
  static final int KEPT_TICKS = 4;

  static List<Duration> newest(List<Duration> ticks) {
    return ticks.size() <= KEPT_TICKS ? ticks : List.copyOf(ticks.subList(0, KEPT_TICKS));
  }
}
