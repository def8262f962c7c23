package dev.understudy.lease;

import io.fabric8.kubernetes.client.KubernetesClientException;
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
    /** There is no such Lease, or no such namespace: nothing was written. */
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

  /** The failure that a call ended with. */
  static LeaseFailure of(Throwable error) {
    return switch (error) {
      case LeaseFailure failure -> failure;
      case KubernetesClientException answer ->
          new LeaseFailure(ofStatus(answer.getCode()), reason(answer), answer);
      default -> new LeaseFailure(Kind.UNKNOWN, reason(error), error);
    };
  }

  /** What the API server said, or why it could not be asked, without what the client adds. */
  static String reason(Throwable error) {
    if (error instanceof KubernetesClientException answer
        && answer.getStatus() != null
        && answer.getStatus().getMessage() != null) {
      return answer.getStatus().getMessage();
    }
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getMessage() == null ? first.toString() : first.getMessage();
  }

  private static Kind ofStatus(int status) {
    return switch (status) {
      case 409 -> Kind.CONFLICT;
      case 404 -> Kind.GONE;
      case 401, 403 -> Kind.FORBIDDEN;
      case 400, 405, 413, 415, 422 -> Kind.REJECTED;
      // Also 429: nothing was written then, but that is all that can be said of it.
      default -> Kind.UNKNOWN;
    };
  }
}
