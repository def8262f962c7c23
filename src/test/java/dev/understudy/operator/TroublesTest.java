package dev.understudy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TroublesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Troubles.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Troubles troubles = new Troubles();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void the_same_trouble_is_told_once_and_tried_again_with_a_growing_delay() {
    Duration delay = troubles.met("g", "may not write");
    for (int i = 0; i < 20; i++) {
      Duration next = troubles.met("g", "may not write");
      assertThat(next).isGreaterThanOrEqualTo(delay);
      delay = next;
    }
    assertThat(delay).isEqualTo(Duration.ofMinutes(1));
    troubles.met("g", "something else");
    troubles.over("g");
    troubles.over("g");

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "g: may not write; trying again with a growing delay",
            "g: something else; trying again with a growing delay",
            "g: reconciled again");
    assertThat(troubles.met("g", "may not write")).isEqualTo(Duration.ofSeconds(1));
  }
}
