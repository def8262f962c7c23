package dev.understudy.clients;

import dev.understudy.demo.HeartbeatAnswer;
import dev.understudy.demo.Journal;
import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Registration;
import dev.understudy.demo.Role;
import dev.understudy.demo.Timers;
import dev.understudy.demo.Transport;
import dev.understudy.demo.Transport.Call;
import dev.understudy.demo.Transport.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One life of a client that keeps the rule by which two are never in charge: it acts only for as
 * long as a term is valid, stops before it says so, and forgets answers that are out of date. A
 * heartbeat that fell due while a request was open follows the answer at once, so that a client
 * that stands by has a request open nearly all of the time.
 *
 * <p>Everything happens on the thread of its {@link Timers}; all methods may be called from any
 * thread and return at once.
 */
public final class RuleKeepingClient {

  private static final int MOST_PENDING = 10;

  private final Settings settings;
  private final Transport transport;
  private final Timers timers;
  private final Journal journal;
  private final Registration registration;
  private final List<Acting> acted = new CopyOnWriteArrayList<>();
  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

  private Tenure tenure;
  private int sessions = 1;
  private Duration failoverTimeout;
  private Duration interval;
  private boolean ended;
  private boolean busy;
  private boolean overdue;
  private @Nullable CompletableFuture<Reply> open;
  private Timers.@Nullable Timer tick;
  private Timers.@Nullable Timer lapse;
  private @Nullable Acting now;

  /**
   * What a client is configured with.
   *
   * @param instance names this life of the client; another life has another, and so has another
   *     session of it
   * @param failoverTimeout the timeout that it wishes for the group
   * @param interval the time between heartbeats; a fifth of the group's timeout where absent
   */
  public record Settings(
      String group,
      String session,
      String name,
      String instance,
      Duration failoverTimeout,
      Optional<Duration> interval,
      DoubleSupplier score,
      Supplier<Optional<Instant>> dataTime) {}

  /**
   * A time in which it acted as primary.
   *
   * @param from when it began
   * @param until when it stopped, or the term was not valid any more
   */
  public record Acting(String client, long term, Duration from, Duration until) {}

  public RuleKeepingClient(Settings settings, Transport transport, Timers timers, Journal journal) {
    this.settings = settings;
    this.transport = transport;
    this.timers = timers;
    this.journal = journal;
    this.tenure = new Tenure();
    this.failoverTimeout = settings.failoverTimeout();
    this.interval = interval();
    this.registration =
        new Registration(
            transport,
            settings.group(),
            settings.session(),
            settings.name(),
            settings.failoverTimeout());
  }

  private Duration interval() {
    return settings.interval().orElse(failoverTimeout.dividedBy(5));
  }

  /** When it acted, up to its last stop. What it does at this moment is not in it. */
  public List<Acting> acted() {
    return List.copyOf(acted);
  }

  /** The session's id. */
  public String session() {
    return settings.session();
  }

  /** Starts: registers, then sends heartbeats. */
  public void start() {
    timers.execute(this::register);
  }

  /**
   * Stops: stops acting, then deletes its session.
   *
   * @return completes when the deletion was answered, however it was
   */
  public CompletionStage<@Nullable Void> stop() {
    timers.execute(
        () -> {
          if (ended) {
            return;
          }
          end(Event.STOPPING);
          String path = registration.sessionPath() + "?instance=" + instance();
          timers.when(
              transport.send(new Call("DELETE", path, null, Registration.TIMEOUT)),
              (reply, failure) -> {
                giveUp();
                write(
                    reply == null ? timers.now() : reply.received(),
                    Event.STOPPED,
                    null,
                    null,
                    null,
                    String.valueOf(reply == null ? failure : reply.status()));
                stopped.complete(null);
              });
        });
    return stopped.minimalCompletionStage();
  }

  /** Ends without a word, as a process that is killed. */
  public void crash() {
    timers.execute(
        () -> {
          if (!ended) {
            end(Event.CRASHED);
            giveUp();
          }
        });
  }

  private void end(Event how) {
    ended = true;
    if (tick != null) {
      tick.cancel();
    }
    standBy();
    write(timers.now(), how, null, null, null, "");
  }

  private void giveUp() {
    if (open != null) {
      open.cancel(true);
    }
  }

  /**
   * Its session is gone, and perhaps the group: it is another client from now on. A group that was
   * made anew counts its terms from the beginning, and what this client sent before may arrive yet.
   */
  private void beginAnew() {
    standBy();
    tenure = Tenure.since(timers.now());
    sessions++;
    register();
  }

  private String instance() {
    return sessions == 1 ? settings.instance() : settings.instance() + "." + sessions;
  }

