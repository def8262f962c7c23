package dev.understudy.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That heartbeats of one session came from more than one caller, lately. A client that moves to
 * another address, or starts anew, does so once; two clients that were given the same id come back
 * in turn.
 *
 * <p>Times are counted back from the session's last heartbeat, so that any replica can go on.
 *
 * @param last who called last
 * @param earlier who else called within the timeout, newest first
 * @param returned how long before the last heartbeat a caller came back after another one, within
 *     the timeout; absent when none did, or not lately
 */
public record Sharing(Caller last, List<Earlier> earlier, @Nullable Duration returned) {
  private static final int MOST_EARLIER = 3;

  /** For how many timeouts after it was seen last it counts as going on. */
  private static final int REMEMBERED = 2;

  /**
   * A caller that was not the last one.
   *
   * @param ago how long before the session's last heartbeat it called
   */
  public record Earlier(Caller caller, Duration ago) {}

  public Sharing {
    earlier = List.copyOf(earlier);
  }

  /**
   * What is known after one more heartbeat; absent when there is only one caller.
   *
   * @param before what was known; absent when there was only one caller
   * @param known that one caller
   */
  static @Nullable Sharing after(
      @Nullable Sharing before, Caller known, Caller caller, Arrival arrival) {
    Sharing sharing = before == null ? new Sharing(known, List.of(), null) : before;
    Sharing next = sharing.aged(arrival).heard(caller, arrival);
    return next.earlier.isEmpty() && next.returned == null ? null : next;
  }

  /** Whether the caller is another one than the last. */
  static boolean isChange(@Nullable Sharing before, Caller known, Caller caller) {
    return caller.isOtherThan(before == null ? known : before.last);
  }

  private Sharing heard(Caller caller, Arrival arrival) {
    if (!caller.isOtherThan(last)) {
      return this;
    }
    Duration sinceLast = arrival.sinceLast();
    List<Earlier> others = new ArrayList<>();
    if (sinceLast != null && sinceLast.compareTo(arrival.timeout()) <= 0) {
      others.add(new Earlier(last, sinceLast));
    }
    boolean returns = false;
    for (Earlier other : earlier) {
      if (caller.isOtherThan(other.caller)) {
        others.add(other);
      } else {
        returns = true;
      }
    }
    return new Sharing(
        caller,
        others.subList(0, Math.min(others.size(), MOST_EARLIER)),
        returns ? Duration.ZERO : returned);
  }

  /** Who does not know how much time has passed knows nothing of who called within it. */
  private Sharing aged(Arrival arrival) {
    Duration by = arrival.sinceLast();
    if (by == null) {
      return new Sharing(last, List.of(), returned);
    }
    List<Earlier> recent =
        earlier.stream()
            .map(other -> new Earlier(other.caller, other.ago.plus(by)))
            .filter(other -> other.ago.compareTo(arrival.timeout()) <= 0)
            .toList();
    return new Sharing(last, recent, stillReturned(by, arrival.timeout()));
  }

  private @Nullable Duration stillReturned(Duration by, Duration timeout) {
    if (returned == null) {
      return null;
    }
    Duration ago = returned.plus(by);
    return ago.compareTo(timeout.multipliedBy(REMEMBERED)) < 0 ? ago : null;
  }

  /**
   * For how long after the session's last heartbeat its id counts as used by several clients;
   * absent when it does not.
   */
  @Nullable Duration lasts(Duration timeout) {
    return returned == null ? null : timeout.multipliedBy(REMEMBERED).minus(returned);
  }

  /**
   * Whether the callers are told apart by their processes: of such, only the one that holds the
   * grant is answered Primary.
   */
  public boolean isByProcess() {
    return last.instance() != null
        && earlier.stream().anyMatch(other -> other.caller.instance() != null);
  }
}
