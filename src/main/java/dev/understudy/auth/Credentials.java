package dev.understudy.auth;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to prove who sent it. Its text form tells nothing of it.
 *
 * @param authorization the {@code Authorization} header as it was sent; absent if none was
 * @param certificate the client certificate that the TLS handshake has verified; absent if none was
 *     presented
 * @param address a text for the address that it came from, to slow down guessing
 */
public record Credentials(
    @Nullable String authorization, @Nullable X509Certificate certificate, String address) {

  /** Nothing of it belongs in a log. */
  @Override
  public String toString() {
    return "Credentials[of " + address + "]";
  }
}
