package dev.understudy.election.model;

import dev.understudy.election.Beat;
import dev.understudy.election.Decision.Answer;
import dev.understudy.election.Role;
import dev.understudy.election.SessionRef;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client that keeps the rule, or a stock one, on a network that loses nothing. */
final class FairClient {
  private final String id;
  private final boolean stock;
  private final Duration timeout;
  private long seen;
  private long gaveUp;
  private @Nullable Duration actsUntil;
  private Duration nextBeat;

  /**
   * A client as it is in a world.
   *
   * @param first when it sends its first heartbeat
   */
  FairClient(World world, int s, Duration timeout, Duration first) {
    this.id = Belief.IDS[s];
    this.stock = world.is(s, Each.STOCK);
    this.timeout = timeout;
    this.seen = world.get(s, Each.SEEN);
    this.gaveUp = world.get(s, Each.GAVE_UP);
    this.nextBeat = first;
  }

  String id() {
    return id;
  }

  Duration nextBeat() {
    return nextBeat;
  }

  Beat beat(SessionRef session, int registration, Duration now) {
    nextBeat = now.plus(timeout.dividedBy(2));
    boolean acts = acts(now);
    Long term = acts ? Long.valueOf(seen) : gaveUp == 0 ? null : Long.valueOf(gaveUp);
    return new Beat(
        session,
        registration,
        50,
        null,
        stock ? null : acts ? Role.PRIMARY : Role.SECONDARY,
        stock ? null : term,
        stock ? null : "now",
        null,
        false);
  }

  /** Takes the answer to a heartbeat that was sent just now. Whether it must confirm it at once. */
  boolean apply(Answer answer, Duration now) {
    if (answer.role() == Role.PRIMARY) {
      if (stock || (answer.term() >= seen && answer.term() > gaveUp)) {
        seen = answer.term();
        actsUntil = now.plus(answer.validFor().orElseThrow());
      }
      return false;
    }
    boolean acted = acts(now) && seen <= answer.term();
    seen = Math.max(seen, answer.term());
    gaveUp = Math.max(gaveUp, answer.term());
    if (acted) {
      actsUntil = null;
    }
    return acted && !stock;
  }

  boolean acts(Duration now) {
    return actsUntil != null && now.compareTo(actsUntil) < 0;
  }
}
