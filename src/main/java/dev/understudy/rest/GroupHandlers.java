package dev.understudy.rest;

import dev.understudy.access.AccessControl;
import dev.understudy.access.Caller;
import dev.understudy.access.Right;
import dev.understudy.access.Where;
import dev.understudy.group.ClientIds;
import dev.understudy.group.GroupConfiguration;
import dev.understudy.group.GroupService;
import dev.understudy.group.GroupService.Made;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Groups: list, create, get, delete and status. */
final class GroupHandlers {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

  private static final int DEFAULT_COUNT = 100;
  private static final int MOST_COUNT = 1000;

  private final GroupService groups;
  private final AccessControl control;
  private final Guard guard;

  GroupHandlers(GroupService groups, AccessControl control, Guard guard) {
    this.groups = groups;
    this.control = control;
    this.guard = guard;
  }

  /** Lists a page of the groups that the caller may read. */
  void list(Exchange exchange) {
    int skip = parameter(exchange, "skip", 0, Integer.MAX_VALUE);
    int count = parameter(exchange, "count", DEFAULT_COUNT, MOST_COUNT);
    exchange.answer(
        groups.groups(exchange.namespace()).thenCompose(all -> readable(exchange, all)),
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

  private CompletionStage<List<GroupConfiguration>> readable(
      Exchange exchange, List<GroupConfiguration> all) {
    Where collection = exchange.collection();
    return control.filter(
        exchange.caller(),
        collection.tenant(),
        collection.namespace(),
        Right.READ,
        all,
        GroupConfiguration::id);
  }

  /** Creates a group, or finds that the same one exists. */
  void create(Exchange exchange) {
    if (exchange.caller() instanceof Caller.Anyone) {
      GroupConfiguration wanted = read(exchange.body());
      exchange.answer(create(exchange, wanted), made -> created(exchange, made));
      return;
    }
    guard.judgeCollection(
        exchange,
        Right.WRITE,
        judged -> {
          GroupConfiguration wanted = read(exchange.body());
          Where group = exchange.group(wanted.id());
          exchange.answer(
              create(exchange, wanted)
                  .exceptionallyCompose(failure -> ifKnown(exchange, group, failure))
                  .thenCompose(
                      made -> made.created() ? done(made) : ifVisible(exchange, group, made))
                  .thenCompose(
                      made ->
                          control
                              .found(exchange.caller(), group, judged.list())
                              .thenApply(founded -> made)),
              made -> created(exchange, made));
        });
  }

  private CompletionStage<Made<GroupConfiguration>> create(
      Exchange exchange, GroupConfiguration wanted) {
    return groups.createGroup(exchange.namespace(), wanted, exchange.subject());
  }

  private static void created(Exchange exchange, Made<GroupConfiguration> made) {
    exchange.send(made.created() ? 201 : 200, json(made.value()));
  }

  /** What is in the way of a group is told only to those who may know of it. */
  private CompletionStage<Made<GroupConfiguration>> ifKnown(
      Exchange exchange, Where group, Throwable failure) {
    Throwable cause = Lookup.unwrapped(failure);
    return cause instanceof Refusal refusal && refusal.kind() == Refusal.Kind.CONFLICT
        ? ifVisible(exchange, group, refusal)
            .thenCompose(visible -> CompletableFuture.failedStage(cause))
        : CompletableFuture.failedStage(cause);
  }

  private <T> CompletionStage<T> ifVisible(Exchange exchange, Where group, T answer) {
    return control
        .decide(exchange.caller(), group, Right.READ)
        .thenCompose(
            read ->
                read.decision().isAllowed()
                    ? done(answer)
                    : control
                        .decide(exchange.caller(), group, Right.WRITE)
                        .thenApply(
                            write -> {
                              if (!write.decision().isAllowed()) {
                                Guard.require(read.decision());
                              }
                              return answer;
                            }));
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedStage(value);
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
