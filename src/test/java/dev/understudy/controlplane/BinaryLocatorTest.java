package dev.understudy.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.controlplane.BinaryLocator.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryLocatorTest {

  private static final Binaries DOWNLOADED = Binaries.in(Path.of("/downloaded"));

  @TempDir private Path directory;

  @Test
  void what_was_built_is_used() throws IOException {
    Path built = Files.createDirectory(directory.resolve("built"));
    executable(built.resolve("kube-controller-manager"), "");

    assertThat(locate(scriptNaming(built), Optional.of(DOWNLOADED)))
        .isEqualTo(new Result.Found(Binaries.in(built)));
    assertThat(Binaries.in(built).controllerManager()).isPresent();
  }

  @Test
  void what_can_be_downloaded_stands_in_for_what_was_not_built() throws IOException {
    Path script = scriptNaming(directory.resolve("not built"));

    assertThat(locate(script, Optional.of(DOWNLOADED))).isEqualTo(new Result.Found(DOWNLOADED));
    assertThat(DOWNLOADED.controllerManager()).isEmpty();
  }

  @Test
  void nothing_to_run_gives_one_line_that_says_what_to_do() {
    assertThat(locate(directory.resolve("no script"), Optional.empty()))
        .isInstanceOfSatisfying(
            Result.Missing.class,
            missing ->
                assertThat(missing.reason())
                    .contains("src/test/controlplane/build")
                    .doesNotContain("\n"));
  }

  @Test
  void the_checkout_has_a_script_that_names_a_directory() throws IOException {
    Process script =
        new ProcessBuilder(
                Path.of(System.getProperty("understudy.basedir", ""))
                    .resolve("src/test/controlplane/build")
                    .toAbsolutePath()
                    .toString(),
                "--where")
            .start();

    assertThat(script.inputReader().readLine()).startsWith("/");
  }

  private static Result locate(Path script, Optional<Binaries> otherwise) {
    return new BinaryLocator(script, () -> otherwise).locate();
  }

  private Path scriptNaming(Path built) throws IOException {
    return executable(
        directory.resolve("build"), "#!/bin/sh\n[ $1 = --where ] && echo '" + built + "'\n");
  }

  private static Path executable(Path file, String content) throws IOException {
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
