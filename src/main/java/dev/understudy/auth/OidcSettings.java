package dev.understudy.auth;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are taken.
 *
 * @param issuer the identity provider, exactly as its tokens name it
 * @param audiences whom a token may be meant for, one of them at least
 * @param claims what its tokens say of whom they were issued to
 * @param ca PEM certificates that alone vouch for the identity provider's server; the machine's own
 *     if absent
 * @param proxy the HTTP proxy that it is reached through; the JVM's own if absent
 * @param leeway how far its clock may be off
 */
public record OidcSettings(
    String issuer,
    Set<String> audiences,
    ClaimNames claims,
    Optional<Path> ca,
    Optional<InetSocketAddress> proxy,
    Duration leeway) {

  /** How far clocks are off before it is their owner's fault. */
  public static final Duration USUAL_LEEWAY = Duration.ofSeconds(60);

  /** Checks that the issuer can be asked, and that tokens are meant for somebody. */
  public OidcSettings {
    if (!isTrustworthy(issuer)) {
      throw new IllegalArgumentException(
          "the issuer '" + issuer + "' is no https URL without a query or a fragment");
    }
    if (audiences.isEmpty() || audiences.contains("")) {
      throw new IllegalArgumentException("there is no audience");
    }
    if (leeway.isNegative()) {
      throw new IllegalArgumentException("the leeway is less than nothing");
    }
    audiences = Set.copyOf(audiences);
  }

  /**
   * Whether nobody between can answer in its stead: it is an https URL, or an http one of this
   * machine, without user, query or fragment.
   */
  static boolean isTrustworthy(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      return false;
    }
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme()) && isThisMachine(uri.getHost()));
  }

  private static boolean isThisMachine(String host) {
    return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
  }
}
