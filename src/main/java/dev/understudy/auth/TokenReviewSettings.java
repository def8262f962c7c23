package dev.understudy.auth;

import java.util.Set;

/**
 * How tokens are shown to the Kubernetes API server.
 *
 * @param audiences whom a token may be meant for, one of them at least; none means the API server's
 *     own audience
 */
public record TokenReviewSettings(Set<String> audiences) {

  /** Keeps the audiences as they are. */
  public TokenReviewSettings {
    audiences = Set.copyOf(audiences);
  }
}
