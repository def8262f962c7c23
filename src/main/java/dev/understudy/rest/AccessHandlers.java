package dev.understudy.rest;

import dev.understudy.access.AccessControl;
import dev.understudy.access.AccessLists.Replacement;
import dev.understudy.access.Right;
import dev.understudy.access.Where;
import dev.understudy.group.GroupService;
import java.time.Duration;

/** Access control lists: get and replace those of groups and of the collection. */
final class AccessHandlers {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final AccessControl control;
  private final Guard guard;
  private final GroupService groups;

  AccessHandlers(AccessControl control, Guard guard, GroupService groups) {
    this.control = control;
    this.guard = guard;
    this.groups = groups;
  }

  /** Shows the list that is in force for a group. */
  void ofGroup(Exchange exchange) {
    guard.judgeGroup(
        exchange,
        Right.MANAGE_ACCESS_CONTROL,
        (where, judged) -> {
          if (judged.verdict().exists()) {
            exchange.send(200, AclJson.write(judged.list()));
          } else {
            refuseUnknown(exchange);
          }
        });
  }

  /** Replaces a group's list. */
  void replaceOfGroup(Exchange exchange) {
    guard.judgeGroup(
        exchange, Right.MANAGE_ACCESS_CONTROL, (where, judged) -> replace(exchange, where));
  }

  /** Shows the list that is in force for the collection of groups. */
  void ofCollection(Exchange exchange) {
    guard.judgeCollection(
        exchange,
        Right.MANAGE_ACCESS_CONTROL,
        judged -> exchange.send(200, AclJson.write(judged.list())));
  }

  /** Replaces the list of the collection of groups. */
  void replaceOfCollection(Exchange exchange) {
    guard.judgeCollection(
        exchange, Right.MANAGE_ACCESS_CONTROL, judged -> replace(exchange, exchange.collection()));
  }

  private void replace(Exchange exchange, Where where) {
    exchange.answer(
        control.replace(exchange.caller(), where, AclJson.read(exchange.body())),
        became -> {
          switch (became) {
            case Replacement.Done() -> exchange.send(204);
            case Replacement.Refused(var decision) -> throw Problem.forbidden(decision);
            case Replacement.Invalid invalid -> throw AclJson.refused(invalid);
            case Replacement.Absent() -> refuseUnknown(exchange);
          }
        });
  }

  /** Says that there is no such group, as everywhere else. */
  private void refuseUnknown(Exchange exchange) {
    exchange.answer(
        exchange.ids().first(ids -> groups.group(exchange.namespace(), ids.group())),
        group -> {
          throw Problem.unavailable("The group was made at the same time.", AT_ONCE);
        });
  }
}
