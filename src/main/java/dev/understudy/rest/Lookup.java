package dev.understudy.rest;

import dev.understudy.group.ClientIds;
import dev.understudy.group.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ids that a path may speak of, tried one after another: each segment by its decoded text and,
 * if that is unknown, by its raw one. Immutable.
 */
final class Lookup {

  /**
   * What a path may speak of.
   *
   * @param group a group's id
   * @param session a session's id; empty where the path speaks of none
   */
  record Ids(String group, String session) {}

  private final List<Ids> candidates;
  private final boolean decodedIsValid;
  private final String shown;

  private Lookup(List<Ids> candidates, boolean decodedIsValid, String shown) {
    this.candidates = List.copyOf(candidates);
    this.decodedIsValid = decodedIsValid;
    this.shown = shown;
  }

  /** The ids of a path that may name a group and a session. */
  static Lookup of(@Nullable Segment group, @Nullable Segment session) {
    List<Ids> candidates = new ArrayList<>();
    for (String groupId : valid(group)) {
      for (String sessionId : valid(session)) {
        candidates.add(new Ids(groupId, sessionId));
      }
    }
    Segment wrong = !isValid(group) ? group : session;
    return new Lookup(
        candidates, isValid(group) && isValid(session), wrong == null ? "" : wrong.shown());
  }

  /** The same, but for one of the groups only. */
  Lookup of(String groupId) {
    return new Lookup(
        candidates.stream().filter(ids -> ids.group().equals(groupId)).toList(),
        decodedIsValid,
        shown);
  }

  /**
   * The ids of the groups to try, the likelier first.
   *
   * @throws Problem if there are none
   */
  List<String> groups() {
    return candidates().stream().map(Ids::group).distinct().toList();
  }

  private static List<String> valid(@Nullable Segment segment) {
    return segment == null
        ? List.of("")
        : segment.texts().stream().filter(ClientIds::isValid).toList();
  }

  private static boolean isValid(@Nullable Segment segment) {
    return segment == null || segment.decoded() == null || ClientIds.isValid(segment.decoded());
  }

  /**
   * The ids to try, the likelier first.
   *
   * @throws Problem if there are none
   */
  List<Ids> candidates() {
    if (candidates.isEmpty()) {
      throw invalid();
    }
    return candidates;
  }

  /**
   * What to say when none of the candidates is there: what was said of the first, or that it could
   * not be an id at all.
   */
  Throwable unknown(Throwable first) {
    return decodedIsValid ? first : invalid();
  }

  private Problem invalid() {
    return Problem.invalid(Problem.quote(shown) + " is no id.", ClientIds.RULE);
  }

  /**
   * Tries an action on the candidates until one is there.
   *
   * @throws Problem if no candidate could be an id
   */
  <T> CompletionStage<T> first(Function<Ids, CompletionStage<T>> action) {
    return attempt(candidates(), 0, action, null);
  }

  private <T> CompletionStage<T> attempt(
      List<Ids> all,
      int index,
      Function<Ids, CompletionStage<T>> action,
      @Nullable Throwable firstRefusal) {
    return action
        .apply(all.get(index))
        .exceptionallyCompose(
            failure -> {
              Throwable cause = unwrapped(failure);
              if (!isUnknown(cause)) {
                return CompletableFuture.failedStage(cause);
              }
              Throwable first = firstRefusal == null ? cause : firstRefusal;
              return index + 1 < all.size()
                  ? attempt(all, index + 1, action, first)
                  : CompletableFuture.failedStage(unknown(first));
            });
  }

  /** Whether a refusal says that what was named is not there. */
  static boolean isUnknown(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.kind() == Refusal.Kind.NOT_FOUND;
  }

  /** A failure without what a stage wraps it in. */
  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
