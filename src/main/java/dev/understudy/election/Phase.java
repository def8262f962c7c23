package dev.understudy.election;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a group stands between two primaries. All of it can be read from the group Lease. */
public sealed interface Phase {

  /** Nobody is in charge and nobody is elected. */
  record Vacant() implements Phase {}

  /**
   * A session is elected; nothing is granted yet.
   *
   * @param candidate who is elected
   * @param cause why
   */
  record Pending(Candidate candidate, Cause cause) implements Phase {}

  /** A session is in charge. */
  record Held(Grant grant) implements Phase {}

  /**
   * It is decided that the holder gives way; it was not told yet.
   *
   * @param target who comes after it; absent when nobody can
   */
  record Handover(Grant grant, @Nullable Candidate target, Cause cause) implements Phase {}

  /**
   * The holder was told to give way; this is never taken back.
   *
   * @param target who comes after it; absent when nobody can
   */
  record Releasing(Grant grant, @Nullable Candidate target, Cause cause) implements Phase {}

  /** The grant that has not ended, if there is one. */
  default Optional<Grant> current() {
    return switch (this) {
      case Held(Grant grant) -> Optional.of(grant);
      case Handover(Grant grant, var _, var _) -> Optional.of(grant);
      case Releasing(Grant grant, var _, var _) -> Optional.of(grant);
      case Vacant _, Pending _ -> Optional.empty();
    };
  }

  /** Who is to be in charge next, if somebody is. */
  default Optional<Candidate> next() {
    return switch (this) {
      case Pending(Candidate candidate, var _) -> Optional.of(candidate);
      case Handover(var _, var target, var _) -> Optional.ofNullable(target);
      case Releasing(var _, var target, var _) -> Optional.ofNullable(target);
      case Vacant _, Held _ -> Optional.empty();
    };
  }

  /** Why the group is between two primaries, if it is. */
  default Optional<Cause> reason() {
    return switch (this) {
      case Pending(var _, Cause cause) -> Optional.of(cause);
      case Handover(var _, var _, Cause cause) -> Optional.of(cause);
      case Releasing(var _, var _, Cause cause) -> Optional.of(cause);
      case Vacant _, Held _ -> Optional.empty();
    };
  }

  /** The same phase with another grant; only for phases that have one. */
  default Phase with(Grant grant) {
    return switch (this) {
      case Held _ -> new Held(grant);
      case Handover(var _, var target, Cause cause) -> new Handover(grant, target, cause);
      case Releasing(var _, var target, Cause cause) -> new Releasing(grant, target, cause);
      case Vacant _, Pending _ -> throw new IllegalStateException("no grant in " + this);
    };
  }
}
