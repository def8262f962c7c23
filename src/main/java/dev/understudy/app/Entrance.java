package dev.understudy.app;

import dev.understudy.auth.AuthenticationSettings;
import dev.understudy.rest.ServerTls;
import java.util.Optional;

/**
 * How clients come in.
 *
 * @param authentication how they prove who they are; nobody is asked if absent
 * @param tls how their connections are secured; they are not if absent
 */
public record Entrance(Optional<AuthenticationSettings> authentication, Optional<ServerTls> tls) {

  /** Lets everybody in. */
  public static final Entrance OPEN = new Entrance(Optional.empty(), Optional.empty());
}
