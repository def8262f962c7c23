package dev.understudy.install;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.controlplane.ControlPlane;
import dev.understudy.controlplane.FreePorts;
import dev.understudy.testing.ProgramClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A container as a process: with its arguments and its environment as rendered, found by the API
 * server's address and a token file as in a pod. There is no kubelet, so two things differ: each
 * process has ports of 127.0.0.1 of its own, and the program is not yet packed into its image.
 */
final class PodProcess implements AutoCloseable {

  private static final Path OPTIONS = Chart.BASE.resolve("src/main/image/jvm.options");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ControlPlane plane;
  private final Process process;
  private final Path directory;
  private final int restPort = FreePorts.next();
  private final int managementPort = FreePorts.next();

  /**
   * Starts it.
   *
   * @param pod the pod's name
   * @param spec the pod's specification
   * @param container which of its containers
   * @param token of the pod's service account
   */
  PodProcess(
      ControlPlane plane,
      String namespace,
      String pod,
      JsonNode spec,
      int container,
      String token) {
    this.plane = plane;
    try {
      directory = Files.createTempDirectory(plane.directory(), "pod-");
      writeToken(token);
      Path home = Files.createDirectory(directory.resolve("home"));
      Path authority = Files.writeString(directory.resolve("ca.crt"), authority());
      Path own = Files.writeString(directory.resolve("namespace"), namespace);
      JsonNode rendered = spec.at("/containers/" + container);
      ProcessBuilder builder =
          new ProcessBuilder(command(rendered))
              .redirectErrorStream(true)
              .redirectOutput(log().toFile());
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("HOME", home.toString());
      // What a kubelet and a service account token's volume give.
      environment.put("KUBERNETES_SERVICE_HOST", plane.url().getHost());
      environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(plane.url().getPort()));
      environment.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", tokenFile().toString());
      environment.put("KUBERNETES_CERTS_CA_FILE", authority.toString());
      environment.put("KUBENAMESPACE", own.toString());
      environment.putAll(environment(rendered, namespace, pod));
      process = builder.start();
      plane.guard().watch(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String authority() {
    String encoded = plane.config(plane.admin()).getCaCertData();
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private List<String> command(JsonNode container) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + OPTIONS);
    // The tests have a configuration of their own on the class path.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add("-cp");
    command.add(ProgramClassPath.get());
    command.add("dev.understudy.app.Understudy");
    for (JsonNode argument : container.path("args")) {
      command.add(
          argument
              .asText()
              .replace("-address=0.0.0.0", "-address=127.0.0.1")
              .replace("--rest-port=8080", "--rest-port=" + restPort)
              .replace("--management-port=8081", "--management-port=" + managementPort));
    }
    return command;
  }

  private static Map<String, String> environment(JsonNode container, String namespace, String pod) {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container.path("env")) {
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asText();
      environment.put(
          variable.path("name").asText(),
          switch (field) {
            case "metadata.name" -> pod;
            case "metadata.namespace" -> namespace;
            case "" -> variable.path("value").asText();
            default -> throw new IllegalArgumentException("no such field of a pod: " + field);
          });
    }
    return environment;
  }

  private Path tokenFile() {
    return directory.resolve("token");
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** Puts another token in its place, as a kubelet does before it expires. */
  void writeToken(String token) throws IOException {
    Path fresh = Files.writeString(directory.resolve("token.new"), token);
    Files.move(fresh, tokenFile(), StandardCopyOption.REPLACE_EXISTING);
  }

  int restPort() {
    return restPort;
  }

  int managementPort() {
    return managementPort;
  }

  /** All that it has written. */
  String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isReady() {
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/readyz"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return HTTP.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  PodProcess awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .failFast("it has ended, see " + log(), () -> !process.isAlive())
        .until(this::isReady);
    return this;
  }

  /** Waits until it has ended by itself; the exit code. */
  int awaitEnd() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new AssertionError("it still runs: " + output());
      }
      plane.guard().release(process);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a kubelet does, and waits. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it did not stop within its grace period: " + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      plane.guard().release(process);
    }
  }
}
