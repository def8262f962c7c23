package dev.understudy.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs kubectl as one user, without a look at the home directory of who runs the tests. */
final class Kubectl {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path program;
  private final Path kubeconfig;
  private final Path home;

  Kubectl(Path program, Path kubeconfig, Path home) {
    this.program = program;
    this.kubeconfig = kubeconfig;
    this.home = home;
  }

  KubectlResult run(String input, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    String shown = "kubectl " + String.join(" ", arguments);
    try {
      // Files instead of pipes: a pipe that nobody empties would stop it.
      Path in = Files.writeString(Files.createTempFile(home, "kubectl-", ".in"), input);
      Path out = Files.createTempFile(home, "kubectl-", ".out");
      Path err = Files.createTempFile(home, "kubectl-", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBERC", "off");
        int code = await(builder.start(), shown);
        return new KubectlResult(shown, code, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(shown, e);
    }
  }

  private static int await(Process process, String shown) {
    try {
      if (process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new AssertionError("%s did not end within %s".formatted(shown, LIMIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + shown, e);
    } finally {
      process.destroyForcibly();
    }
  }
}
