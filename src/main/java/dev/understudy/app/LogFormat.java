package dev.understudy.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How log lines look. */
enum LogFormat {
  /** For people. */
  PLAIN {
    @Override
    void use() {
      // So it is set up.
    }
  },
  /** For machines: a JSON object a line. */
  JSON {
    @Override
    void use() {
      ILoggerFactory factory = LoggerFactory.getILoggerFactory();
      if (!(factory instanceof LoggerContext context)) {
        throw new IllegalStateException("JSON logs need Logback, found " + factory.getClass());
      }
      Appender<ILoggingEvent> appender =
          context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("out");
      if (appender instanceof OutputStreamAppender<ILoggingEvent> out) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.start();
        out.setEncoder(encoder);
      }
    }
  };

  /** Makes all log lines look so from now on. */
  abstract void use();
}
