package dev.understudy.controlplane;

/**
 * Who a request to the API server comes from.
 *
 * @param user the name as the API server sees it, and as its audit log shows it
 * @param token the bearer token
 */
public record Credentials(String user, String token) {

  /** The user name without the token, which has no place in logs. */
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
