package dev.understudy.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gets JSON documents from an identity provider. Follows no redirects, so that what was asked for
 * is what answers. Thread-safe.
 */
final class ProviderClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;

  private final Optional<InetSocketAddress> proxy;
  private final @Nullable WatchedFiles<SSLContext> ca;
  private volatile HttpClient http;

  /**
   * Connects to nobody yet.
   *
   * @throws UnusableFileException if the certificates of the CA cannot be used
   */
  ProviderClient(Optional<Path> caFile, Optional<InetSocketAddress> proxy)
      throws UnusableFileException {
    this.proxy = proxy;
    if (caFile.isEmpty()) {
      ca = null;
      http = client(null);
    } else {
      String name = caFile.get().toString();
      ca =
          WatchedFiles.read(
              List.of(caFile.get()),
              contents -> trusting(name, contents.getFirst()),
              changed -> http = client(changed));
      http = client(ca.current().value());
    }
  }

  /** Looks whether the certificates of the CA have changed. */
  void look() {
    if (ca != null) {
      ca.look();
    }
  }

  /**
   * Gets a JSON object.
   *
   * @throws IOException if there is none; the message says why, in a form for the log
   */
  Map<String, Object> get(String url) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Accept", "application/json").build();
    HttpResponse<byte[]> response = answer(request);
    if (response.statusCode() != 200) {
      throw new IOException(url + " answered " + response.statusCode());
    }
    try {
      return JSONObjectUtils.parse(new String(response.body(), StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new IOException(url + " answered no JSON object", e);
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      // The timeout of the request ends with the head of the answer, and not with its body.
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException(request.uri() + " was not waited for", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(
          request.uri() + " did not answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + " does not answer: " + cause(e), e);
    }
  }

  /** What is behind a failure: the innermost message says it best. */
  private static String cause(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null
        ? innermost.getClass().getSimpleName()
        : innermost.getMessage();
  }

  private HttpClient client(@Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE);
    proxy.ifPresent(address -> builder.proxy(ProxySelector.of(address)));
    if (tls != null) {
      builder.sslContext(tls);
    }
    return builder.build();
  }

  private static SSLContext trusting(String name, byte[] pem) throws UnusableFileException {
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (certificates.isEmpty()) {
        throw new UnusableFileException(name + " has no PEM certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (CertificateException e) {
      throw new UnusableFileException(name + " has something that is no PEM certificate");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates cannot be trusted in this Java", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
