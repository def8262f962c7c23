package dev.understudy.election;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do. Each one names the row of the election table that it follows.
 *
 * <p>A write that conflicts has no effect at all: read the group Lease and the sessions again, and
 * decide again.
 */
public sealed interface Decision {

  /** The row of the election table. */
  Row row();

  /** Who has been better than the holder; to be given back with the next view. */
  Challenges challenges();

  /**
   * Nothing is to be written.
   *
   * @param deadline when to decide again at the latest, on the monotonic clock, if nothing else
   *     happens; absent when time alone changes nothing
   */
  record Stay(Row row, Optional<Duration> deadline, Challenges challenges) implements Decision {}

  /**
   * The group Lease is to be written, by a compare-and-swap on the version that was looked at. Only
   * if it succeeds are the answers given. A request that is not among them is decided again.
   *
   * @param next what the Lease is to say
   * @param cause why
   * @param answers whom to answer what
   */
  record WriteGroup(
      Row row, GroupLease next, Cause cause, List<Answer> answers, Challenges challenges)
      implements Decision {
    public WriteGroup {
      answers = List.copyOf(answers);
    }
  }

  /**
   * The session's own Lease is to be written first; once that is in view, the request is open, and
   * {@link Holding} says for how long.
   *
   * @param next what the session Lease is to say
   */
  record WriteSession(Row row, SessionLease next, Challenges challenges) implements Decision {}

  /** The request is answered without any write. */
  record AnswerOnly(Row row, Answer answer, Challenges challenges) implements Decision {}

  /**
   * One answer to one open request.
   *
   * @param session whose request
   * @param role what it is told
   * @param term the last granted term
   * @param validFor how long a Primary is valid from the sending of the request; absent for other
   *     roles
   */
  record Answer(SessionRef session, Role role, long term, Optional<Duration> validFor) {
    static Answer primary(SessionRef session, long term, Grant grant) {
      return new Answer(session, Role.PRIMARY, term, Optional.of(grant.timing().timeout()));
    }

    static Answer secondary(SessionRef session, long term) {
      return new Answer(session, Role.SECONDARY, term, Optional.empty());
    }
  }
}
