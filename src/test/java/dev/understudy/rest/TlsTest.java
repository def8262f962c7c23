package dev.understudy.rest;

import static dev.understudy.rest.FacadeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.access.Caller;
import dev.understudy.auth.Authentication;
import dev.understudy.auth.Credentials;
import dev.understudy.auth.UnusableFileException;
import dev.understudy.rest.FakeGroups.Beat;
import dev.understudy.testing.TestCa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade over TLS: what it holds, drains and cuts off as without, and files that change. */
class TlsTest {

  private static final String GROUPS = "/api/v1/clientfailover/groups";
  private static final String HEARTBEAT = GROUPS + "/G/clientsessions/S/heartbeat";

  private static final TestCa CA = new TestCa("server ca");
  private static final TestCa CLIENT_CA = new TestCa("client ca");
  private static final TestCa OTHER_CA = new TestCa("other ca");

  private final BlockingQueue<Credentials> asked = new LinkedBlockingQueue<>();

  @TempDir private Path directory;
  private Path certificate;
  private Path key;
  private Path clientCa;
  private FacadeFixture facade;

  @BeforeEach
  void write() {
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    clientCa = directory.resolve("ca.crt");
    write(CA.server());
    write(clientCa, CLIENT_CA.pem());
  }

  @AfterEach
  void stop() {
    if (facade != null) {
      facade.close();
    }
  }

