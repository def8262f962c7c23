package dev.understudy.rest;

import dev.understudy.access.Identity;
import dev.understudy.auth.Authentication;
import dev.understudy.auth.Authenticator;
import dev.understudy.auth.Credentials;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Believes what callers say of themselves: {@code Test tenant/id role role ...}. Whoever says
 * nothing is refused.
 */
final class Callers implements Authenticator {

  /** What a member of the tenant t1 sends. */
  static String member(String id, String... roles) {
    return of("t1", id, roles);
  }

  static String of(String tenant, String id, String... roles) {
    return "Test %s/%s %s".formatted(tenant, id, String.join(" ", roles)).strip();
  }

  @Override
  public CompletionStage<Authentication> authenticate(Credentials credentials) {
    String said = credentials.authorization();
    if (said == null || !said.startsWith("Test ")) {
      return CompletableFuture.completedFuture(
          new Authentication.Refused("Say who you are.", "Say it.", List.of("Test")));
    }
    List<String> words = List.of(said.split(" "));
    String[] who = words.get(1).split("/", 2);
    return CompletableFuture.completedFuture(
        new Authentication.Accepted(
            new Identity(
                who[0], Identity.Kind.CLIENT, who[1], Set.copyOf(words.subList(2, words.size())))));
  }
}
