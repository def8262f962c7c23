package dev.understudy.group;

import dev.understudy.election.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to one heartbeat goes. Exactly one of {@link #answer} and {@link #refuse} is
 * called, once, on the loop; neither may block.
 */
public interface Reply {

  /** Whether the client's connection is still open, as far as is known. */
  boolean isOpen();

  /**
   * Sends the answer.
   *
   * @param answer what to send
   * @param written told once, from any thread, what became of it
   */
  void answer(Answer answer, Consumer<Delivery> written);

  /** Sends the refusal. */
  void refuse(Refusal refusal);

  /**
   * The answer to a heartbeat.
   *
   * @param role what the session is told to be
   * @param term the last granted term
   * @param validFor how long a Primary is valid from the sending of the request; absent for other
   *     roles
   * @param dataTime the primary's last data time; absent when there is none
   * @param notAfter the monotonic moment after which a Primary must not be handed to the socket any
   *     more, and becomes a 503 instead; absent for other roles
   */
  record Answer(
      Role role,
      long term,
      @Nullable Duration validFor,
      @Nullable Instant dataTime,
      @Nullable Duration notAfter) {}

  /** What became of an answer. */
  enum Delivery {
    /** It was written to the socket without an error. */
    WRITTEN,
    /** Not one byte of it was handed to the socket. */
    NOT_SENT,
    /** It broke off, or nobody knows. */
    UNCERTAIN
  }
}
