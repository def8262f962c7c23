package dev.understudy.access;

import dev.understudy.access.AccessLists.Replacement;
import dev.understudy.access.Decision.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Decides who may do what, by the lists that are in force. Thread-safe, and never blocks.
 *
 * <p>Somebody who is allowed by what is known here is allowed at once; {@link AccessLists#known}
 * bounds how old that may be. Somebody who would be refused is refused only after the lists were
 * read anew, so that a right that was given on another replica counts at once, and so that it takes
 * as long to be refused something that exists as something that does not.
 */
public final class AccessControl {

  private static final Decision NOBODY_IS_ASKED = new Decision.Allowed(new Ground.NobodyIsAsked());

  private static final Decision BELONGS = new Decision.Allowed(new Ground.Belongs());

  private final AccessLists lists;
  private final RoleNames roles;

  /**
   * @param roles which roles count as the built-in ones
   */
  public AccessControl(AccessLists lists, RoleNames roles) {
    this.lists = lists;
    this.roles = roles;
  }

  /**
   * A decision on something.
   *
   * @param decision the decision
   * @param exists whether it is known to be there; false also where nobody looked
   */
  public record Verdict(Decision decision, boolean exists) {}

  /** Decides on what every member of a tenant may do. */
  public Decision belongs(Caller caller, String tenant) {
    return switch (caller) {
      case Caller.Anyone() -> NOBODY_IS_ASKED;
      case Identity identity ->
          identity.tenant().equals(tenant) ? BELONGS : Decision.otherTenant(tenant);
    };
  }

  /** Decides whether somebody has a right. The stage is complete if what is known suffices. */
  public CompletionStage<Verdict> decide(Caller caller, Where where, Right right) {
    Decision belongs = belongs(caller, where.tenant());
    if (caller instanceof Caller.Anyone || !belongs.isAllowed()) {
      return done(new Verdict(belongs, false));
    }
    Optional<Verdict> known =
        lists.known(where).map(inForce -> verdict(caller, where, right, inForce));
    return known.isPresent() && known.get().decision().isAllowed()
        ? done(known.get())
        : lists.confirm(where).thenApply(inForce -> verdict(caller, where, right, inForce));
  }

  /** Decides as {@link #decide}, by the lists as the API server has them now. */
  public CompletionStage<Judged> judge(Caller caller, Where where, Right right) {
    return lists
        .read(where)
        .thenApply(inForce -> new Judged(verdict(caller, where, right, inForce), inForce.list()));
  }

  /**
   * A decision, and the list that it rests on.
   *
   * @param verdict the decision
   * @param list the list
   */
  public record Judged(Verdict verdict, AccessList list) {}

  /**
   * Leaves out the groups on which somebody lacks a right. What is known decides; only what is not
   * known is read.
   *
   * @param id tells a group's id
   */
  public <T> CompletionStage<List<T>> filter(
      Caller caller,
      String tenant,
      String namespace,
      Right right,
      List<T> groups,
      Function<T, String> id) {
    if (caller instanceof Caller.Anyone) {
      return done(groups);
    }
    List<CompletableFuture<Boolean>> decisions = new ArrayList<>(groups.size());
    for (T group : groups) {
      Where where = Where.group(tenant, namespace, id.apply(group));
      decisions.add(isAllowed(caller, where, right).toCompletableFuture());
    }
    return CompletableFuture.allOf(decisions.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all ->
                IntStream.range(0, groups.size())
                    .filter(i -> decisions.get(i).join())
                    .mapToObj(groups::get)
                    .toList());
  }

  private CompletionStage<Boolean> isAllowed(Caller caller, Where where, Right right) {
    return lists
        .known(where)
        .<CompletionStage<InForce>>map(AccessControl::done)
        .orElseGet(() -> lists.confirm(where))
        .thenApply(inForce -> verdict(caller, where, right, inForce).decision().isAllowed());
  }

  /** Replaces a list, if somebody has the right to manage it in the version that is replaced. */
  public CompletionStage<Replacement> replace(Caller caller, Where where, List<Entry> entries) {
    return lists.replace(
        where,
        entries,
        inForce -> verdict(caller, where, Right.MANAGE_ACCESS_CONTROL, inForce).decision());
  }

  /**
   * Gives a group that somebody has just made a list: a copy of the collection's, with them as the
   * owner. Where nobody is asked there is no owner, and the group goes by the collection's list.
   */
  public CompletionStage<Void> found(Caller caller, Where group, AccessList collection) {
    return switch (caller) {
      case Caller.Anyone() -> CompletableFuture.completedFuture(null);
      case Identity identity ->
          lists.found(group, collection.ownedBy(Trustee.of(identity)), identity.subject());
    };
  }

  private Verdict verdict(Caller caller, Where where, Right right, InForce inForce) {
    Decision decision =
        switch (caller) {
          case Caller.Anyone() -> NOBODY_IS_ASKED;
          case Identity identity ->
              inForce.list().decide(roles.resolve(identity), where.tenant(), right, where.entity());
        };
    return new Verdict(decision, inForce.exists());
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
