package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.Identity;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What an authenticator answers to headers. */
final class Answers {

  private Answers() {}

  static Authentication of(Authenticator door, @Nullable String authorization) {
    return of(door, authorization, "7f000001");
  }

  static Authentication of(Authenticator door, @Nullable String authorization, String address) {
    return door.authenticate(new Credentials(authorization, null, address))
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  static Identity identity(Authentication authentication) {
    assertThat(authentication).isInstanceOf(Authentication.Accepted.class);
    return (Identity) ((Authentication.Accepted) authentication).caller();
  }

  static Authentication.Refused refused(Authentication authentication) {
    assertThat(authentication).isInstanceOf(Authentication.Refused.class);
    return (Authentication.Refused) authentication;
  }
}
