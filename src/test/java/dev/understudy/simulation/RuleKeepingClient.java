package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client that keeps the rule for clients: two of them are never in charge at the same time. */
final class RuleKeepingClient extends SimulatedClient {

  private int beatsInATimeout = 2;
  private Duration interval = Duration.ofSeconds(30);
  private boolean registered;
  private boolean stopping;
  private long sent;
  private long applied;
  private long highest;
  private long ended;
  private long term;
  private Duration validUntil = Duration.ZERO;
  private boolean again;
  private int chain;
  private int sessions;
  private @Nullable Integer stretch;

  RuleKeepingClient(
      Surroundings surroundings,
      String id,
      String machine,
      Network network,
      Supplier<Replica> balancer,
      NodeClock clock) {
    super(surroundings, id, machine, network, balancer, clock);
  }

  /** Makes it send so many heartbeats in a timeout; two unless told otherwise. */
  RuleKeepingClient beatsInATimeout(int beats) {
    beatsInATimeout = beats;
    return this;
  }

  @Override
  void begin() {
    interval = timeout().dividedBy(beatsInATimeout);
    registered = false;
    stopping = false;
    again = false;
    sent = 0;
    applied = 0;
    highest = 0;
    ended = 0;
    term = 0;
    chain = 0;
    tick();
  }

  private void tick() {
    after(interval, this::tick);
    beat();
  }

  private void beat() {
    if (stopping || hasOpen()) {
      return;
    }
    if (!registered) {
      register(
          result -> {
            if (!registered && result instanceof HttpResult.Done) {
              registered = true;
              beat();
            }
          });
      return;
    }
    again = false;
    boolean acting = isActing();
    Long known = acting ? Long.valueOf(term) : ended > 0 ? Long.valueOf(ended) : null;
    Duration sentAt = local();
    long number = ++sent;
    send(
        new Network.Beat(
            id(),
            score(),
            acting ? wall() : null,
            acting ? Role.PRIMARY : Role.SECONDARY,
            known,
            instance(),
            address()),
        acting ? timeout().dividedBy(beatsInATimeout) : HTTP_TIMEOUT,
        result -> heard(result, sentAt, number));
  }

  private void heard(HttpResult result, Duration sentAt, long number) {
    if (stopping) {
      return;
    }
    switch (result) {
      case HttpResult.Told told -> {
        if (number >= applied) {
          applied = number;
          apply(told, sentAt);
        }
      }
      case HttpResult.Refused(Refusal.Kind kind) -> {
        chain = 0;
        if (kind == Refusal.Kind.NOT_FOUND) {
          beginAnew();
        }
      }
      case HttpResult.Done _, HttpResult.Broken _ -> chain = 0;
    }
    if (again) {
      beat();
    }
  }

  /**
   * Its session is gone, and perhaps the group: it is another client from now on. A group that was
   * made anew counts its terms from the beginning, and what this client sent before may arrive yet.
   */
  private void beginAnew() {
    lapse();
    registered = false;
    sessions++;
    applied = sent + 1;
    highest = 0;
    ended = 0;
    term = 0;
  }

  @Override
  String instance() {
    return super.instance() + "." + sessions;
  }

  private void apply(HttpResult.Told told, Duration sentAt) {
    switch (told.role()) {
      case PRIMARY -> {
        chain = 0;
        if (told.term() >= highest && told.term() > ended && told.validFor() != null) {
          promote(told.term(), sentAt.plus(told.validFor()));
          again = local().compareTo(sentAt.plus(told.validFor().dividedBy(4))) > 0;
        }
      }
      case SECONDARY -> {
        chain = 0;
        boolean told0 = term > 0 && term <= told.term();
        ended = Math.max(ended, told.term());
        if (told0) {
          lapse();
          term = 0;
          again = true;
        }
      }
      case PENDING_PRIMARY -> {
        chain++;
        again = chain <= 10;
      }
    }
    highest = Math.max(highest, told.term());
  }

  private void promote(long newTerm, Duration until) {
    if (stretch != null && (term != newTerm || !isActing())) {
      lapse();
    }
    term = newTerm;
    validUntil = until;
    if (!isActing()) {
      return;
    }
    Duration end = clock().trueTime(until);
    if (stretch == null) {
      say("acts, term " + term);
      stretch = history().begins(acting(true, term, end));
    } else {
      history().ends(stretch, end);
    }
  }

  /** Stops acting, if it had not stopped by itself before. */
  private void lapse() {
    if (stretch != null) {
      if (isActing()) {
        say("stops acting");
        history().ends(stretch, world().now());
      }
      stretch = null;
    }
    validUntil = Duration.ZERO;
  }

  @Override
  boolean isActing() {
    return term > 0 && local().compareTo(validUntil) < 0;
  }

  @Override
  long term() {
    return term;
  }

  @Override
  void died() {
    lapse();
  }

  @Override
  void stop() {
    say("stops gracefully");
    stopping = true;
    lapse();
    delete(
        instance(),
        result -> {
          abort();
          crash();
        });
  }

  @Override
  void hangUp(boolean another) {
    abort();
    chain = 0;
    if (another) {
      beat();
    }
  }
}
