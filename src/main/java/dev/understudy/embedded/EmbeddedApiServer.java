package dev.understudy.embedded;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server in the process, listening on 127.0.0.1 over plain HTTP.
 *
 * <p>It knows Understudy's own kinds and the namespace {@code default} from the start. What it does
 * not do is said at the package. Thread-safe; {@link #close} ends it and forgets everything.
 */
public final class EmbeddedApiServer implements AutoCloseable {

  private static final List<String> CRDS =
      List.of("failovergroups.understudy.dev.yaml", "groupacls.understudy.dev.yaml");

  /** The mock server tells of every request there. Kept here, or the setting would be forgotten. */
  private final Logger mockLog = Logger.getLogger(MockWebServer.class.getName());

  private final KubernetesMockServer server;
  private final URI url;

  private EmbeddedApiServer(int port, Clock clock) {
    mockLog.setLevel(Level.WARNING);
    MockWebServer http = new MockWebServer();
    http.setHttp2ClearTextEnabled(false);
    server =
        new KubernetesMockServer(
            new Context(), http, new HashMap<>(), new ApiDispatcher(clock, http::reset), false);
    server.init(loopback(), port);
    url = URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Starts a server on a free port, by the system's clock. */
  public static EmbeddedApiServer start() {
    return start(0, Clock.systemUTC());
  }

  /**
   * Starts a server.
   *
   * @param port the port; 0 for a free one
   * @param clock gives the times that objects carry
   * @throws IllegalStateException if the port is taken
   */
  public static EmbeddedApiServer start(int port, Clock clock) {
    EmbeddedApiServer started = new EmbeddedApiServer(port, clock);
    try (KubernetesClient client = started.client()) {
      client.namespaces().resource(namespace("default")).create();
      for (String crd : CRDS) {
        client.resource(read(crd)).create();
      }
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** The port on which it listens. */
  public int port() {
    return server.getPort();
  }

  /** The configuration of a client, to be changed and built at will. */
  public Config config() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url.toString())
        .withNamespace("default")
        .withHttp2Disable(true)
        .build();
  }

  /** A new client, which its user closes. */
  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new VertxHttpClientFactory())
        .withConfig(config())
        .build();
  }

  /** What kubectl needs to reach it, as the text of a kubeconfig file. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: understudy
    clusters:
    - name: understudy
      cluster:
        server: %s
    contexts:
    - name: understudy
      context:
        cluster: understudy
        user: nobody
        namespace: default
    users:
    - name: nobody
      user: {}
    """
        .formatted(url);
  }

  /** How many requests the mock server remembers. */
  int rememberedRequests() {
    return server.getRequestCount();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private static io.fabric8.kubernetes.api.model.Namespace namespace(String name) {
    return new io.fabric8.kubernetes.api.model.NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private static String read(String crd) {
    try (InputStream stream =
        EmbeddedApiServer.class.getResourceAsStream("/dev/understudy/crds/" + crd)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + crd);
      }
      return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
