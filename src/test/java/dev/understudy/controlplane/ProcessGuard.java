package dev.understudy.controlplane;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Ends processes and removes directories when this JVM ends, however it ends.
 *
 * <p>A shell listens on a pipe from this JVM; when the pipe breaks, also by {@code kill -9} of the
 * JVM, it kills what it was told to watch, paused processes too. Thread-safe.
 */
public final class ProcessGuard implements AutoCloseable {

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      pids=' '
      while read -r word value; do
        case $word in
          watch) pids="$pids$value " ;;
          release) pids="${pids%%" $value "*} ${pids#*" $value "}" ;;
          remove) set -- "$@" "$value" ;;
        esac
      done
      for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
      for path; do rm -rf "$path" || { sleep 1; rm -rf "$path"; }; done
      """;

  private final Process shell;
  private final PrintStream orders;

  private ProcessGuard(Process shell) {
    this.shell = shell;
    this.orders = new PrintStream(shell.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Starts a guard that watches nothing yet. */
  public static ProcessGuard start() {
    try {
      return new ProcessGuard(
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills this process at the end, unless {@link #release} comes first. */
  public synchronized void watch(Process process) {
    orders.println("watch " + process.pid());
  }

  /** The process has ended: its number may become another's. */
  public synchronized void release(Process process) {
    orders.println("release " + process.pid());
  }

  /** Removes this file or directory at the end, after the processes are gone. */
  public synchronized void removeAtEnd(Path path) {
    orders.println("remove " + path.toAbsolutePath());
  }

  /** Ends everything that is watched now, and the guard. */
  @Override
  public void close() {
    orders.close();
    try {
      if (!shell.waitFor(10, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (InterruptedException e) {
      shell.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
