package dev.understudy.election;

import java.time.Duration;
import java.util.Map;

/**
 * Who has been better than the holder, and since when, as one replica observed it. A decision
 * returns it and is given it back; nobody else keeps it.
 *
 * @param by the challenges by the challenger's session UID
 */
public record Challenges(Map<String, Challenge> by) {
  /** Nobody is better. */
  public static final Challenges NONE = new Challenges(Map.of());

  public Challenges {
    by = Map.copyOf(by);
  }

  /**
   * One session that is better than the holder by more than the margin.
   *
   * @param term the term it challenges
   * @param since when that was first observed, on the monotonic clock
   * @param beats the challenger's beats then
   * @param holderBeats the holder's beats then
   */
  public record Challenge(long term, Duration since, long beats, long holderBeats) {
    /** Whether both have been heard since: only then do the scores that compared still count. */
    boolean wasConfirmed(long beatsNow, long holderBeatsNow) {
      return beatsNow > beats && holderBeatsNow > holderBeats;
    }
  }
}