  private void write(TestCa.Issued issued) {
    write(certificate, issued.certificatePem());
    write(key, issued.keyPem());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerTls tls(boolean clients) {
    try {
      return ServerTls.read(certificate, key, clients ? Optional.of(clientCa) : Optional.empty());
    } catch (UnusableFileException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(boolean clients) {
    facade =
        new FacadeFixture(
            FacadeOptions.local().securedBy(tls(clients)),
            credentials -> {
              asked.add(credentials);
              return CompletableFuture.completedFuture(
                  new Authentication.Accepted(new Caller.Anyone()));
            });
  }

  private static SSLContext trusting(TestCa ca, TestCa.@Nullable Issued own) {
    try {
      Certificate root =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(ca.pem().getBytes(StandardCharsets.US_ASCII)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", root);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own == null ? null : new KeyManager[] {presenting(own)}, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Presents its certificate to whoever asks for one, whichever issuers they accept. */
  private static KeyManager presenting(TestCa.Issued own) {
    return new X509ExtendedKeyManager() {
      @Override
      public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return "own";
      }

      @Override
      public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {own.certificate()};
      }

      @Override
      public PrivateKey getPrivateKey(String alias) {
        return own.key();
      }

      @Override
      public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {"own"};
      }

      @Override
      public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
      }

      @Override
      public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
      }
    };
  }

  private RawClient client() {
    return client(trusting(CA, null), "TLSv1.3");
  }

  private RawClient client(SSLContext context, String version) {
    return new RawClient(socket(context, version));
  }

  private SSLSocket socket(SSLContext context, String version) {
    try {
      SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), facade.server.port());
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare() {
    try (RawClient client = client()) {
      client.send(
          RawClient.post(GROUPS, "{\"Id\":\"G\"}")
              + RawClient.post(GROUPS + "/G/clientsessions", "{\"Id\":\"S\"}"));
      assertThat(client.answer().status()).isEqualTo(201);
      assertThat(client.answer().status()).isEqualTo(201);
    }
  }

  private Beat held(RawClient client) throws InterruptedException {
    facade.groups.onHeartbeat(beat -> {});
    client.send(RawClient.post(HEARTBEAT, "{}"));
    return facade.groups.beats.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void requests_are_answered_one_after_another() {
    start(false);
    prepare();
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (RawClient client = client(trusting(CA, null), version)) {
        client.send(RawClient.post(HEARTBEAT, "{}") + RawClient.get(GROUPS + "/G"));
        assertThat(client.answer().body()).contains("\"Role\":0");
        assertThat(client.answer().body()).contains("\"Id\":\"G\"");
      }
    }
  }

  @Test
  void old_versions_of_tls_are_not_spoken() {
    start(false);
    SSLContext context = trusting(CA, null);
    assertThatThrownBy(() -> client(context, "TLSv1.1")).isNotNull();
    assertThatThrownBy(() -> client(context, "TLSv1")).isNotNull();
  }

  @Test
  void plain_http_is_not_answered() {
    start(false);
    try (RawClient client = facade.raw()) {
      client.send(RawClient.get(GROUPS));
      assertThatThrownBy(client::answer).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void a_held_heartbeat_is_answered_when_it_is_released() throws InterruptedException {
    start(false);
    prepare();
    try (RawClient client = client()) {
      Beat beat = held(client);
      beat.answer(FakeGroups.SECONDARY);

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(await(beat.delivery)).isEqualTo(dev.understudy.group.Reply.Delivery.WRITTEN);
    }
  }

  @Test
  void a_client_that_hangs_up_is_noticed_whichever_way_it_does() throws Exception {
    start(false);
    prepare();
    Beat orderly;
    try (RawClient client = client()) {
      orderly = held(client);
    }
    await(orderly.hungUp);
    try (SSLSocket socket = socket(trusting(CA, null), "TLSv1.3");
        RawClient client = new RawClient(socket)) {
      Beat gone = held(client);
      // Without a word of TLS.
      socket.setSoLinger(true, 0);
      client.reset();
      await(gone.hungUp);
    }
  }

  @Test
  void a_held_heartbeat_is_answered_while_the_facade_drains() throws InterruptedException {
    start(false);
    prepare();
    try (RawClient client = client();
        RawClient idle = client()) {
      Beat beat = held(client);
      CompletableFuture<Void> drained =
          facade.server.drain(Duration.ofSeconds(10)).toCompletableFuture();
      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(drained).isNotDone();
      beat.answer(FakeGroups.SECONDARY);

      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
      await(drained);
    }
  }

  // Files

  @Test
  void a_new_certificate_is_in_force_without_a_restart() {
    start(false);
    try (RawClient before = client()) {
      TestCa newCa = new TestCa("new ca");
      write(newCa.server());
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(
              () -> {
                try (RawClient client = client(trusting(newCa, null), "TLSv1.3")) {
                  return client.send(RawClient.get(GROUPS)).answer().status() == 200;
                }
              });
      assertThatThrownBy(this::client).hasCauseInstanceOf(SSLHandshakeException.class);
      // Those who are connected stay so.
      assertThat(before.send(RawClient.get(GROUPS)).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void files_that_do_not_belong_together_leave_the_last_good_ones_in_force() {
    ServerTls tls = tls(true);
    TlsMaterial before = tls.current();
    try (LogCapture logged = new LogCapture(dev.understudy.auth.WatchedFiles.class)) {
      write(certificate, CA.server().certificatePem());
      tls.look();
      tls.look();
      assertThat(logged.messages())
          .containsExactly(
              key
                  + " is not the key of the certificate in "
                  + certificate
                  + "; what was read before stays in force");
      write(key, "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
      tls.look();
      write(key, "");
      tls.look();
      write(clientCa, "");
      tls.look();
      assertThat(String.join("\n", logged.messages())).doesNotContain("secret");
    }
    assertThat(tls.current()).isSameAs(before);
    write(CA.server());
    write(clientCa, CLIENT_CA.pem());
    tls.look();
    assertThat(tls.current()).isNotSameAs(before);
  }

  @Test
  void nothing_begins_with_files_that_cannot_be_used() {
    write(certificate, "no certificate");
    assertThatThrownBy(() -> ServerTls.read(certificate, key, Optional.empty()))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("tls.crt");
    write(CA.server("EC", Instant.now().minusSeconds(60)));
    assertThatThrownBy(() -> ServerTls.read(certificate, key, Optional.empty()))
        .hasMessageContaining("tls.crt has expired at");
    write(certificate, CA.server().certificatePem());
    write(key, "nothing");
    assertThatThrownBy(() -> ServerTls.read(certificate, key, Optional.empty()))
        .hasMessageContaining("tls.key has no RSA or EC private key in PEM");
    assertThatThrownBy(() -> ServerTls.read(directory.resolve("none"), key, Optional.empty()))
        .hasMessageContaining("none is not there");
  }

  @Test
  void keys_may_be_in_the_forms_that_tools_write() throws UnusableFileException {
    TestCa.Issued rsa = CA.server("RSA", Instant.now().plusSeconds(3600));
    write(rsa);
    ServerTls.read(certificate, key, Optional.empty());
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) rsa.key();
    write(key, pkcs1(numbers));
    ServerTls.read(certificate, key, Optional.empty());
  }

  private static String pkcs1(RSAPrivateCrtKey key) {
    java.io.ByteArrayOutputStream numbers = new java.io.ByteArrayOutputStream();
    for (BigInteger number :
        new BigInteger[] {
          BigInteger.ZERO,
          key.getModulus(),
          key.getPublicExponent(),
          key.getPrivateExponent(),
          key.getPrimeP(),
          key.getPrimeQ(),
          key.getPrimeExponentP(),
          key.getPrimeExponentQ(),
          key.getCrtCoefficient()
        }) {
      numbers.writeBytes(der(0x02, number.toByteArray()));
    }
    return "-----BEGIN RSA PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(der(0x30, numbers.toByteArray()))
        + "\n-----END RSA PRIVATE KEY-----\n";
  }

  private static byte[] der(int tag, byte[] content) {
    byte[] length =
        content.length < 0x80
            ? new byte[] {(byte) content.length}
            : content.length < 0x100
                ? new byte[] {(byte) 0x81, (byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    byte[] whole = new byte[1 + length.length + content.length];
    whole[0] = (byte) tag;
    System.arraycopy(length, 0, whole, 1, length.length);
    System.arraycopy(content, 0, whole, 1 + length.length, content.length);
    return whole;
  }

  // Client certificates

  private Credentials credentials(SSLContext context) throws InterruptedException {
    try (RawClient client = client(context, "TLSv1.3")) {
      assertThat(client.send(RawClient.get(GROUPS)).answer().status()).isEqualTo(200);
    }
    return asked.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void a_verified_client_certificate_is_among_the_credentials() throws InterruptedException {
    start(true);
    Credentials with = credentials(trusting(CA, CLIENT_CA.client("CN=collector")));
    assertThat(with.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=collector");
    assertThat(credentials(trusting(CA, null)).certificate()).isNull();
  }

  @Test
  void where_certificates_are_not_asked_for_they_are_none() throws InterruptedException {
    start(false);
    assertThat(credentials(trusting(CA, CLIENT_CA.client("CN=collector"))).certificate()).isNull();
  }

  @Test
  void a_certificate_of_another_ca_or_for_another_use_or_expired_does_not_come_in() {
    start(true);
    for (TestCa.Issued bad :
        new TestCa.Issued[] {
          OTHER_CA.client("CN=collector"),
          CA.client("CN=collector"),
          CLIENT_CA.client("CN=collector", Instant.now().minusSeconds(60))
        }) {
      SSLContext context = trusting(CA, bad);
      assertThatThrownBy(() -> credentials(context)).isInstanceOf(UncheckedIOException.class);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void when_another_ca_vouches_for_clients_old_connections_prove_nothing() throws Exception {
    start(true);
    SSLContext old = trusting(CA, CLIENT_CA.client("CN=collector"));
    try (RawClient client = client(old, "TLSv1.3");
        RawClient without = client(trusting(CA, null), "TLSv1.3")) {
      assertThat(client.send(RawClient.get(GROUPS)).answer().status()).isEqualTo(200);
      write(clientCa, OTHER_CA.pem());

      // Closed, since nothing is in progress on it.
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(without.send(RawClient.get(GROUPS)).answer().status()).isEqualTo(200);
    }
    // Nor does the session of before, which could be resumed.
    assertThatThrownBy(() -> credentials(old)).isInstanceOf(UncheckedIOException.class);
    asked.clear();
    assertThat(credentials(trusting(CA, OTHER_CA.client("CN=new"))).certificate()).isNotNull();
  }

  @Test
  void a_request_in_progress_ends_the_connection_whose_certificate_proves_nothing_any_more()
      throws Exception {
    start(true);
    prepare();
    SSLContext old = trusting(CA, CLIENT_CA.client("CN=collector"));
    try (RawClient client = client(old, "TLSv1.3");
        RawClient idle = client(old, "TLSv1.3")) {
      Beat beat = held(client);
      write(clientCa, OTHER_CA.pem());
      assertThat(idle.isClosedByServer()).isTrue();
      beat.answer(FakeGroups.SECONDARY);

      assertThat(client.answer().headers()).containsEntry("connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }
}
