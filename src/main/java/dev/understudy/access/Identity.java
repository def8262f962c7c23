package dev.understudy.access;

import java.util.Set;

/**
 * Somebody who has proved who they are. Immutable.
 *
 * @param tenant the tenant that vouches for them; they may ask for nothing of another one
 * @param kind what they are
 * @param id their id within the tenant, compared as it is written
 * @param roles the ids of the roles they have within the tenant
 */
public record Identity(String tenant, Kind kind, String id, Set<String> roles) implements Caller {

  /** What somebody can be. The names are those of the REST interface's trustees. */
  public enum Kind {
    /** A person, who signed in. */
    USER,
    /** A program with credentials of its own. */
    CLIENT
  }

  /** Checks that there is somebody. */
  public Identity {
    if (tenant.isEmpty() || id.isEmpty()) {
      throw new IllegalArgumentException("an identity has a tenant and an id");
    }
    roles = Set.copyOf(roles);
  }

  @Override
  public String subject() {
    // Tenants have no control characters, so that no two pairs of names read alike.
    return kind + "\n" + tenant + "\n" + id;
  }
}
