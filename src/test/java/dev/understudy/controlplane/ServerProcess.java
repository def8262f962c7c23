package dev.understudy.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/** One server as a process that can be killed, paused and started again. Thread-safe. */
final class ServerProcess {

  /**
   * A garbage collector that has lost the API server and a kind of object at once looks for kinds
   * again only after 30 s, more than once if it must.
   */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final int LAST_LINES = 30;

  private final String name;
  private final List<String> command;
  private final Path log;
  private final ProcessGuard guard;
  private @Nullable Process process;

  ServerProcess(String name, List<String> command, Path log, ProcessGuard guard) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = log;
    this.guard = guard;
  }

  /** Starts the process unless it runs; {@link #awaitReady} waits for it. */
  synchronized void start() {
    if (isRunning()) {
      return;
    }
    kill();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(log.getParent().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().put("UNDERSTUDY_EXIT_WITH_STDIN", "1");
      Process started = builder.start();
      process = started;
      guard.watch(started);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started", e);
    }
  }

  /** Waits until the server answers; fails with the end of its log if it dies or takes too long. */
  void awaitReady(BooleanSupplier answers) {
    try {
      Awaitility.await(name)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(START_LIMIT)
          .failFast(name + " has ended", () -> !isRunning())
          .until(answers::getAsBoolean);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new IllegalStateException(
          "%s is not ready: %s%n%s".formatted(name, e.getMessage(), lastLines()), e);
    }
  }

  /** Ends the process at once, as a crash would. */
  synchronized void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " survived SIGKILL for 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while killing " + name, e);
    }
    guard.release(running);
    process = null;
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return process.pid();
  }

  /** Freezes the process: its connections stay open and nothing answers. */
  void pause() {
    signal("STOP");
  }

  /** Lets a frozen process go on; does nothing to any other. */
  void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      int code = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid()).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("SIG%s did not reach %s".formatted(signal, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name, e);
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
