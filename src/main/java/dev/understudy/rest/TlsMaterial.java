package dev.understudy.rest;

import dev.understudy.auth.UnusableFileException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/**
 * What the files of TLS hold, checked.
 *
 * @param keys the server's key and certificate
 * @param trust those who vouch for clients; nobody where clients are not asked
 * @param expires when the server's certificate ends
 */
record TlsMaterial(X509KeyManager keys, X509ExtendedTrustManager trust, Instant expires) {

  /**
   * Reads what the files hold.
   *
   * @param paths the certificate's, the key's and, if clients are asked, the client CA's
   * @throws UnusableFileException if they cannot be used
   */
  static TlsMaterial of(List<Path> paths, List<byte[]> contents) throws UnusableFileException {
    Path certificate = paths.getFirst();
    Path key = paths.get(1);
    X509Certificate own = certificates(certificate, contents.getFirst()).getFirst();
    if (own.getNotAfter().toInstant().isBefore(Instant.now())) {
      throw new UnusableFileException(
          "%s has expired at %s".formatted(certificate, own.getNotAfter().toInstant()));
    }
    X509KeyManager keys = keys(key, contents.getFirst(), contents.get(1));
    String[] names = keys.getServerAliases(own.getPublicKey().getAlgorithm(), null);
    PrivateKey secret = names == null ? null : keys.getPrivateKey(names[0]);
    if (secret == null || !belongTogether(secret, own.getPublicKey())) {
      throw new UnusableFileException(
          "%s is not the key of the certificate in %s".formatted(key, certificate));
    }
    List<X509Certificate> roots =
        paths.size() > 2 ? certificates(paths.get(2), contents.get(2)) : List.of(own);
    return new TlsMaterial(keys, trusting(roots), own.getNotAfter().toInstant());
  }

  private static List<X509Certificate> certificates(Path file, byte[] pem)
      throws UnusableFileException {
    Collection<? extends Certificate> all;
    try {
      all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
    } catch (CertificateException e) {
      throw new UnusableFileException(file + " has something that is no PEM certificate");
    }
    List<X509Certificate> certificates =
        all.stream()
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast)
            .toList();
    if (certificates.isEmpty()) {
      throw new UnusableFileException(file + " has no PEM certificate");
    }
    return certificates;
  }

  private static X509KeyManager keys(Path file, byte[] certificate, byte[] key)
      throws UnusableFileException {
    PemKeyCertOptions options =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificate))
            .addKeyValue(Buffer.buffer(key));
    try {
      // Vert.x itself is needed only where it reads files.
      return (X509KeyManager) options.getKeyManagerFactory(null).getKeyManagers()[0];
    } catch (Exception e) {
      // What the parser says may quote the key.
      throw new UnusableFileException(
          file + " has no RSA or EC private key in PEM, without a passphrase, for its certificate");
    }
  }

  private static boolean belongTogether(PrivateKey secret, PublicKey open) {
    try {
      Signature signature =
          Signature.getInstance(
              open.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] text = {1, 2, 3};
      signature.initSign(secret);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static X509ExtendedTrustManager trusting(List<X509Certificate> roots) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate root : roots) {
        store.setCertificateEntry(Integer.toString(store.size()), root);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      for (TrustManager manager : trust.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new IllegalStateException("every Java trusts by X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates cannot be trusted in this Java", e);
    }
  }
}
