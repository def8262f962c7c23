package dev.understudy.election;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client from its heartbeats. A session's signs stand in its session Lease,
 * those of the holder in the group Lease; the higher count of beats is the newer word.
 *
 * @param beats how many heartbeats the session has sent in all; it only grows
 * @param registration counts the registrations of the session: a client that starts anew registers
 *     again
 * @param fresh how many heartbeats have come since the last registration
 * @param score the failover score as it counts: that of the first two heartbeats after a
 *     registration does not
 * @param dataTime when the client last processed data, the latest of all that it said
 * @param at when the last heartbeat arrived, by the wall clock of the replica that took it; for
 *     human eyes only
 * @param extended whether the client ever said which role it has
 * @param instance the process that sent the last heartbeat, where the client tells
 * @param peer a fingerprint of the address that the last heartbeat came from, where known
 * @param sharing that others call under the same id, or did so lately; absent when nobody does
 */
public record Signs(
    long beats,
    int registration,
    int fresh,
    double score,
    @Nullable Instant dataTime,
    @Nullable Instant at,
    boolean extended,
    @Nullable String instance,
    @Nullable String peer,
    @Nullable Sharing sharing) {

  /** Nothing heard yet. */
  public static final Signs NONE = new Signs(0, 0, 0, 0, null, null, false, null, null, null);

  /**
   * Stock clients send a score of 0 in their first two heartbeats, whatever they will send later.
   */
  static final int UNCOUNTED_SCORES = 2;

  /** A data time further ahead than this is a wrong clock and is not taken. */
  private static final Duration FURTHEST_AHEAD = Duration.ofMinutes(5);

  /**
   * Whether the client has sent enough heartbeats since its registration for its score to count.
   */
  public boolean scoreCounts() {
    return fresh > UNCOUNTED_SCORES;
  }

  Signs heard(Beat beat, Arrival arrival) {
    int freshNow = registration == beat.registration() ? fresh + 1 : 1;
    boolean counts = freshNow > UNCOUNTED_SCORES && !beat.outdated();
    return new Signs(
        beats + 1,
        beat.registration(),
        freshNow,
        counts ? beat.score() : score,
        later(dataTime, credible(beat.dataTime(), arrival.at())),
        arrival.at(),
        extended || beat.extended(),
        beat.instance() != null ? beat.instance() : instance,
        beat.peer() != null ? beat.peer() : peer,
        beat.outdated() ? sharing : Sharing.after(sharing, caller(), beat.caller(), arrival));
  }

  /** Who sent the last heartbeat. */
  private Caller caller() {
    return new Caller(instance, peer);
  }

  /** Whether a heartbeat comes from another caller than the last one that was heard. */
  boolean isFromAnother(Beat beat) {
    return Sharing.isChange(sharing, caller(), beat.caller());
  }

  /** After a heartbeat that does not count but for who sent it. */
  Signs overheard(Beat beat, Arrival arrival) {
    return new Signs(
        beats,
        registration,
        fresh,
        score,
        dataTime,
        at,
        extended,
        instance,
        peer,
        Sharing.after(sharing, caller(), beat.caller(), arrival));
  }

  /** As of the process that is about to be answered, whichever of the same id was heard last. */
  Signs of(@Nullable String process) {
    return process == null || process.equals(instance)
        ? this
        : new Signs(
            beats, registration, fresh, score, dataTime, at, extended, process, peer, sharing);
  }

  /** After the client registered anew: its beats go on counting, its score does not. */
  Signs registeredAnew() {
    return new Signs(
        beats, registration + 1, 0, 0, dataTime, at, extended, instance, peer, sharing);
  }

  /** The newer word of the two. */
  Signs orNewer(Signs other) {
    return other.beats > beats ? other : this;
  }

  /** Whether there was a heartbeat or a registration that the other does not know. */
  boolean isNewerThan(Signs other) {
    return beats > other.beats || registration > other.registration;
  }

  static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? a : b;
  }

  private static @Nullable Instant credible(@Nullable Instant dataTime, Instant now) {
    return dataTime != null && dataTime.isAfter(now.plus(FURTHEST_AHEAD)) ? null : dataTime;
  }
}