  private void register() {
    busy = true;
    timers.when(
        registration.register(),
        (timeout, failure) -> {
          busy = false;
          if (ended) {
            return;
          }
          write(
              timers.now(),
              timeout == null ? Event.NOT_REGISTERED : Event.REGISTERED,
              null,
              null,
              null,
              String.valueOf(timeout == null ? failure : timeout));
          if (timeout != null) {
            failoverTimeout = timeout;
            interval = interval();
            beat(0);
          }
          if (tick == null) {
            tickAt(timers.now().plus(interval));
          }
        });
  }

  private void tickAt(Duration moment) {
    tick =
        timers.schedule(
            moment,
            () -> {
              tickAt(moment.plus(interval));
              if (busy) {
                overdue = true;
                write(timers.now(), Event.TICK_LOST, null, null, null, "");
              } else {
                beat(0);
              }
            });
  }

  private void beat(int pending) {
    busy = true;
    overdue = false;
    Duration sent = timers.now();
    // A primary that waits for one answer too long has no time left for another.
    boolean acting = tenure.term().isPresent();
    Duration timeout = acting ? failoverTimeout.dividedBy(2) : Registration.TIMEOUT;
    write(
        sent,
        Event.SENT,
        acting ? Role.PRIMARY : Role.SECONDARY,
        tenure.reported().orElse(null),
        null,
        "");
    CompletableFuture<Reply> request =
        transport.send(
            new Call("POST", registration.sessionPath() + "/heartbeat", body(acting), timeout));
    open = request;
    timers.when(request, (reply, failure) -> answered(sent, pending, reply, failure));
  }

  private String body(boolean acting) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("FailoverScore", settings.score().getAsDouble());
    settings.dataTime().get().ifPresent(time -> body.put("LastDataProcessedTime", time.toString()));
    body.put("Role", (acting ? Role.PRIMARY : Role.SECONDARY).number());
    tenure.reported().ifPresent(term -> body.put("Term", term));
    body.put("Instance", instance());
    return Registration.print(body);
  }

  private void answered(
      Duration sent, int pending, @Nullable Reply reply, @Nullable Throwable failure) {
    busy = false;
    if (ended) {
      return;
    }
    if (reply != null && reply.status() == 200) {
      read(sent, pending, reply);
    } else {
      write(
          timers.now(),
          Event.FAILED,
          null,
          null,
          sent,
          reply == null ? String.valueOf(failure) : reply.status() + " " + reply.body());
      if (reply != null && reply.status() == 404) {
        beginAnew();
      }
    }
    if (overdue && !busy) {
      beat(0);
    }
  }

  private void read(Duration sent, int pending, Reply reply) {
    HeartbeatAnswer answer;
    try {
      answer = HeartbeatAnswer.read(reply.body());
    } catch (HeartbeatAnswer.Unreadable e) {
      write(reply.received(), Event.FAILED, null, null, sent, String.valueOf(e.getMessage()));
      return;
    }
    write(reply.received(), Event.ANSWERED, answer.role(), answer.term(), sent, "");
    switch (tenure.apply(answer, sent, timers.now())) {
      case ACT -> {
        act(reply);
        if (reply.received().minus(sent).compareTo(interval.dividedBy(2)) > 0) {
          // A held answer has used up much of what it grants.
          beat(0);
        }
      }
      case STOP_AND_ACKNOWLEDGE -> {
        standBy();
        beat(0);
      }
      case ASK_AGAIN -> {
        if (pending < MOST_PENDING) {
          beat(pending + 1);
        } else {
          write(timers.now(), Event.PENDING_TOO_OFTEN, null, null, sent, "");
        }
      }
      case NOTHING -> {}
    }
  }

  private void act(Reply reply) {
    long term = tenure.term().orElseThrow();
    Duration until = tenure.validUntil();
    if (now != null && now.term() != term) {
      stopActing();
    }
    if (now == null) {
      now = new Acting(settings.session(), term, timers.now(), until);
      write(reply.received(), Event.ACTS, Role.PRIMARY, term, null, "");
    }
    now = new Acting(settings.session(), term, now.from(), until);
    if (lapse != null) {
      lapse.cancel();
    }
    lapse = timers.schedule(until, this::standBy);
  }

  /** Stops acting, if it does: told to, or because the term is not valid any more. */
  private void standBy() {
    stopActing();
    tenure.lapse();
  }

  private void stopActing() {
    if (lapse != null) {
      lapse.cancel();
      lapse = null;
    }
    if (now != null) {
      Duration stop = timers.now();
      // Whoever acts looks at the clock first, so a timer that is late does no harm.
      Duration until = stop.compareTo(now.until()) < 0 ? stop : now.until();
      acted.add(new Acting(now.client(), now.term(), now.from(), until));
      write(stop, Event.STANDS_BY, Role.SECONDARY, now.term(), null, "");
      now = null;
    }
  }

  private void write(
      Duration at,
      Event event,
      @Nullable Role role,
      @Nullable Long term,
      @Nullable Duration sent,
      String detail) {
    journal.add(new Entry(at, settings.session(), event, role, term, sent, detail));
  }
}
