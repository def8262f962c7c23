package dev.understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The demo as a whole, a little faster than people see it. */
class DemoTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("understudy.basedir"), "deploy", "samples");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Screen screen =
      new Screen(
          new PrintStream(written, true, StandardCharsets.US_ASCII), false, Screen.Glyphs.ASCII);

  private String text() {
    return written.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void every_step_does_what_it_should() throws Exception {
    try (Stage stage = new Stage(0)) {
      boolean good = new Demo(screen, Duration.ofSeconds(4), SAMPLES).play(stage);

      assertThat(good).as(text()).isTrue();
    }
    assertThat(text())
        .contains("Two collectors join")
        .contains("Switchover on request")
        .contains("Crash of the primary")
        .contains("Graceful stop of the primary")
        .contains("NAME     PRIMARY       PENDING   TERM   LIVE")
        .contains("Every step did what it should")
        .doesNotContain("\u001b")
        .doesNotContain("FAILED");
  }

  @Test
  void a_step_that_fails_is_told_in_a_sentence() throws Exception {
    try (Stage stage = new Stage(0)) {
      boolean good = new Demo(screen, Duration.ofSeconds(1), SAMPLES).play(stage);

      assertThat(good).isFalse();
    }
    assertThat(text())
        .contains("FAILED The manifests should have been applied, but: ")
        .contains("the failover timeout is a duration from 2s");
  }
}
