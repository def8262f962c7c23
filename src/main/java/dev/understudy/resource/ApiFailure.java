package dev.understudy.resource;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/**
 * The API server did not do what it was asked to, in words for those who run the operator. The
 * cause is the client's exception.
 */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;

  /** What kind of failure it is. */
  public enum Kind {
    /** It was not reached, or cannot answer now. Whether a write took place is not known. */
    UNREACHABLE,
    /** The operator lacks a permission. */
    FORBIDDEN,
    /** The object, its namespace, or its whole kind is not there. */
    NOT_FOUND,
    /** The object is not what the write took it for. */
    CONFLICT,
    /** The object breaks a rule. */
    INVALID,
    /** Something else. */
    OTHER
  }

  private final Kind kind;

  private ApiFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * Explains what went wrong.
   *
   * @param doing what was tried, to be read after "cannot", as in {@code create group 'A'}
   */
  public static ApiFailure of(String doing, Throwable cause) {
    Throwable root = clientException(cause);
    Kind kind = kind(root);
    return new ApiFailure(kind, "cannot " + doing + ": " + reason(kind, root), cause);
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** What went wrong, and what to do where that is known. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  static Kind kind(Throwable failure) {
    if (!(failure instanceof KubernetesClientException answer) || answer.getCode() <= 0) {
      return Kind.UNREACHABLE;
    }
    if (isTerminating(answer)) {
      return Kind.CONFLICT;
    }
    return switch (answer.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> Kind.FORBIDDEN;
      case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE -> Kind.NOT_FOUND;
      case HttpURLConnection.HTTP_CONFLICT -> Kind.CONFLICT;
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> Kind.INVALID;
      case TOO_MANY_REQUESTS -> Kind.UNREACHABLE;
      default -> answer.getCode() >= 500 ? Kind.UNREACHABLE : Kind.OTHER;
    };
  }

  /** A namespace that is going refuses new objects with the code of a missing permission. */
  private static boolean isTerminating(KubernetesClientException answer) {
    return answer.getStatus() != null
        && answer.getStatus().getDetails() != null
        && answer.getStatus().getDetails().getCauses() != null
        && answer.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  private static String reason(Kind kind, Throwable failure) {
    String said = said(failure);
    return switch (kind) {
      case UNREACHABLE -> "the API server does not answer: " + said;
      case FORBIDDEN -> said + ". Give the operator the permissions of the chart or of deploy/rbac";
      case NOT_FOUND, CONFLICT, INVALID, OTHER -> said;
    };
  }

  static String said(Throwable failure) {
    if (failure instanceof KubernetesClientException answer
        && answer.getStatus() != null
        && answer.getStatus().getMessage() != null
        && !answer.getStatus().getMessage().isEmpty()) {
      return answer.getStatus().getMessage();
    }
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }

  private static Throwable clientException(Throwable failure) {
    Throwable found = failure;
    while (!(found instanceof KubernetesClientException answer && answer.getCode() > 0)
        && found.getCause() != null) {
      found = found.getCause();
    }
    return found instanceof KubernetesClientException ? found : failure;
  }
}
