package dev.understudy.clients;

import dev.understudy.demo.HeartbeatAnswer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule for clients, as far as it is about answers: which of them count, and what follows. Pure
 * but for its own memory; not thread-safe.
 */
final class Tenure {

  /** What an answer makes of a client. */
  enum Outcome {
    /** It acts as primary, or goes on to. */
    ACT,
    /** It stops acting, if it does, and then says so by a heartbeat at once. */
    STOP_AND_ACKNOWLEDGE,
    /** It sends another heartbeat at once. */
    ASK_AGAIN,
    /** Nothing changes. */
    NOTHING
  }

  private @Nullable Duration lastApplied;
  private long highestSeen = Long.MIN_VALUE;
  private long ended = Long.MIN_VALUE;
  private @Nullable Long held;
  private @Nullable Long acting;
  private Duration validUntil = Duration.ZERO;

  /** A client that has heard nothing yet. */
  Tenure() {}

  /**
   * A client that begins anew: terms may count from the beginning again, and answers to what it
   * sent before a moment are not for it.
   */
  static Tenure since(Duration moment) {
    Tenure tenure = new Tenure();
    tenure.lastApplied = moment;
    return tenure;
  }

  /** The term in which it acts. */
  Optional<Long> term() {
    return Optional.ofNullable(acting);
  }

  /** Until when the term in which it acts is valid. */
  Duration validUntil() {
    return validUntil;
  }

  /** The term that its heartbeat carries: the one in which it acts, or else the highest ended. */
  Optional<Long> reported() {
    if (acting != null) {
      return Optional.of(acting);
    }
    return ended == Long.MIN_VALUE ? Optional.empty() : Optional.of(ended);
  }

  /** It does not act any more, and nobody has told it to stop. */
  void lapse() {
    acting = null;
  }

  /** Takes an answer to a request. */
  Outcome apply(HeartbeatAnswer answer, Duration sent, Duration now) {
    if (lastApplied != null && sent.compareTo(lastApplied) < 0) {
      return Outcome.NOTHING;
    }
    Long term = answer.term();
    if (term == null) {
      throw new IllegalStateException("an answer without a term: " + answer);
    }
    lastApplied = sent;
    highestSeen = Math.max(highestSeen, term);
    return switch (answer.role()) {
      case PRIMARY -> primary(term, answer.validFor(), sent, now);
      case SECONDARY -> secondary(term);
      case PENDING_PRIMARY -> Outcome.ASK_AGAIN;
    };
  }

  private Outcome primary(long term, @Nullable Duration validFor, Duration sent, Duration now) {
    if (validFor == null) {
      throw new IllegalStateException("a Primary without ValidFor");
    }
    Duration until = sent.plus(validFor);
    if (term < highestSeen || term <= ended || until.compareTo(now) <= 0) {
      return Outcome.NOTHING;
    }
    held = term;
    acting = term;
    validUntil = until;
    return Outcome.ACT;
  }

  private Outcome secondary(long term) {
    boolean endsOwn = held != null && held <= term && held > ended;
    ended = Math.max(ended, term);
    if (acting != null && acting <= term) {
      acting = null;
    }
    return endsOwn ? Outcome.STOP_AND_ACKNOWLEDGE : Outcome.NOTHING;
  }
}
