package dev.understudy.lease;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Reads what the watch of Leases logs. */
final class WatchLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LeaseWatch.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  WatchLog() {
    appender.start();
    logger.addAppender(appender);
  }

  /** Level and message of each. */
  List<String> warningsAndErrors() {
    return List.copyOf(appender.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
