package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.group.GroupKey;
import dev.understudy.group.GroupService;
import dev.understudy.group.HeartbeatRequest;
import dev.understudy.group.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries requests from one client to the replicas and the answers back. */
public final class Network {
  private final World world;
  private final History history;
  private final GroupKey group;
  private final Link there;
  private final Link back;
  private Reply.@Nullable Delivery nextPrimary;

  Network(World world, History history, GroupKey group, Link there, Link back) {
    this.world = world;
    this.history = history;
    this.group = group;
    this.there = there;
    this.back = back;
  }

  /**
   * What a client sends in a heartbeat.
   *
   * @param role its role, if it speaks the extension
   * @param term the term it knows, if it speaks the extension
   * @param instance its process, if it speaks the extension
   */
  public record Beat(
      String session,
      double score,
      @Nullable Instant dataTime,
      @Nullable Role role,
      @Nullable Long term,
      @Nullable String instance,
      @Nullable String peer) {}

  /** A request under way. */
  public interface Call {
    /** Breaks the connection off: the replica learns of it a little later. */
    void abort();
  }

  /** The way of the requests. */
  public Link there() {
    return there;
  }

  /** The way of the answers. */
  public Link back() {
    return back;
  }

  /** What becomes of the next Primary answer, instead of being written out. */
  public void breakNextPrimary(Reply.@Nullable Delivery how) {
    nextPrimary = how;
  }

  Call heartbeat(Replica to, Beat beat, Consumer<HttpResult> then) {
    return send(
        to,
        beat.session(),
        then,
        exchange ->
            exchange.ticket(
                to.coordinator()
                    .heartbeat(
                        group,
                        new HeartbeatRequest(
                            beat.session(),
                            beat.score(),
                            beat.dataTime(),
                            beat.role(),
                            beat.term(),
                            beat.instance(),
                            beat.peer(),
                            to.loop().now().monotonic()),
                        exchange)));
  }

  Call register(Replica to, String id, String name, String subject, Consumer<HttpResult> then) {
    return send(
        to,
        id,
        then,
        exchange -> {
          var _ =
              to.coordinator()
                  .register(group, id, name, subject)
                  .whenComplete((created, error) -> exchange.done(error));
        });
  }

  Call delete(
      Replica to,
      String id,
      String subject,
      @Nullable String peer,
      @Nullable String instance,
      Consumer<HttpResult> then) {
    return send(
        to,
        id,
        then,
        exchange -> {
          int asked = history.asksToDelete(group, id, subject);
          var _ =
              to.coordinator()
                  .delete(
                      group,
                      new GroupService.Departure(
                          id,
                          subject,
                          peer,
                          instance,
                          to.loop().now().monotonic(),
                          exchange::isOpen))
                  .whenComplete(
                      (done, error) -> {
                        if (error == null) {
                          history.deleted(asked);
                        }
                        exchange.done(error);
                      });
        });
  }

  private Call send(
      Replica to, String session, Consumer<HttpResult> then, Consumer<Exchange> facade) {
    boolean[] aborted = new boolean[1];
    boolean[] closed = new boolean[1];
    List<Exchange> served = new ArrayList<>();
    Consumer<HttpResult> client =
        result -> {
          if (!aborted[0]) {
            then.accept(result);
          }
        };
    int copies = there.drops() ? 0 : there.repeats() ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      world.after(
          there.delay(),
          () -> {
            if (!to.isUp()) {
              deliver(() -> client.accept(new HttpResult.Broken()));
              return;
            }
            if (closed[0]) {
              return;
            }
            Exchange exchange = new Exchange(this, to, session, client);
            served.add(exchange);
            to.loop()
                .execute(
                    () -> {
                      if (exchange.isOpen()) {
                        facade.accept(exchange);
                      }
                    });
          });
    }
    return () -> {
      aborted[0] = true;
      if (!there.drops()) {
        world.after(
            there.delay(),
            () -> {
              closed[0] = true;
              served.forEach(Exchange::hangUp);
            });
      }
    };
  }

  void deliver(Runnable atClient) {
    if (!back.drops()) {
      world.after(back.delay(), atClient);
    }
  }

  Reply.Delivery delivery(Reply.Answer answer) {
    Reply.Delivery how = nextPrimary;
    if (how == null || answer.role() != Role.PRIMARY) {
      return Reply.Delivery.WRITTEN;
    }
    nextPrimary = null;
    return how;
  }

  Duration now() {
    return world.now();
  }

  void answered(Duration asked, Replica replica, String session, Reply.Answer answer) {
    history.answered(asked, replica.name(), group, session, answer);
  }
}
