package dev.understudy.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/** A certificate authority that lives as long as a test. */
public final class TestCa {

  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] ECDSA_WITH_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);
  private static final byte[] TRUE = der(0x01, new byte[] {(byte) 0xff});

  private final X500Principal name;
  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  /** A certificate and its private key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {

    /** Both in PEM, the certificate first. */
    public String certificatePem() {
      return pem("CERTIFICATE", encoded(certificate));
    }

    /** The key in PEM, as PKCS#8. */
    public String keyPem() {
      return pem("PRIVATE KEY", key.getEncoded());
    }
  }

  /** A new one. */
  public TestCa(String commonName) {
    name = new X500Principal("CN=" + commonName);
    Instant now = Instant.now();
    certificate =
        sign(
            name,
            keys,
            now.minus(1, ChronoUnit.HOURS),
            now.plus(1, ChronoUnit.DAYS),
            // Basic constraints: a CA.
            extension(true, der(SEQUENCE, TRUE), 0x55, 0x1d, 0x13));
  }

  /** Its own certificate in PEM. */
  public String pem() {
    return pem("CERTIFICATE", encoded(certificate));
  }

  /** A certificate for a server at 127.0.0.1 and localhost. */
  public Issued server() {
    return server("EC", Instant.now().plus(1, ChronoUnit.DAYS));
  }

  /** The same, with keys of an algorithm and until a moment. */
  public Issued server(String algorithm, Instant until) {
    byte[] names =
        der(
            SEQUENCE,
            der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
            der(0x87, new byte[] {127, 0, 0, 1}));
    return issue("CN=server", algorithm, until, extension(false, names, 0x55, 0x1d, 0x11));
  }

  /** A certificate for a client. */
  public Issued client(String subject) {
    return client(subject, Instant.now().plus(1, ChronoUnit.DAYS));
  }

  /** The same, until a moment. */
  public Issued client(String subject, Instant until) {
    byte[] clientAuth = oid(0x2b, 6, 1, 5, 5, 7, 3, 2);
    return issue(
        subject, "EC", until, extension(false, der(SEQUENCE, clientAuth), 0x55, 0x1d, 0x25));
  }

  private Issued issue(String subject, String algorithm, Instant until, byte[] extension) {
    KeyPair own = keys(algorithm);
    X509Certificate made =
        sign(
            new X500Principal(subject),
            own,
            Instant.now().minus(2, ChronoUnit.DAYS),
            until,
            extension);
    return new Issued(made, own.getPrivate());
  }

  private X509Certificate sign(
      X500Principal subject, KeyPair owner, Instant from, Instant until, byte[] extension) {
    byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
    byte[] toBeSigned =
        der(
            SEQUENCE,
            der(0xa0, der(0x02, new byte[] {2})),
            der(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
            algorithm,
            name.getEncoded(),
            der(SEQUENCE, time(from), time(until)),
            subject.getEncoded(),
            owner.getPublic().getEncoded(),
            der(0xa3, der(SEQUENCE, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(toBeSigned);
      byte[] signed = signature.sign();
      byte[] bits = new byte[signed.length + 1];
      System.arraycopy(signed, 0, bits, 1, signed.length);
      byte[] whole = der(SEQUENCE, toBeSigned, algorithm, der(0x03, bits));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] extension(boolean critical, byte[] value, int... id) {
    return critical
        ? der(SEQUENCE, oid(id), TRUE, der(OCTETS, value))
        : der(SEQUENCE, oid(id), der(OCTETS, value));
  }

  private static byte[] time(Instant moment) {
    return der(0x18, TIME.format(moment).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] oid(int... bytes) {
    byte[] id = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      id[i] = (byte) bytes[i];
    }
    return der(0x06, id);
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (content.size() < 0x80) {
      whole.write(content.size());
    } else {
      byte[] length = BigInteger.valueOf(content.size()).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      whole.write(0x80 | (length.length - from));
      whole.write(length, from, length.length - from);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }
}
