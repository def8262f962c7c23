package dev.understudy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Hostile schedules, each drawn from a seed. A failure names its seed; -Dseed= runs that one again,
 * and -Dtrace=true tells what happens in it.
 */
class RandomScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("schedules", 300);
  private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.understudy.group");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void hear_the_log() {
    logger.setAdditive(false);
    logger.setLevel(Level.ERROR);
    logger.addAppender(log);
    log.start();
  }

  @AfterEach
  void leave_the_log() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void no_schedule_breaks_an_invariant_and_each_ends_with_a_primary() {
    Long only = Long.getLong("seed");
    if (only != null) {
      run(only);
      return;
    }
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
      run(seed);
    }
  }

  private void run(long seed) {
    try {
      Schedule schedule = new Schedule(seed);
      schedule.run();
      Cluster cluster = schedule.cluster();
      boolean elected = cluster.world().passUntil(cluster::hasPrimary, schedule.patience());
      cluster.check();
      assertThat(elected).as("a primary after all faults of %s", schedule).isTrue();
      assertThat(List.copyOf(log.list)).as("faults of the program in the log").isEmpty();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("Failed with -Dseed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
