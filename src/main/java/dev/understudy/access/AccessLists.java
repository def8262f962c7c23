package dev.understudy.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The lists that are in force: a group's own; where it has none, the collection's; where that has
 * none, the one that the operator is configured with.
 *
 * <p>Thread-safe, and never blocks. Stages fail with {@link Unavailable}, unwrapped or not, and
 * with nothing else that is not a fault of the program.
 */
public interface AccessLists {

  /**
   * The list in force as far as is known here, at once.
   *
   * @return empty if it is not known for sure: nothing may be allowed then before it was read
   */
  Optional<InForce> known(Where where);

  /** The list in force as the API server has it now. */
  CompletionStage<InForce> read(Where where);

  /**
   * The list in force, where it is not known, or where somebody would be refused by what is known:
   * it is read anew, but for a flood of refusals, which are decided by what is known.
   */
  CompletionStage<InForce> confirm(Where where);

  /**
   * Replaces the entries of a list, and keeps its owner. The stage completes when the new list is
   * what {@link #known} tells.
   *
   * @param judge decides on the very version that would be replaced
   */
  CompletionStage<Replacement> replace(
      Where where, List<Entry> entries, Function<InForce, Decision> judge);

  /**
   * Gives a group a list of its own, if it has none and was made just now by the one who asks: at
   * once, or after a failure. The stage completes when it is what {@link #known} tells.
   *
   * @param where the group
   * @param list the list
   * @param creator the subject of the one who asks
   */
  CompletionStage<Void> found(Where where, AccessList list, String creator);

  /** What became of a {@link #replace}. */
  sealed interface Replacement {
    /** The new list is in force here. */
    record Done() implements Replacement {}

    /** Whoever asked may not. */
    record Refused(Decision.Refused decision) implements Replacement {}

    /** The list cannot be. */
    record Invalid(List<ListProblem> problems) implements Replacement {}

    /** There is no such group. */
    record Absent() implements Replacement {}
  }

  /** It cannot be told, or not be done, which list is in force. It has no stack trace. */
  final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param reason why
     * @param retryAfter when to try again
     */
    public Unavailable(String reason, Duration retryAfter) {
      super(reason, null, false, false);
      this.retryAfter = retryAfter;
    }

    /** Why. */
    public String reason() {
      return String.valueOf(getMessage());
    }

    /** When to try again. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
