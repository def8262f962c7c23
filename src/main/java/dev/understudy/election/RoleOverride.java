package dev.understudy.election;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's word on which role a session must have.
 *
 * @param sessionId the client's id, whether or not it is registered
 * @param role Primary or Secondary
 * @param expiration when it ends, by the wall clock; absent when it stands until it is removed
 */
public record RoleOverride(String sessionId, Role role, @Nullable Instant expiration) {
  public RoleOverride {
    if (role == Role.PENDING_PRIMARY) {
      throw new IllegalArgumentException("an override is to Primary or to Secondary");
    }
  }
}
