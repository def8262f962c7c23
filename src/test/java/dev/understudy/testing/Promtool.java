package dev.understudy.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Prometheus' own tool for rules and metrics, from the package {@code prometheus}. Where it is
 * missing its tests are left out with one line; with {@code UNDERSTUDY_REQUIRE_CONTROL_PLANE=true}
 * they fail.
 */
public final class Promtool {
  private static final String REQUIRED = "UNDERSTUDY_REQUIRE_CONTROL_PLANE";
  private static final String MISSING =
      "no promtool on this machine; apt-get install prometheus brings it";

  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  /** What it said, and how it ended. */
  public record Result(int exitCode, String output) {}

  /** Finds it, or leaves the test out. */
  public static Promtool find() {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(directory -> Path.of(directory, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && Boolean.parseBoolean(System.getenv(REQUIRED))) {
      throw new IllegalStateException(MISSING + " (" + REQUIRED + " is set)");
    }
    return new Promtool(found.orElseThrow(() -> new TestAbortedException(MISSING)));
  }

  /** Runs it in a directory. */
  public Result run(Path directory, String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
