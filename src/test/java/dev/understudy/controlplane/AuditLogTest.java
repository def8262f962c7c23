package dev.understudy.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

  @TempDir private Path directory;

  @Test
  void a_log_that_does_not_exist_yet_has_no_events() {
    AuditLog log = new AuditLog(directory.resolve("none"));

    assertThat(log.mark()).isEqualTo(AuditMark.START);
    assertThat(log.since(AuditMark.START)).isEmpty();
  }

  @Test
  void a_mark_parts_the_events_before_it_from_those_after_it() throws IOException {
    Path file = Files.writeString(directory.resolve("log"), line("get", "ä") + "\n");
    AuditLog log = new AuditLog(file);
    AuditMark mark = log.mark();
    Files.writeString(file, line("list", "b") + "\n", StandardOpenOption.APPEND);

    assertThat(log.since(AuditMark.START)).extracting(AuditEvent::user).containsExactly("ä", "b");
    assertThat(log.since(mark)).extracting(AuditEvent::verb).containsExactly("list");
  }

  @Test
  void a_line_that_is_still_being_written_does_not_count_yet() throws IOException {
    String half = line("get", "b");
    Path file =
        Files.writeString(
            directory.resolve("log"), line("get", "a") + "\n" + half.substring(0, 30));
    AuditLog log = new AuditLog(file);

    assertThat(log.since(AuditMark.START)).extracting(AuditEvent::user).containsExactly("a");

    Files.writeString(file, half.substring(30) + "\n", StandardOpenOption.APPEND);
    assertThat(log.since(AuditMark.START)).extracting(AuditEvent::user).containsExactly("a", "b");
  }

  private static String line(String verb, String user) {
    return """
    {"auditID":"1","stage":"ResponseComplete","verb":"%s","user":{"username":"%s"},\
    "requestURI":"/version","responseStatus":{"code":200},\
    "requestReceivedTimestamp":"2026-01-01T00:00:00.000001Z",\
    "stageTimestamp":"2026-01-01T00:00:00.000002Z"}\
    """
        .formatted(verb, user);
  }
}
