package dev.understudy.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A kube-apiserver with RBAC, a watch cache, tokens for the control plane's own users, service
 * account tokens, and an audit log of everything. Address, certificate and log outlive restarts.
 */
final class ApiServer implements Server {

  /** Leases with their content, for whoever wants to know in which order they were written. */
  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      omitManagedFields: true
      rules:
        - level: None
          nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"]
        - level: RequestResponse
          verbs: [get, create, update, patch, delete]
          resources:
            - group: coordination.k8s.io
              resources: [leases]
        - level: Metadata
      """;

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final URI url;
  private final Credentials admin;
  private final Path certificate;
  private final Path auditLog;
  private final ServerProcess process;
  private @Nullable HttpClient http;

  /**
   * @param users all of whom may do everything; the first one probes whether the server is ready
   */
  ApiServer(Path program, Path directory, URI etcd, List<Credentials> users, ProcessGuard guard)
      throws IOException {
    int port = FreePorts.next();
    url = URI.create("https://127.0.0.1:" + port);
    admin = users.getFirst();
    Path certificates = Files.createDirectory(directory.resolve("kube-apiserver"));
    certificate = certificates.resolve("apiserver.crt");
    auditLog = directory.resolve("audit.log");
    ServiceAccountKeys keys = ServiceAccountKeys.generate(directory);
    Path policy = Files.writeString(directory.resolve("audit-policy.yaml"), AUDIT_POLICY);
    Path tokens = Files.writeString(directory.resolve("tokens.csv"), tokens(users));
    process =
        new ServerProcess(
            "kube-apiserver",
            List.of(
                program.toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates,
                "--authorization-mode=RBAC",
                "--token-auth-file=" + tokens,
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys.publicKey(),
                "--service-account-signing-key-file=" + keys.privateKey(),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--endpoint-reconciler-type=none",
                "--profiling=false",
                "--audit-policy-file=" + policy,
                "--audit-log-path=" + auditLog,
                // Written before the answer is complete, so that a reader misses nothing, and never
                // rotated away (the limit is in megabytes).
                "--audit-log-mode=blocking",
                "--audit-log-maxsize=100000"),
            directory.resolve("kube-apiserver.log"),
            guard);
  }

  URI url() {
    return url;
  }

  Path auditLog() {
    return auditLog;
  }

  /** The certificates to trust, as PEM; there once the server has been ready. */
  String certificate() {
    try {
      return Files.readString(certificate);
    } catch (IOException e) {
      throw new IllegalStateException("the API server has not been ready yet", e);
    }
  }

  @Override
  public ServerProcess process() {
    return process;
  }

  @Override
  public void awaitReady() {
    process.awaitReady(this::answers);
  }

  private boolean answers() {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/readyz"))
            .header("Authorization", "Bearer " + admin.token())
            .timeout(ANSWER_LIMIT)
            .build();
    try {
      return http().send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | GeneralSecurityException e) {
      // The certificate may have been read before all of it was written.
      forgetClient();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String tokens(List<Credentials> users) {
    return users.stream()
        .map(user -> "%s,%s,%s,system:masters\n".formatted(user.token(), user.user(), user.user()))
        .collect(Collectors.joining());
  }

  private synchronized HttpClient http() throws IOException, GeneralSecurityException {
    if (http == null) {
      http = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
    }
    return http;
  }

  private synchronized void forgetClient() {
    closeClient();
    http = null;
  }

  void closeClient() {
    HttpClient client = http;
    if (client != null) {
      client.shutdownNow();
    }
  }

  private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      int n = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + n++, each);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
