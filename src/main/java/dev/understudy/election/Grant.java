package dev.understudy.election;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the group Lease says of the session in charge. It lasts for one term.
 *
 * @param holder who is in charge; absent when that is not known any more (election table, row 22)
 * @param gone whether the holder's session was deleted by somebody else: its grant ends by waiting
 *     only (row 16)
 * @param timing the failover timeout and grace of this term; a renewal may raise them, only a new
 *     term lowers them
 * @param renewals how often the grant was given or renewed: with the Lease's UID and the term it
 *     identifies a renewal
 * @param signs the holder's heartbeats, score and data time
 */
public record Grant(
    @Nullable SessionRef holder, boolean gone, Timing timing, long renewals, Signs signs) {

  /** A grant whose holder nobody knows: it can only be waited out. */
  static Grant unknown(Timing timing) {
    return new Grant(null, true, timing, 0, Signs.NONE);
  }

  /** Whether the session holds this grant and may still renew it. */
  public boolean isHeldBy(SessionRef session) {
    return !gone && session.equals(holder);
  }

  /** How long to wait after the last renewal observed before somebody else may be granted. */
  public Duration expiry() {
    return timing.expiry();
  }

  Grant asGone() {
    return new Grant(holder, true, timing, renewals, signs);
  }

  /** The grant after a heartbeat that renews it, judged by the settings in force. */
  Grant renewed(Beat beat, Arrival arrival, Timing current) {
    return new Grant(
        holder, gone, timing.raisedTo(current), renewals + 1, signs.heard(beat, arrival));
  }

  /** The grant after a heartbeat that renews nothing. */
  Grant heard(Beat beat, Arrival arrival) {
    return with(signs.heard(beat, arrival));
  }

  /** The grant after a heartbeat that does not count but for who sent it. */
  Grant overheard(Beat beat, Arrival arrival) {
    return with(signs.overheard(beat, arrival));
  }

  private Grant with(Signs next) {
    return new Grant(holder, gone, timing, renewals, next);
  }
}
