package dev.understudy.auth;

import java.util.concurrent.CompletionStage;

/** Finds out who asks. Thread-safe, and never blocks. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Finds out who sent the credentials. What was verified before is answered from memory, by a
   * stage that is complete when it is returned. The stage never completes exceptionally.
   */
  CompletionStage<Authentication> authenticate(Credentials credentials);
}
