package dev.understudy.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which claims of a token say who it was issued to. A name may be a path with dots, as {@code
 * realm_access.roles}; a claim that has the dots in its own name comes first.
 *
 * @param tenant holds the tenant; if none is named, or a token lacks it, the default tenant is
 *     meant
 * @param user holds the id of a user
 * @param clients may hold the id of a client; the first that a token has counts
 * @param roles hold roles, each as a string or as a list of strings
 * @param clientMarks the values of claims that mark a token as a client's own, whatever else it has
 */
public record ClaimNames(
    Optional<String> tenant,
    String user,
    List<String> clients,
    List<String> roles,
    Map<String, String> clientMarks) {

  /** The names that the standards have. */
  public static final ClaimNames STANDARD =
      new ClaimNames(
          Optional.empty(), "sub", List.of("client_id", "azp"), List.of("roles"), Map.of());

  /** Keeps the lists as they are. */
  public ClaimNames {
    clients = List.copyOf(clients);
    roles = List.copyOf(roles);
    clientMarks = Map.copyOf(clientMarks);
  }
}
