package dev.understudy.auth;

import dev.understudy.access.Caller;
import java.time.Duration;
import java.util.List;

/** What became of an attempt to find out who asks. */
public sealed interface Authentication {

  /**
   * It is known who asks.
   *
   * @param caller who it is
   */
  record Accepted(Caller caller) implements Authentication {}

  /**
   * The credentials are absent or prove nothing: the answer is 401.
   *
   * @param reason what is wrong, for the one who asked; it tells nothing of what would be right
   * @param resolution what to do about it
   * @param challenges the values of {@code WWW-Authenticate}, one header each
   */
  record Refused(String reason, String resolution, List<String> challenges)
      implements Authentication {
    /** Keeps the challenges as they are. */
    public Refused {
      challenges = List.copyOf(challenges);
    }
  }

  /**
   * It cannot be found out now: the answer is 503.
   *
   * @param reason why
   * @param retryAfter when to try again
   */
  record Unavailable(String reason, Duration retryAfter) implements Authentication {}
}
