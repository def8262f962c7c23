package dev.understudy.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A single etcd without TLS. It keeps its data over restarts. */
final class Etcd implements Server {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private final URI url;
  private final HttpClient http;
  private final ServerProcess process;

  /**
   * @param durable whether it waits for its disk, as one that must survive its machine does
   */
  Etcd(Path program, Path directory, HttpClient http, boolean durable, ProcessGuard guard) {
    this.http = http;
    this.url = URI.create("http://127.0.0.1:" + FreePorts.next());
    URI peers = URI.create("http://127.0.0.1:" + FreePorts.next());
    this.process =
        new ServerProcess(
            "etcd",
            List.of(
                program.toString(),
                "--name=default",
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--unsafe-no-fsync=" + !durable,
                "--log-level=warn"),
            directory.resolve("etcd.log"),
            guard);
  }

  URI url() {
    return url;
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
    try {
      return send(HttpRequest.newBuilder(url.resolve("/readyz"))).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Forgets every revision but the newest, which it returns. */
  long compact() {
    String revision = post("/v3/maintenance/status", "{}").path("header").path("revision").asText();
    post("/v3/kv/compaction", "{\"revision\":\"%s\",\"physical\":true}".formatted(revision));
    return Long.parseLong(revision);
  }

  private JsonNode post(String path, String body) {
    try {
      HttpResponse<String> response =
          send(
              HttpRequest.newBuilder(url.resolve(path))
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      // Compacted twice without a write in between: there is nothing left to do.
      if (response.statusCode() != 200 && !response.body().contains("has been compacted")) {
        throw new IllegalStateException("etcd refuses " + path + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("etcd does not answer " + path, e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.timeout(ANSWER_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
