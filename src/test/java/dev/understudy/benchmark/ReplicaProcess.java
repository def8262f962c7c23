package dev.understudy.benchmark;

import dev.understudy.controlplane.FreePorts;
import dev.understudy.controlplane.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One replica of the operator as a process, started as users start it. Thread-safe. */
final class ReplicaProcess {

  /** The memory limit of the chart, of which the options of the image take their shares. */
  private static final String POD_MEMORY = "-XX:MaxRAM=512m";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  private final List<String> command;
  private final Path log;
  private final ProcessGuard guard;
  private final HttpClient http;
  private final int restPort = FreePorts.next();
  private final int managementPort = FreePorts.next();
  private @Nullable Process process;

  /**
   * @param kubeconfig who it is and where the API server is
   * @param namespace the namespace that it serves
   * @param log where its output goes
   * @param guard ends it, if this process ends before it
   */
  ReplicaProcess(
      Options options,
      Path kubeconfig,
      String namespace,
      Path log,
      ProcessGuard guard,
      HttpClient http) {
    this.log = log;
    this.guard = guard;
    this.http = http;
    command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options.jvmOptions());
    command.add(POD_MEMORY);
    command.addAll(options.replicaJvm());
    command.addAll(
        List.of(
            "-jar",
            options.jar().toString(),
            "operator",
            "--kubeconfig",
            kubeconfig.toString(),
            "--namespaces",
            namespace,
            "--auth",
            "none",
            "--rest-port",
            Integer.toString(restPort),
            "--management-address",
            "127.0.0.1",
            "--management-port",
            Integer.toString(managementPort)));
  }

  /** Where its facade answers for a namespace. */
  URI endpoint(String namespace) {
    return URI.create(
        "http://127.0.0.1:%d/api/v1/tenants/default/namespaces/%s/clientfailover/"
            .formatted(restPort, namespace));
  }

  /** Starts it; {@link #awaitReady} waits until it serves. */
  synchronized void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      guard.watch(process);
    } catch (IOException e) {
      throw new UncheckedIOException("a replica could not be started", e);
    }
  }

  /** Waits until it says that it is ready. */
  void awaitReady() {
    Awaitility.await("replica ready, see " + log)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(100))
        .atMost(START_LIMIT)
        .failFast("the replica has ended, see " + log, () -> !isRunning())
        .until(this::isReady);
  }

  /** Whether it says that it is ready. */
  boolean isReady() {
    if (!isRunning()) {
      return false;
    }
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/readyz"))
            .timeout(PROBE_LIMIT)
            .build();
    try {
      return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends it as {@code kill -9} does. */
  synchronized void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a replica survived SIGKILL for 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    guard.release(running);
    process = null;
  }

  private synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }
}
