package dev.understudy.lease;

import org.jspecify.annotations.Nullable;

/** Why a call to the {@link LeaseStore} did not succeed. */
public final class LeaseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, by what can be done about it. */
  public enum Kind {
    /**
     * The version looked at is not the present one, or the name is taken: nothing was written. Read
     * again.
     */
    CONFLICT,
    /** There is no such Lease: nothing was written. */
    GONE,
    /**
     * The API server does not permit it: nothing was written, and nothing will be before somebody
     * changes the permissions.
     */
    FORBIDDEN,
    /** The API server does not accept the object: nothing was written. */
    REJECTED,
    /** No answer, or no useful one: whether anything was written is unknown. */
    UNKNOWN
  }

  private final Kind kind;

  /** A failure of the given kind. */
  public LeaseFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }
}
