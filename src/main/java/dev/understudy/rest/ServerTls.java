package dev.understudy.rest;

import dev.understudy.auth.UnusableFileException;
import dev.understudy.auth.WatchedFiles;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How connections are secured: from PEM files that are read anew when they change, without a
 * restart. New ones that cannot be used leave the last good ones in force. Thread-safe.
 */
public final class ServerTls {

  private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private final WatchedFiles<TlsMaterial> files;
  private final boolean asksForCertificates;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private ServerTls(List<Path> paths) throws UnusableFileException {
    asksForCertificates = paths.size() > 2;
    files =
        WatchedFiles.read(
            paths,
            contents -> TlsMaterial.of(paths, contents),
            changed -> listeners.forEach(Runnable::run));
  }

  /**
   * Reads the files.
   *
   * @param certificate the server's certificate and those between it and its CA, in PEM
   * @param key the server's private key, in PEM
   * @param clientCa the CAs whose certificates clients may present, in PEM; clients are not asked
   *     for certificates if absent
   * @throws UnusableFileException if a file cannot be used
   */
  public static ServerTls read(Path certificate, Path key, Optional<Path> clientCa)
      throws UnusableFileException {
    List<Path> paths = new ArrayList<>(List.of(certificate, key));
    clientCa.ifPresent(paths::add);
    return new ServerTls(paths);
  }

  /**
   * Puts it into the options of a server that is to listen. The server asks for what is in force at
   * every handshake: to replace its whole context would turn away who connects meanwhile.
   */
  void addTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setKeyCertOptions(KeyCertOptions.wrap(new CurrentKeys(this::current)))
        .setClientAuth(asksForCertificates ? ClientAuth.REQUEST : ClientAuth.NONE)
        .setEnabledSecureTransportProtocols(VERSIONS)
        .setSslHandshakeTimeout(HANDSHAKE.toSeconds());
    if (asksForCertificates) {
      options.setTrustOptions(TrustOptions.wrap(new CurrentTrust(this::current)));
    }
  }

  /** When the certificate that is in force now ends. */
  public Instant expires() {
    return current().expires();
  }

  /** What is in force now. */
  TlsMaterial current() {
    return files.current().value();
  }

  /**
   * Whether those who vouch for clients now vouch for a client that has presented its certificates
   * at some time, as in a session that was resumed.
   */
  boolean vouchesFor(X509Certificate[] chain) {
    try {
      current().trust().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /** Looks whether the files have changed. It reads files. */
  void look() {
    files.look();
  }

  /** Has somebody told when the files have changed, by the thread that looked. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }
}
