package dev.understudy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.access.Caller;
import dev.understudy.telemetry.AuthMetrics;
import dev.understudy.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted of attempts to authenticate. */
class CountedAuthenticatorTest {

  private static final Authentication ACCEPTED = new Authentication.Accepted(new Caller.Anyone());
  private static final Authentication REFUSED =
      new Authentication.Refused("no", "other", List.of());
  private static final Authentication UNAVAILABLE =
      new Authentication.Unavailable("later", Duration.ofSeconds(1));

  private final Telemetry telemetry = new Telemetry();
  private final AuthMetrics metrics = new AuthMetrics(telemetry);

  private void attempt(@Nullable String header, Authentication outcome) {
    CompletableFuture<Authentication> later = new CompletableFuture<>();
    Authenticator counted = new CountedAuthenticator(credentials -> later, metrics);
    var _ = counted.authenticate(new Credentials(header, null, "127.0.0.1"));
    later.complete(outcome);
    var _ = counted.authenticate(new Credentials(header, null, "127.0.0.1"));
  }

  private void assertCounted(String mechanism, String outcome) {
    assertThat(telemetry.scrape(Telemetry.TEXT))
        .contains(
            "understudy_authentications_total{mechanism=\"%s\",outcome=\"%s\"} 2"
                .formatted(mechanism, outcome));
  }

  @Test
  void each_attempt_counts_by_how_it_was_made_and_what_came_of_it_at_once_or_later() {
    attempt("basic eDp5", ACCEPTED);
    attempt("Bearer x", REFUSED);
    attempt("Bearer x", UNAVAILABLE);
    attempt(null, REFUSED);
    attempt("Negotiate x", REFUSED);

    assertCounted("basic", "accepted");
    assertCounted("bearer", "rejected");
    assertCounted("bearer", "unavailable");
    assertThat(telemetry.scrape(Telemetry.TEXT))
        .contains("understudy_authentications_total{mechanism=\"none\",outcome=\"missing\"} 4");
  }
}
