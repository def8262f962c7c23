package dev.understudy.telemetry;

import java.util.Locale;

/** How a held reply ended. */
public enum HoldEnd implements Label.Worded {
  /** Its session was granted: Primary. */
  PROMOTED,
  /** Its session is to come back at once: PendingPrimary. */
  PENDING,
  /** Its time was over, or its session is next no more: Secondary. */
  STANDBY,
  /** Its session sent another heartbeat. */
  SUPERSEDED,
  /** Its session was deleted. */
  DELETED,
  /** The replica stops, or stops serving the group. */
  DRAINED,
  /** It was refused: the API server did not answer, for one. */
  REFUSED,
  /** Its client hung up. */
  HUNG_UP;

  @Override
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
