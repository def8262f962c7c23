package dev.understudy.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGuardTest {

  @Test
  void the_end_takes_the_watched_processes_and_files_and_spares_the_released_ones(
      @TempDir Path directory) throws IOException, InterruptedException {
    Path removed = Files.createDirectory(directory.resolve("removed, with a space"));
    Files.writeString(removed.resolve("file"), "x");
    Process watched = sleeping();
    Process frozen = sleeping();
    Process released = sleeping();
    try (ProcessGuard guard = ProcessGuard.start()) {
      guard.watch(watched);
      guard.watch(released);
      guard.watch(frozen);
      guard.release(released);
      guard.removeAtEnd(removed);
      new ProcessBuilder("sh", "-c", "kill -STOP " + frozen.pid()).start().waitFor();
    }

    try {
      assertThat(watched.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(frozen.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(released.isAlive()).isTrue();
      assertThat(removed).doesNotExist();
    } finally {
      released.destroyForcibly().waitFor();
    }
  }

  private static Process sleeping() throws IOException {
    return new ProcessBuilder("sleep", "60").start();
  }
}
