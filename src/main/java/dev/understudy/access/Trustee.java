package dev.understudy.access;

import org.jspecify.annotations.Nullable;

/**
 * Somebody whom a list speaks of. Immutable.
 *
 * @param type what it is
 * @param id its id within its tenant, compared as it is written
 * @param tenant its tenant; absent means the one whose group the list is for
 */
public record Trustee(Type type, String id, @Nullable String tenant) {

  /** What a trustee can be. */
  public enum Type {
    /** A person. */
    USER,
    /** A program. */
    CLIENT,
    /** Everybody who has a role. */
    ROLE
  }

  /** Somebody as the owner of what they make. */
  public static Trustee of(Identity identity) {
    Type type =
        switch (identity.kind()) {
          case USER -> Type.USER;
          case CLIENT -> Type.CLIENT;
        };
    return new Trustee(type, identity.id(), identity.tenant());
  }

  /**
   * Whether this is somebody, or a role that they have.
   *
   * @param home the tenant whose group the list is for
   */
  boolean includes(Identity identity, String home) {
    if (!identity.tenant().equals(tenant == null ? home : tenant)) {
      return false;
    }
    return switch (type) {
      case USER -> identity.kind() == Identity.Kind.USER && identity.id().equals(id);
      case CLIENT -> identity.kind() == Identity.Kind.CLIENT && identity.id().equals(id);
      case ROLE -> identity.roles().contains(id);
    };
  }
}
