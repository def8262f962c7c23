package dev.understudy.rest;

import dev.understudy.group.GroupService;
import dev.understudy.group.GroupService.Ticket;
import dev.understudy.group.Refusal;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heartbeats: answered at once, or held for a while. */
final class HeartbeatHandlers {

  private final GroupService groups;
  private final FacadeState state;
  private final Vertx vertx;

  HeartbeatHandlers(GroupService groups, FacadeState state, Vertx vertx) {
    this.groups = groups;
    this.state = state;
    this.vertx = vertx;
  }

  /** Takes a heartbeat. */
  void post(Exchange exchange) {
    HeartbeatJson heartbeat = HeartbeatJson.read(exchange.body());
    Lookup ids = exchange.ids();
    attempt(exchange, heartbeat, ids, ids.candidates(), null);
  }

  private void attempt(
      Exchange exchange,
      HeartbeatJson heartbeat,
      Lookup ids,
      List<Lookup.Ids> candidates,
      @Nullable Refusal firstRefusal) {
    Lookup.Ids candidate = candidates.getFirst();
    List<Lookup.Ids> others = candidates.subList(1, candidates.size());
    ReplySocket reply =
        new ReplySocket(
            exchange,
            state,
            vertx,
            refusal -> {
              if (!Lookup.isUnknown(refusal)) {
                exchange.refuse(refusal);
                return;
              }
              Refusal first = firstRefusal == null ? refusal : firstRefusal;
              if (others.isEmpty()) {
                exchange.refuse(ids.unknown(first));
              } else {
                attempt(exchange, heartbeat, ids, others, first);
              }
            });
    Ticket ticket =
        groups.heartbeat(
            exchange.namespace(),
            candidate.group(),
            heartbeat.of(candidate.session(), exchange.client().peer(), exchange.arrived()),
            reply);
    exchange.onHangUp(ticket::hangUp);
  }
}
