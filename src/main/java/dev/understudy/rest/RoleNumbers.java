package dev.understudy.rest;

import dev.understudy.election.Role;
import org.jspecify.annotations.Nullable;

/** The numbers of roles and of role overrides on the wire. Stateless. */
final class RoleNumbers {

  private static final int SECONDARY = 0;
  private static final int PRIMARY = 1;
  private static final int PENDING_PRIMARY = 2;

  private static final int OVERRIDE_OFF = 0;
  private static final int OVERRIDE_PRIMARY = 1;
  private static final int OVERRIDE_SECONDARY = 2;

  private RoleNumbers() {}

  /** The number of a role. */
  static int of(Role role) {
    return switch (role) {
      case SECONDARY -> SECONDARY;
      case PRIMARY -> PRIMARY;
      case PENDING_PRIMARY -> PENDING_PRIMARY;
    };
  }

  /** The role that a property of a body names; null if it is absent. */
  static @Nullable Role role(WireObject body, String property) {
    return switch (body.choice(property, "Secondary", "Primary", "PendingPrimary")) {
      case PRIMARY -> Role.PRIMARY;
      case PENDING_PRIMARY -> Role.PENDING_PRIMARY;
      case Integer _ -> Role.SECONDARY;
      case null -> null;
    };
  }

  /** The number of an override to a role; absent is an override that is off. */
  static int ofOverride(@Nullable Role role) {
    return switch (role) {
      case PRIMARY -> OVERRIDE_PRIMARY;
      case SECONDARY -> OVERRIDE_SECONDARY;
      case PENDING_PRIMARY -> throw new IllegalStateException("no override is to PendingPrimary");
      case null -> OVERRIDE_OFF;
    };
  }

  /** The role of the override that a property of a body names; null if it is off or absent. */
  static @Nullable Role override(WireObject body, String property) {
    return switch (body.choice(property, "Off", "Primary", "Secondary")) {
      case OVERRIDE_PRIMARY -> Role.PRIMARY;
      case OVERRIDE_SECONDARY -> Role.SECONDARY;
      case Integer _ -> null;
      case null -> null;
    };
  }
}
