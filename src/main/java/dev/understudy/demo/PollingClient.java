package dev.understudy.demo;

import dev.understudy.demo.Journal.Entry;
import dev.understudy.demo.Journal.Event;
import dev.understudy.demo.Transport.Call;
import dev.understudy.demo.Transport.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One life of a client that behaves as stock AVEVA adapters do, from its start to its stop or
 * crash.
 *
 * <p>It sends a first heartbeat at once and waits for the answer, a second one 1 s later, and then
 * one every half of the failover timeout at that phase. A tick that comes while a request is open
 * is lost. Told to be pending, it asks again at once, up to ten times in a row. After an error it
 * keeps its role; after a 404 it registers again first. It knows no terms and acknowledges nothing,
 * so two of them can overlap for as long as an answer is under way.
 *
 * <p>Everything happens on the thread of its {@link Timers}; all methods may be called from any
 * thread and return at once.
 */
public final class PollingClient {

  /** So many pending answers in a row are followed by another request. */
  private static final int MOST_PENDING = 10;

  private static final Duration SECOND_HEARTBEAT = Duration.ofSeconds(1);
  private static final String UNSET_TIME = "0001-01-01T00:00:00";

  private final Settings settings;
  private final Transport transport;
  private final Timers timers;
  private final Journal journal;
  private final SavedRole saved;
  private final Registration registration;
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

  private volatile Duration failoverTimeout;
  private volatile Role role = Role.SECONDARY;
  private boolean ended;
  private int sentHeartbeats;
  private int answeredHeartbeats;
  private boolean busy;
  private @Nullable CompletableFuture<Reply> open;
  private Timers.@Nullable Timer tick;

  /**
   * What a client is configured with.
   *
   * @param group the group's id
   * @param session the session's id
   * @param name the session's name
   * @param failoverTimeout the timeout that it wishes for the group
   * @param score its failover score, 0 to 100; asked for at each heartbeat
   * @param dataTime when it last processed data; asked for at each heartbeat
   */
  public record Settings(
      String group,
      String session,
      String name,
      Duration failoverTimeout,
      DoubleSupplier score,
      Supplier<Optional<Instant>> dataTime) {}

  /**
   * @param saved what an earlier life has left behind, and where this one leaves its role
   */
  public PollingClient(
      Settings settings, Transport transport, Timers timers, Journal journal, SavedRole saved) {
    this.settings = settings;
    this.transport = transport;
    this.timers = timers;
    this.journal = journal;
    this.saved = saved;
    this.failoverTimeout = settings.failoverTimeout();
    this.registration =
        new Registration(
            transport,
            settings.group(),
            settings.session(),
            settings.name(),
            settings.failoverTimeout());
  }

  /** The session's id. */
  public String session() {
    return settings.session();
  }

  /** The role on which it acts: Primary or Secondary. */
  public Role role() {
    return role;
  }

  /** The timeout by which it sends heartbeats: the group's, once it is registered. */
  public Duration failoverTimeout() {
    return failoverTimeout;
  }

  /**
   * Starts.
   *
   * @return completes when its first heartbeat was answered, or could not be sent or answered
   */
  public CompletionStage<@Nullable Void> start() {
    timers.execute(
        () ->
            register(
                registered -> {
                  if (registered) {
                    beat(0);
                  } else {
                    started.complete(null);
                    saved.get().ifPresent(before -> become(before, null));
                    tickAt(timers.now());
                  }
                }));
    return started.minimalCompletionStage();
  }

