package dev.understudy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understudy.access.Entry;
import dev.understudy.access.Rights;
import dev.understudy.access.Trustee;
import dev.understudy.access.Where;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditTest {

  private static final String GROUPS = FacadeFixture.ON_PREMISES + "/clientfailover/groups";

  private final Logger logger = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private FacadeFixture facade;

  @BeforeEach
  void start() {
    facade = new FacadeFixture(FacadeOptions.local(), new Callers());
    lines.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    facade.close();
  }

  private List<String> lines() {
    return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void send(String who, String method, String path, String body) {
    facade.send(
        facade
            .request(path)
            .header("Authorization", who)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  @Test
  void a_change_is_written_down_with_who_what_and_on_what() {
    String ada = Callers.member("ada", FakeLists.EVERYTHING);

    send(ada, "POST", GROUPS, "{\"Id\":\"G\"}");
    send(ada, "POST", GROUPS, "{\"Id\":\"G\"}");
    send(ada, "GET", GROUPS + "/G", "");
    send(ada, "DELETE", GROUPS + "/G", "");

    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst())
        .contains("operation=\"POST clientfailover/groups\" result=201 who=\"CLIENT/t1/ada\"")
        .contains("namespace=\"on-premises-namespace\"", "address=\"127.0.0.1\"")
        .containsPattern("operationId=[0-9a-f]{32}");
    assertThat(lines().getLast()).contains("DELETE", "result=204", "group=\"G\"");
    assertThat(lines()).noneMatch(line -> line.contains(FakeLists.EVERYTHING));
  }

  @Test
  void a_refusal_is_written_down_and_its_repetitions_are_counted() {
    facade.lists.set(
        Where.collection("t1", "on-premises-namespace"),
        new Entry(
            new Trustee(Trustee.Type.ROLE, "nobody", null), Entry.Effect.ALLOWED, Rights.ALL));
    for (int i = 0; i < 5; i++) {
      send(Callers.member("eve"), "POST", GROUPS + "/G/clientsessions/S/heartbeat", "{}");
    }
    send("nobody", "GET", GROUPS, "");

    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst())
        .contains("result=403", "who=\"CLIENT/t1/eve\"", "group=\"G\"", "session=\"S\"")
        .contains("reason=\"The right Write on the group 'G' is missing.\"");
    assertThat(lines().getLast()).contains("result=401", "who=\"\"").doesNotContain("nobody");
  }

  @Test
  void what_was_left_out_is_told_after_a_minute() {
    Audit audit = new Audit();
    Audit.Deed deed = new Audit.Deed("GET", 401, "", "", "", "", "::1", "0", "Who?");

    audit.refused(deed, Duration.ofSeconds(1));
    audit.refused(deed, Duration.ofSeconds(2));
    audit.refused(deed, Duration.ofSeconds(3));
    audit.sweep(Duration.ofSeconds(30));
    assertThat(lines()).hasSize(1);
    audit.sweep(Duration.ofSeconds(62));

    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast()).contains("result=401", "leftOut=2");
  }

  @Test
  void no_value_can_look_like_another_line_or_field() {
    assertThat(Audit.quote("a\r\nb\u2028\u202e\" who=\"x\\"))
        .isEqualTo("\"a\\u000d\\u000ab\\u2028\\u202e\\\" who=\\\"x\\\\\"");
    assertThat(Audit.quote("Gr\u00fc\u00dfe 1")).isEqualTo("\"Gr\u00fc\u00dfe 1\"");
  }
}
