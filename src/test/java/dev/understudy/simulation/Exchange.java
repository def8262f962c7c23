package dev.understudy.simulation;

import dev.understudy.group.GroupService;
import dev.understudy.group.Refusal;
import dev.understudy.group.Reply;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request from a client to a replica and its answer, as the replica's facade serves it.
 */
final class Exchange implements Reply {
  private final Network network;
  private final Replica replica;
  private final VirtualLoop loop;
  private final String session;
  private final Consumer<HttpResult> client;
  private final Duration asked;
  private GroupService.@Nullable Ticket ticket;
  private boolean open = true;
  private boolean finished;

  Exchange(Network network, Replica replica, String session, Consumer<HttpResult> client) {
    this.network = network;
    this.replica = replica;
    this.loop = replica.loop();
    this.session = session;
    this.client = client;
    this.asked = network.now();
    replica.opened(this);
  }

  void ticket(GroupService.Ticket next) {
    ticket = next;
    if (!open) {
      next.hangUp();
    }
  }

  /** The replica learns that the client has hung up, once its process runs. */
  void hangUp() {
    loop.execute(this::hungUp);
  }

  private void hungUp() {
    if (open) {
      open = false;
      replica.closed(this);
      if (ticket != null) {
        ticket.hangUp();
      }
    }
  }

  /** The replica's process was killed: the client's connection breaks. */
  void killed() {
    if (!finished) {
      send(new HttpResult.Broken());
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void answer(Answer answer, Consumer<Delivery> written) {
    once();
    Duration notAfter = answer.notAfter();
    if (notAfter != null && loop.now().monotonic().compareTo(notAfter) > 0) {
      written.accept(Delivery.NOT_SENT);
      send(new HttpResult.Refused(Refusal.Kind.UNAVAILABLE));
      return;
    }
    if (!open) {
      replica.closed(this);
      written.accept(Delivery.NOT_SENT);
      return;
    }
    Delivery delivery = network.delivery(answer);
    if (delivery != Delivery.NOT_SENT) {
      network.answered(asked, replica, session, answer);
    }
    if (delivery == Delivery.WRITTEN) {
      send(new HttpResult.Told(answer.role(), answer.term(), answer.validFor(), answer.dataTime()));
    } else {
      send(new HttpResult.Broken());
    }
    written.accept(delivery);
  }

  @Override
  public void refuse(Refusal refusal) {
    once();
    send(new HttpResult.Refused(refusal.kind()));
  }

  void done(@Nullable Throwable error) {
    if (error == null) {
      send(new HttpResult.Done());
    } else if (error instanceof Refusal refusal) {
      send(new HttpResult.Refused(refusal.kind()));
    } else {
      throw new AssertionError("not a refusal", error);
    }
  }

  private void once() {
    if (finished) {
      throw new AssertionError("a second answer to a heartbeat of " + session);
    }
    finished = true;
  }

  private void send(HttpResult result) {
    finished = true;
    replica.closed(this);
    if (open) {
      network.deliver(() -> client.accept(result));
    }
  }
}