  /**
   * Stops gracefully: stops acting, deletes its session on another connection, and gives up a
   * heartbeat that is still open after that.
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
          saved.set(role);
          become(Role.SECONDARY, null);
          Call delete = new Call("DELETE", registration.sessionPath(), null, Registration.TIMEOUT);
          timers.when(transport.send(delete), this::deleted);
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
    write(timers.now(), how, role, null, null, "");
  }

  private void deleted(@Nullable Reply reply, @Nullable Throwable failure) {
    giveUp();
    write(
        reply == null ? timers.now() : reply.received(),
        Event.STOPPED,
        null,
        null,
        null,
        reply == null ? String.valueOf(failure) : String.valueOf(reply.status()));
    stopped.complete(null);
  }

  private void giveUp() {
    if (open != null) {
      open.cancel(true);
    }
  }

  private void register(Consumer<Boolean> next) {
    busy = true;
    timers.when(
        registration.register(),
        (timeout, failure) -> {
          busy = false;
          if (ended) {
            return;
          }
          if (timeout != null) {
            failoverTimeout = timeout;
          }
          write(
              timers.now(),
              timeout != null ? Event.REGISTERED : Event.NOT_REGISTERED,
              null,
              null,
              null,
              String.valueOf(timeout != null ? timeout : failure));
          next.accept(timeout != null);
        });
  }

  private void tickAt(Duration moment) {
    tick =
        timers.schedule(
            moment,
            () -> {
              tickAt(moment.plus(failoverTimeout.dividedBy(2)));
              if (busy) {
                write(timers.now(), Event.TICK_LOST, role, null, null, "");
              } else {
                beat(0);
              }
            });
  }

  /**
   * Sends a heartbeat.
   *
   * @param pending how many pending answers in a row came just before
   */
  private void beat(int pending) {
    busy = true;
    sentHeartbeats++;
    Duration sent = timers.now();
    write(sent, Event.SENT, role, null, null, "");
    CompletableFuture<Reply> request =
        transport.send(
            new Call(
                "POST", registration.sessionPath() + "/heartbeat", body(), Registration.TIMEOUT));
    open = request;
    timers.when(request, (reply, failure) -> answered(sent, pending, reply, failure));
  }

  private String body() {
    Map<String, Object> body = new LinkedHashMap<>();
    // What computes the score and sees the data runs only after the first two.
    boolean warm = sentHeartbeats > 2;
    body.put("FailoverScore", warm ? settings.score().getAsDouble() : 0);
    body.put(
        "LastDataProcessedTime",
        settings
            .dataTime()
            .get()
            .filter(_ -> warm)
            .map(time -> time.truncatedTo(ChronoUnit.MILLIS).toString())
            .orElse(UNSET_TIME));
    return Registration.print(body);
  }

  private void answered(
      Duration sent, int pending, @Nullable Reply reply, @Nullable Throwable failure) {
    busy = false;
    if (ended) {
      return;
    }
    boolean first = !started.isDone();
    if (reply != null && reply.status() == 200) {
      read(sent, pending, reply);
    } else {
      write(timers.now(), Event.FAILED, role, null, sent, describe(reply, failure));
    }
    if (first) {
      // Its start waited for this answer; its clock starts with the next heartbeat.
      started.complete(null);
      saved.get().ifPresent(before -> become(before, null));
      tickAt(timers.now().plus(SECOND_HEARTBEAT));
    }
    if (reply != null && reply.status() == 404) {
      register(_ -> {});
    }
  }

  private static String describe(@Nullable Reply reply, @Nullable Throwable failure) {
    return reply == null ? String.valueOf(failure) : reply.status() + " " + reply.body();
  }

  private void read(Duration sent, int pending, Reply reply) {
    HeartbeatAnswer answer;
    try {
      answer = HeartbeatAnswer.read(reply.body());
    } catch (HeartbeatAnswer.Unreadable e) {
      write(reply.received(), Event.FAILED, role, null, sent, String.valueOf(e.getMessage()));
      return;
    }
    answeredHeartbeats++;
    write(reply.received(), Event.ANSWERED, answer.role(), answer.term(), sent, "");
    if (answer.role() != Role.PENDING_PRIMARY) {
      boolean restored = answeredHeartbeats == 1 && saved.get().isPresent();
      if (!restored) {
        become(answer.role(), answer.term());
      }
    } else if (pending < MOST_PENDING) {
      beat(pending + 1);
    } else {
      write(timers.now(), Event.PENDING_TOO_OFTEN, role, null, sent, "");
    }
  }

  private void become(Role next, @Nullable Long term) {
    if (role != next) {
      role = next;
      Event event = next == Role.PRIMARY ? Event.ACTS : Event.STANDS_BY;
      write(timers.now(), event, next, term, null, "");
    }
  }

  private void write(
      Duration at,
      Event event,
      @Nullable Role toldRole,
      @Nullable Long term,
      @Nullable Duration sent,
      String detail) {
    journal.add(new Entry(at, settings.session(), event, toldRole, term, sent, detail));
  }
}
