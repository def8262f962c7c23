package dev.understudy.access;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which roles of the identity provider count as the built-in ones. Immutable.
 *
 * @param builtIn the provider's roles by the built-in name that they count as; a built-in role that
 *     is not named here is the provider's of the same name
 */
public record RoleNames(Map<String, Set<String>> builtIn) {

  /** May do everything, where nobody has written a list. */
  public static final String ADMINISTRATORS = "Administrators";

  /** May see groups and work with them, where nobody has written a list. */
  public static final String USERS = "Users";

  /** Every role counts as what it is called. */
  public static final RoleNames AS_THEY_ARE = new RoleNames(Map.of());

  /** Keeps the names as they are. */
  public RoleNames {
    builtIn = Map.copyOf(builtIn);
  }

  /**
   * Somebody under the roles that lists speak of. A built-in role counts only by the provider's
   * roles that it is mapped from: whoever may name roles there cannot name themselves into it.
   */
  public Identity resolve(Identity identity) {
    if (builtIn.isEmpty()) {
      return identity;
    }
    Set<String> roles = new HashSet<>(identity.roles());
    builtIn.forEach(
        (name, theirs) -> {
          if (theirs.stream().anyMatch(identity.roles()::contains)) {
            roles.add(name);
          } else {
            roles.remove(name);
          }
        });
    return new Identity(identity.tenant(), identity.kind(), identity.id(), roles);
  }
}
