package dev.understudy.api;

import java.util.Set;

/**
 * The words by which {@link SessionStatus#reason()} says that a session could not be put in charge,
 * whatever becomes of the primary. Any other reason only says that somebody else comes first.
 */
public final class WhyNot {

  /** It has not been heard for the whole wait. */
  public static final String STALE = "stale";

  /** It has not been watched long enough to say whether it is there. */
  public static final String UNKNOWN = "not watched long enough";

  /** An override says that it is never to be in charge. */
  public static final String FORCED_SECONDARY = "forced secondary";

  /** It was elected and did not answer. */
  public static final String PASSED_OVER = "passed over until its next heartbeat";

  /** An override pins another session. */
  public static final String OTHER_FORCED = "another session is forced primary";

  /** Nobody takes over by itself. */
  public static final String MANUAL = "manual failover";

  /** Nobody is put in charge any more. */
  public static final String DELETING = "the group is being deleted";

  private static final Set<String> BLOCKING =
      Set.of(STALE, UNKNOWN, FORCED_SECONDARY, PASSED_OVER, OTHER_FORCED, MANUAL, DELETING);

  private WhyNot() {}

  /** Whether a session with this reason could be in charge if nobody else were. */
  public static boolean couldTakeOver(String reason) {
    return !BLOCKING.contains(reason);
  }
}
