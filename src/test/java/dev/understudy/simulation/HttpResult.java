package dev.understudy.simulation;

import dev.understudy.election.Role;
import dev.understudy.group.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a client's request. */
public sealed interface HttpResult {
  /** The 200 of a heartbeat. */
  record Told(Role role, long term, @Nullable Duration validFor, @Nullable Instant dataTime)
      implements HttpResult {}

  /** Any other success. */
  record Done() implements HttpResult {}

  /** A 4xx or a 503. */
  record Refused(Refusal.Kind kind) implements HttpResult {}

  /** The connection failed or broke. */
  record Broken() implements HttpResult {}
}
