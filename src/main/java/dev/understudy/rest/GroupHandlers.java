package dev.understudy.rest;

import dev.understudy.group.ClientIds;
import dev.understudy.group.GroupConfiguration;
import dev.understudy.group.GroupService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Groups: list, create, get, delete and status. */
final class GroupHandlers {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

  private static final int DEFAULT_COUNT = 100;
  private static final int MOST_COUNT = 1000;

  private final GroupService groups;

  GroupHandlers(GroupService groups) {
    this.groups = groups;
  }

  /** Lists a page of the groups. */
  void list(Exchange exchange) {
    int skip = parameter(exchange, "skip", 0, Integer.MAX_VALUE);
    int count = parameter(exchange, "count", DEFAULT_COUNT, MOST_COUNT);
    exchange.answer(
        groups.groups(exchange.namespace()),
        all -> {
          int from = Math.min(skip, all.size());
          List<GroupConfiguration> page = all.subList(from, Math.min(from + count, all.size()));
          exchange
              .header("Total-Count", Integer.toString(all.size()))
              .send(
                  200,
                  page.stream().mapToLong(GroupHandlers::size).sum(),
                  () -> WireWriter.array(page, GroupHandlers::write));
        });
  }

  /** Creates a group, or finds that the same one exists. */
  void create(Exchange exchange) {
    exchange.answer(
        groups.createGroup(exchange.namespace(), read(exchange.body()), exchange.subject()),
        made -> exchange.send(made.created() ? 201 : 200, json(made.value())));
  }

  /** Shows a group's configuration. */
  void get(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> groups.group(exchange.namespace(), ids.group())),
        group -> exchange.send(200, json(group)));
  }

  /** Deletes a group. */
  void delete(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> groups.deleteGroup(exchange.namespace(), ids.group())),
        nothing -> exchange.send(204));
  }

  /** Shows who is in charge. */
  void status(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> groups.snapshot(exchange.namespace(), ids.group())),
        snapshot ->
            exchange.send(
                200,
                WireWriter.object(
                    json ->
                        json.text("Primary", snapshot.primary())
                            .text("PendingPrimary", snapshot.pendingPrimary())
                            .moment("LastDataProcessedTime", snapshot.dataTime()))));
  }

  private static int parameter(Exchange exchange, String name, int absent, int most) {
    Optional<String> value = exchange.target().parameter(name);
    if (value.isEmpty()) {
      return absent;
    }
    String digits = value.get();
    if (!digits.chars().allMatch(digit -> digit >= '0' && digit <= '9') || digits.isEmpty()) {
      throw Problem.invalid(
          "The parameter %s %s is no whole number.".formatted(name, Problem.quote(digits)),
          "Send a whole number from 0 on.");
    }
    long number = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (number > most && most == MOST_COUNT) {
      throw Problem.invalid(
          "The parameter %s %s is more than %d.".formatted(name, Problem.quote(digits), most),
          "Ask for at most " + most + " at a time, and skip those that you have.");
    }
    return (int) Math.min(number, most);
  }

  private static GroupConfiguration read(WireObject body) {
    return new GroupConfiguration(
        newId(body.text("Id")),
        body.text("Name"),
        body.text("Description"),
        timeout(body.timeSpan("FailoverTimeout")),
        body.object("AdditionalData"));
  }

  /** Checks an id that something new is to have; an absent one is made up. */
  static String newId(@Nullable String id) {
    if (id == null) {
      return UUID.randomUUID().toString();
    }
    if (!ClientIds.isValid(id)) {
      throw Problem.property("Id", "Id " + Problem.quote(id) + " is no id.", ClientIds.RULE);
    }
    return id;
  }

  private static Duration timeout(@Nullable Duration given) {
    if (given == null) {
      return DEFAULT_TIMEOUT;
    }
    Duration timeout = TimeSpans.roundedUp(given);
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw Problem.property(
          "FailoverTimeout",
          "FailoverTimeout " + TimeSpans.write(given) + " is not from 2 seconds to 24 hours.",
          "Send a time-span from 00:00:02 to 1.00:00:00.");
    }
    return timeout;
  }

  /** How many bytes a group takes on the wire, about. */
  private static long size(GroupConfiguration group) {
    long fixed = 120;
    return fixed
        + group.id().length()
        + length(group.name())
        + length(group.description())
        + length(group.additionalData());
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static byte[] json(GroupConfiguration group) {
    return WireWriter.object(json -> write(json, group));
  }

  private static void write(WireWriter json, GroupConfiguration group) {
    json.text("Id", group.id())
        .text("Name", group.name())
        .text("Description", group.description())
        .timeSpan("FailoverTimeout", group.failoverTimeout())
        .raw("AdditionalData", group.additionalData());
  }
}
