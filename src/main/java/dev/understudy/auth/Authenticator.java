package dev.understudy.auth;

import dev.understudy.access.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out who asks. Thread-safe, and never blocks. */
@FunctionalInterface
public interface Authenticator {

  /**
   * Finds out who sent the credentials. What was verified before is answered from memory, by a
   * stage that is complete when it is returned. The stage never completes exceptionally.
   */
  CompletionStage<Authentication> authenticate(Credentials credentials);

  /** What tells clients where they get tokens; by default, nothing does. */
  default ProviderDocument providerDocument() {
    return new ProviderDocument.NotConfigured();
  }

  /** Asks nobody who they are: whatever they send, they are anyone. */
  static Authenticator none() {
    CompletionStage<Authentication> anyone =
        CompletableFuture.completedFuture(new Authentication.Accepted(new Caller.Anyone()));
    return credentials -> anyone;
  }
}
