package dev.understudy.rest;

import dev.understudy.election.Role;
import dev.understudy.group.GroupService;
import dev.understudy.group.GroupService.Departure;
import dev.understudy.group.GroupService.OverrideRequest;
import dev.understudy.group.GroupSnapshot;
import dev.understudy.group.Refusal;
import dev.understudy.group.SessionSnapshot;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sessions: list, register, get, delete, and override their roles. */
final class SessionHandlers {

  private static final int LONGEST_NAME = 1024;
  private static final Duration LONGEST_PERIOD = Duration.ofDays(36_500);

  private final GroupService groups;

  SessionHandlers(GroupService groups) {
    this.groups = groups;
  }

  /** Lists a group's sessions. */
  void list(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> groups.snapshot(exchange.namespace(), ids.group())),
        snapshot ->
            exchange.send(
                200,
                snapshot.sessions().stream().mapToLong(SessionHandlers::size).sum(),
                () -> WireWriter.array(snapshot.sessions(), SessionHandlers::write)));
  }

  /** Registers a session. */
  void register(Exchange exchange) {
    WireObject body = exchange.body();
    String id = GroupHandlers.newId(body.text("Id"));
    String name = name(body.text("Name"));
    exchange.answer(
        exchange
            .ids()
            .first(
                ids ->
                    groups.register(
                        exchange.namespace(), ids.group(), id, name, exchange.subject())),
        made -> exchange.send(made.created() ? 201 : 200, json(made.value())));
  }

  /** Shows a session. */
  void get(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> find(exchange.namespace(), ids)),
        session -> exchange.send(200, json(session)));
  }

  /** Deletes a session. */
  void delete(Exchange exchange) {
    String instance =
        HeartbeatJson.instance("instance", exchange.target().parameter("instance").orElse(null));
    exchange.answer(
        exchange
            .ids()
            .first(
                ids ->
                    groups.deleteSession(
                        exchange.namespace(),
                        ids.group(),
                        new Departure(
                            ids.session(),
                            exchange.subject(),
                            exchange.client().peer(),
                            instance,
                            exchange.arrived(),
                            exchange.client()::isOpen))),
        nothing -> exchange.send(204));
  }

  /** Sets or takes back a session's role override. */
  void override(Exchange exchange) {
    WireObject body = exchange.body();
    Role role = RoleNumbers.override(body, "Value");
    Duration given = body.timeSpan("ExpirationPeriod");
    Duration period = role == null ? null : period(given);
    exchange.answer(
        exchange
            .ids()
            .first(
                ids ->
                    groups.override(
                        exchange.namespace(),
                        ids.group(),
                        new OverrideRequest(ids.session(), role, period))),
        set ->
            exchange.send(
                200,
                WireWriter.object(
                    json ->
                        json.whole("Value", RoleNumbers.ofOverride(set.role()))
                            .moment("RoleOverrideExpirationTime", set.expiration()))));
  }

  private CompletionStage<SessionSnapshot> find(String namespace, Lookup.Ids ids) {
    return groups.snapshot(namespace, ids.group()).thenApply(snapshot -> session(snapshot, ids));
  }

  private static SessionSnapshot session(GroupSnapshot snapshot, Lookup.Ids ids) {
    return snapshot.sessions().stream()
        .filter(session -> session.id().equals(ids.session()))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "The group %s has no session %s."
                        .formatted(Problem.quote(ids.group()), Problem.quote(ids.session())),
                    "Register it first."));
  }

  private static String name(@Nullable String name) {
    if (name == null) {
      return "";
    }
    if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
      throw Problem.property(
          "Name", "Name has more than " + LONGEST_NAME + " characters.", "Send a shorter one.");
    }
    return name;
  }

  private static @Nullable Duration period(@Nullable Duration given) {
    if (given == null) {
      return null;
    }
    Duration period = TimeSpans.roundedUp(given);
    if (!period.isPositive() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw Problem.property(
          "ExpirationPeriod",
          "ExpirationPeriod %s is not more than nothing and at most %d days."
              .formatted(TimeSpans.write(given), LONGEST_PERIOD.toDays()),
          "Leave it out for an override that stays until it is taken back.");
    }
    return period;
  }

  /** How many bytes a session takes on the wire, about. */
  private static long size(SessionSnapshot session) {
    long fixed = 320;
    return fixed + session.id().length() + session.name().length();
  }

  private static byte[] json(SessionSnapshot session) {
    return WireWriter.object(json -> write(json, session));
  }

  private static void write(WireWriter json, SessionSnapshot session) {
    json.text("Id", session.id()).text("Name", session.name().isEmpty() ? null : session.name());
    if (session.heartbeatPosted()) {
      json.object(
          "Heartbeat",
          heartbeat ->
              heartbeat
                  .number("FailoverScore", session.score())
                  .moment("LastDataProcessedTime", session.dataTime())
                  .moment("HeartbeatTime", session.heartbeatTime()));
    } else {
      json.nothing("Heartbeat");
    }
    json.whole("Role", RoleNumbers.of(session.role()))
        .flag("HeartbeatPosted", session.heartbeatPosted())
        .whole("RoleOverride", RoleNumbers.ofOverride(session.override()))
        .moment("RoleOverrideExpirationTime", session.overrideExpiration())
        .nothing("AdditionalData");
  }
}
